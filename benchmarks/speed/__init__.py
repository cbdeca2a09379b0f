"""What our work costs beside other people's libraries, and how it grows: reports/speed.csv."""
