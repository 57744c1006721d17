"""What tablets recorded while nobody could be asked: each item is taken once, whenever and however often it comes."""
