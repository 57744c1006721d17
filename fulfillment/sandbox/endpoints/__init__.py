"""The Open API endpoints, a module per area."""
