"""What a platform says of a rate, beside what we count, and the difference order by order."""
