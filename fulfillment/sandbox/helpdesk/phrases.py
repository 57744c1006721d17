"""What buyers say, in their own words; a slot is filled from their order."""

WHERE = (
    "Hi, where is my order? It should have been here by now.",
    "Any update on my package? The tracking has not moved for days.",
    "When will my {item} arrive? I need it for a birthday",
    "Hello, has this been shipped yet?? Ordered it over a week ago",
    "¿Dónde está mi pedido? No se mueve desde hace días",
    "Still nothing. {name}",
)
NOT_RECEIVED = (
    "It says delivered but I never received it. I checked with the neighbours.",
    "My package never arrived and the carrier says it is with someone else",
)
DAMAGED = (
    "The {item} arrived broken, the box was completely crushed.",
    "Came cracked. Photos attached. {name}",
    "One of them leaked all over the parcel :(",
)
WRONG = ("You sent the wrong item, I ordered the {item}", "Wrong colour! I ordered {variant}.")
MISSING = ("One piece is missing from the {item}", "The box was incomplete, only got one of two")
DEFECTIVE = ("The {item} does not work. It won't turn on.", "Stopped working after two days, faulty I guess")
FIT = ("It doesn't fit, much too small", "Way too large, can I swap it?")
DESCRIBED = ("Not as described at all, looks nothing like the video", "Cheap fabric, not as pictured")
ADDRESS = ("Can you change the address please? I moved to {city}.",)
OTHER = (
    "Do you have this in another pattern?",
    "Could I get an invoice with my company name on it please",
    "Is the {item} safe for kids?",
    "Thanks, all sorted!",
)
GOOD = (
    "Love it, thank you!",
    "Fast delivery and well packed, nothing broken",
    "Great quality, would buy again",
    "",
)
MIXED = ("It is ok", "Nice but the {item} is smaller than I thought", "")
LATE = ("Took forever to arrive, way too late for the party", "Good product but it came a week late")
BAD = ("Broke on the first day", "Do not buy. Nothing like the pictures", "Waste of money")
# By words of the reason that a return was asked for.
OF_REASONS = (
    ("not_received", NOT_RECEIVED, "package_not_received", "Package wasn't received"),
    ("damaged", DAMAGED, "item_damaged", "Package or product is damaged"),
    ("defective", DEFECTIVE, "item_defective", "Product is defective or doesn't work"),
    ("wrong_product", WRONG, "wrong_item_sent", "Wrong item was sent"),
    ("missing_product", MISSING, "missing_item", "Missing items or parts"),
    ("fit", FIT, "doesn't_fit", "Item doesn't fit"),
    ("late", LATE, "arrived_too_late", "Item arrived too late"),
    ("not_match", DESCRIBED, "not_as_described", "Product doesn't match description"),
    ("not_as_expected", DESCRIBED, "not_as_described", "Color, material or style not as expected"),
)
