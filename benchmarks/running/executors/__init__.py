"""Where stages run: in processes of this machine, or elsewhere."""
