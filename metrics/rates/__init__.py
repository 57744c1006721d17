"""Rates of orders beside late dispatch: what each counts, as pure decisions over one order."""
