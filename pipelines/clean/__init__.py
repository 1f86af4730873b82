"""clean: landed text becomes typed facts, column-wise, by kind of field; what cannot be read becomes a reject, never a guess."""
