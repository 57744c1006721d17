"""Alerts into rooms of chat tools: how each tool is written to, which alerts a room wants, what its answers mean."""
