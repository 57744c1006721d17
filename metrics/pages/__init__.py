"""Pages of the rates: all of them, one of them, and the rows behind a figure."""
