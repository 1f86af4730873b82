"""CRM push: one engine, and one thin adapter for each CRM."""
