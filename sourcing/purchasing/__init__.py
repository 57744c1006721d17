"""Orders to suppliers: what has to be bought, from whom, and what came of it."""
