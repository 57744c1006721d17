"""A program of the team's own, a warehouse or a carrier, that posts signed events to us; there is nobody to ask."""
