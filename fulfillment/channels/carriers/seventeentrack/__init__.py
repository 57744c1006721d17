"""17TRACK: 3,000 carriers behind one key; numbers are registered, changes are pushed and can be asked for."""
