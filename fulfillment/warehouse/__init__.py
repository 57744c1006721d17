"""The house that parcels leave from: which truck each order must be on, and until when to act for it."""
