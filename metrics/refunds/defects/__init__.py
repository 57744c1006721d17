"""Defects that inspectors found, against the reasons for which buyers of the same goods wanted their money back."""
