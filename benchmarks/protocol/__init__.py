"""What a baseline is given and asked, and how its answers become lists: what makes a number comparable."""
