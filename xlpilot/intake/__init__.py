"""The file comes back: from bytes to a table with addresses."""
