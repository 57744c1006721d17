"""Packages as told, what carriers said of them, and what follows for their orders. Each function is one statement."""
