"""Any two dimensions of a rate crossed, read from its facts."""
