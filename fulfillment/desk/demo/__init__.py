"""The demonstration team's shops, each connected the way its channel is; safe to repeat at every start."""
