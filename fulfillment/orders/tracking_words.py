"""What is wrong with a package's tracking, in words. Pure."""

# Words for the verdicts of tracking.validity, which stands above this app.
TRACKING_PROBLEMS = {
    "no_number": "Marked as shipped without a number",
    "unknown_format": "No carrier writes numbers like this one",
    "check_digit": "The number's check digit is wrong",
    "carrier_not_accepted": "This market does not accept the carrier",
    "carrier_mismatch": "The number is not one of this carrier's",
    "reused": "The number is already on another buyer's order",
    "event_before_order": "The number was used before the order was placed",
    "zip_mismatch": "The carrier takes it to another postal code",
    "no_scan_in_time": "Label only, no scan in time",
}
