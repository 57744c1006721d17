"""A pretend Shopify shop: its Admin interface in GraphQL, which really executes what it is asked, over the one world."""
