"""Why buyers get their money back: refund requests by reason, and where they come from."""
