"""From the dock to the carrier's first scan: manifests, what proves them, and what was not scanned the morning after."""
