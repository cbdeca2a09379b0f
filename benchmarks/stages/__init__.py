"""The stages of dvc.yaml, a module each: it reads files, calls a package, writes files."""
