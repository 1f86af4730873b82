"""Sources of public purchases."""
