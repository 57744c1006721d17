"""Where the goods come from: requests, offers, confirmations, purchase orders, routing. Empty until its own work begins."""
