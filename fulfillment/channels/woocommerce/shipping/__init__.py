"""Giving WooCommerce a parcel's number: by core's fulfillments, by one of two plugins, or by a note to the customer."""
