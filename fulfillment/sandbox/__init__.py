"""Pretend sales channels over real HTTP, with one world of shoppers, suppliers and carriers behind them.

TikTok Shop is served here; every other platform is a folder with a front (``fronts``).

It imports nothing of the product, signing included: two independent readings of the platform's rules
must agree.
Start it with ``python -m fulfillment.sandbox``, or in a test with ``fulfillment.sandbox.box.SandboxServer``.
"""
