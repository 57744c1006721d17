"""The demo's inspectors: lots of earlier weeks as they found them, and the queue that they work through."""
