"""AfterShip: trackings are created one by one; changes come as signed webhooks and can be asked for."""
