"""What leaves the house for addresses of others: mail, and signed messages to their programs."""
