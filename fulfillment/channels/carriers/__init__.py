"""Carriers' own word on parcels: aggregators and programs that tell scans, often hours before the channel does."""
