"""It is noted: who sent what when, appended and never overwritten."""
