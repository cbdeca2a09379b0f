"""Two of anything, compared: how a side is opened, what differs, whether by more than chance."""
