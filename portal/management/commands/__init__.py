"""Commands of the web site for whoever runs it."""
