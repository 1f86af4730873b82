"""Sources of news."""
