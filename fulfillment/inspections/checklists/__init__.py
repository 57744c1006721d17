"""What goods are asked: checklists of a team, their versions, and which of them speaks of which goods."""
