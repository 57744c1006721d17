"""A pretend TikTok Shop over real HTTP, with a world of shoppers, suppliers and carriers behind it.

It imports nothing of the product, signing included: two independent readings of the platform's rules
must agree.
Start it with ``python -m fulfillment.sandbox``, or in a test with ``fulfillment.sandbox.box.SandboxServer``.
"""
