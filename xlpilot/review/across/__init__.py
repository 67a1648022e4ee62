"""What no single file can show: who applies for how much, who applies twice, and who has a former pilot open."""
