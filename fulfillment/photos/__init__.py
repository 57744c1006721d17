"""Photographs that prove something: kept once, outside the database, shown to the team that took them."""
