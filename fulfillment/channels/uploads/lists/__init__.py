"""Many numbers at once: brought as a list, looked at row by row, sent together, followed and taken back."""
