"""Answering buyers' requests in the browser: what is done already, what each answer does, and the answer itself."""
