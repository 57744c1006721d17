"""Who follows parcels for the seller: a 17TRACK-like and an AfterShip-like interface over the world's own scans."""
