"""Begin with something of your own: a card for a file, a baseline that keeps the contract."""
