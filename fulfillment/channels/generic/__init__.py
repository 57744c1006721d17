"""Orders from files: a mapping in TOML says what the columns mean, whatever they are called."""
