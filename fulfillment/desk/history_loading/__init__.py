"""Synthetic history for measuring: months of orders in minutes, every derived column and fact as if judged.

Set-based: one row of `shape` per order says all that the other tables are written from. Open orders go through the
watch and the metrics' queue, closed ones get what these would have said; a test compares.
"""

from fulfillment.desk.history_loading.loading import Size, load

__all__ = ["Size", "load"]
