"""The JSON API of independent stores and of whoever wants to read what we know: `/api/v1/`."""
