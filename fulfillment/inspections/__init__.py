"""Incoming and pre-shipment inspection. Empty until its own work begins; it will place holds, never be called by orders."""
