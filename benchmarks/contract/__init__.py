"""The borders: errors, files, paths, and the schemas of every table that one stage hands to another."""
