"""What WooCommerce and its plugins call our carriers. Sources: core's `ShippingProviders`, Shipment Tracking's own list."""

CORE = {
    "usps": "usps",
    "ups": "ups",
    "fedex": "fedex",
    "amazon": "amazon-logistics",
    "lasership": "lasership-ontrac",
    "ontrac": "lasership-ontrac",
    "speedee": "spee-dee-delivery",
    "dhl": "dhl",
    "dpd": "dpd",
    "gls": "gls",
    "inpost": "inpost",
    "royal_mail": "royal-mail",
    "parcelforce": "parcelforce",
    "evri": "evri-hermes",
    "an_post": "an-post",
    "fastway": "fastway",
    "deutsche_post": "deutsche-post",
    "colissimo": "la-poste-colissimo",
    "chronopost": "chronopost",
    "mondial_relay": "mondial-relay",
    "correos": "correos",
    "seur": "seur",
    "mrw": "mrw",
    "poste_italiane": "poste-italiane",
    "brt": "bartolini-brt",
    "sda": "sda",
    "postnl": "postnl",
    "bpost": "bpost",
    "swiss_post": "swiss-post",
    "postnord": "postnord",
}
OTHER = "other"  # core shows its name and link as they are given

# Only names that the plugin has had for years: any other carrier goes by its own name and link.
SHIPMENT_TRACKING = {
    "usps": "USPS",
    "ups": "UPS",
    "fedex": "Fedex",
    "ontrac": "OnTrac",
    "royal_mail": "Royal Mail",
}
