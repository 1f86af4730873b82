"""Company registers: sources of registrations."""
