"""A list as people get it: its rows, columns and headings, what may be done with a contact, and the writers of its files."""
