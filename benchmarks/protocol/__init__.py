"""What makes a number comparable: what a baseline is given and asked, how its answers are read."""
