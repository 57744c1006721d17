"""Where the goods come from: offers, what suppliers promised and until when, and what follows for open orders."""
