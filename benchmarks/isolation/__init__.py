"""A cell in a process of its own: what it may read, write and take, watched from outside."""
