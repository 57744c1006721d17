"""Writing parcels to Shopify: what is there, what of it a parcel takes, what refusals mean."""
