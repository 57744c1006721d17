"""Orders that go into one package, and one order that goes into several: looked at first, then asked of the channel."""
