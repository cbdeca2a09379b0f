"""What each section of the report shows: typed rows in, a typed section out."""
