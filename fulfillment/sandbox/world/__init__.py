"""The world behind the shop: who buys what, who supplies it, who carries it, and what goes wrong."""
