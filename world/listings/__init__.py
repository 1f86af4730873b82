"""What each source publishes about the synthetic population, and who is truly behind every row."""
