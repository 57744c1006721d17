"""What follows an inspection that failed: orders held, what still makes them, the report, what is done about it."""
