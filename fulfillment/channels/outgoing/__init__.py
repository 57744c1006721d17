"""Signed webhooks to programs of others: who wants to know what, told once, tried until it is taken."""
