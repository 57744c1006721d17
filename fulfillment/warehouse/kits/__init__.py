"""Brand kits: which one an order gets, what is missing of it, how long its stock lasts, and orders that go plain."""
