"""It is told: to people as text and workbooks, to programs as JSON."""
