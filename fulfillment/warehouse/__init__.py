"""Goods in, packing, hand-over and its proof. Empty until its own work begins."""
