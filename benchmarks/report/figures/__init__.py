"""The figures of the report: drawn with equal bytes from equal numbers, fit for either theme."""
