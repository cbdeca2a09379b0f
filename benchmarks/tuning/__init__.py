"""The search of parameters on the validation part."""
