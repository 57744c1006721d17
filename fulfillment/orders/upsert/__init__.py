"""Batches of rows into the tables of orders: each function is one statement, whatever the size of the batch.

Every batch is one JSON parameter that PostgreSQL unfolds. Rows are written in the order of their outside ids, so
that two batches always wait for one another and never in a circle.
"""
