"""A store of its own making: no platform stands behind it, its program tells the seller's software by the JSON API."""
