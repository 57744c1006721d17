"""Where time goes: what an order waits for between its payment and the channel's word, and whose turn that is."""
