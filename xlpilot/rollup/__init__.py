"""It is added up: the city-level summary, every row with where it came from."""
