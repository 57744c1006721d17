"""A help desk as another company runs it: what buyers write arrives there, and it tells the seller's software."""
