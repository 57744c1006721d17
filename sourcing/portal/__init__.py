"""The supplier's own page, by a link: what they promise, what was ordered, what they sent."""
