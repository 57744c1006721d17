"""The rulebook: what each platform and market asks for, as dated data read by plain Python."""
