"""What is asked: the yearly notice as data."""
