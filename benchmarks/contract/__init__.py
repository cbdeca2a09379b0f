"""The borders: errors, files, paths, and the schemas of all that stages hand to each other."""
