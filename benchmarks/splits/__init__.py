"""How interactions are divided into parts, and the audit of the result."""
