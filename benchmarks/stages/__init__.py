"""The stages of dvc.yaml, a module each: read files, call a package, write files; no other stage."""
