"""What a platform holds against a shop: points, the day until which one may appeal, what came of it, and the papers."""
