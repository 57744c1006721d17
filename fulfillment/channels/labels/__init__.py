"""Labels and packing slips of parcels that the platform ships: printed from here, and again where it is said so."""
