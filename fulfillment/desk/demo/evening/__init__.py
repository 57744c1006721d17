"""The demo's warehouse people: earlier evenings as they were told, and tonight's truck that fills while one looks."""
