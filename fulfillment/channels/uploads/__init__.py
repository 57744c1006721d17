"""Numbers on their way to a channel: looked at before they are sent, put into the outbox, followed until they stand."""
