"""Who buys: names and addresses that look right and belong to nobody."""

import random
from dataclasses import dataclass

from fulfillment.sandbox.world.calendar import Market

FIRST = {
    "US": "Ava Mia Olivia Sofia Emma Grace Chloe Zoe Hannah Jasmine Destiny Maya Brianna Kayla Rosa Camila Priya Mei Aaliyah "
    "Lauren Tessa Nora Elena Marcus Tyler Jordan Diego Noah Ethan Caleb Andre Luis Kevin Brandon Omar Malik Owen Wyatt".split(),
    "GB": "Amelia Isla Poppy Freya Evie Imogen Niamh Charlotte Ellie Maisie Zara Aisha Harriet Rhiannon Morag Priti Bethan Lucy "
    "Jack Oliver Harry Callum Rhys Angus Mohammed Finlay Alfie Dylan Theo Kieran Hamish Tariq Lewis Ewan Rory Joseph".split(),
}
LAST = {
    "US": "Martinez Johnson Nguyen Patel Williams Garcia Brooks Kim Lopez Anderson Rivera Thompson Chen Murphy Davis Foster "
    "Ramirez Coleman Hughes Bennett Ortiz Washington Sullivan Park Reyes Jenkins Cooper Flores Singh Barnes Ward Delgado".split(),
    "GB": "Smith Jones Taylor Hughes Khan Campbell Evans Wilson Robertson Shah Murray Davies Walker Okafor Wright Fraser "
    "Ahmed Thomas Clarke Stewart Begum Edwards Bailey Macdonald Griffiths Turner Ellis Pryce Kaur Whitfield Lowe".split(),
}
STREETS = {
    "US": "Maple Ave|Oak St|Sunset Blvd|Cedar Ln|Elm St|Lakeview Dr|Hillcrest Rd|Magnolia Ct|Juniper Way|Prospect Ave|"
    "River Rd|Birchwood Dr|Washington St|Park Ave|Mesa Verde Dr|Peachtree Ln|Walnut St|Canyon Rd".split("|"),
    "GB": "High Street|Station Road|Church Lane|Victoria Road|Mill Lane|Queens Avenue|The Crescent|Park Road|Albert Street|"
    "Manor Close|Kings Drive|Orchard Way|Grange Road|Chapel Street|Windsor Terrace|Brook Lane".split("|"),
}
PLACES = {
    "US": (
        "Austin,TX,78704 Austin,TX,78745 Houston,TX,77008 Dallas,TX,75206 San_Antonio,TX,78209 Phoenix,AZ,85016 Tucson,AZ,85719 "
        "Denver,CO,80210 Seattle,WA,98103 Portland,OR,97211 San_Jose,CA,95112 Los_Angeles,CA,90026 San_Diego,CA,92104 "
        "Sacramento,CA,95816 Fresno,CA,93704 Las_Vegas,NV,89123 Salt_Lake_City,UT,84105 Minneapolis,MN,55408 Chicago,IL,60618 "
        "Milwaukee,WI,53207 Detroit,MI,48221 Columbus,OH,43202 Cleveland,OH,44107 Nashville,TN,37206 Atlanta,GA,30316 "
        "Charlotte,NC,28205 Raleigh,NC,27607 Tampa,FL,33609 Orlando,FL,32803 Miami,FL,33133 Jacksonville,FL,32205 "
        "Philadelphia,PA,19147 Pittsburgh,PA,15206 Brooklyn,NY,11215 Queens,NY,11375 Buffalo,NY,14222 Boston,MA,02130 "
        "Baltimore,MD,21211 Richmond,VA,23220 Louisville,KY,40204 Kansas_City,MO,64111 New_Orleans,LA,70115"
    ).split(),
    "GB": (
        "London,,SE15 London,,E17 London,,N8 London,,SW2 Manchester,,M20 Manchester,,M14 Leeds,,LS6 Sheffield,,S11 Liverpool,,L17 "
        "Birmingham,,B13 Bristol,,BS6 Cardiff,,CF24 Swansea,,SA2 Glasgow,,G12 Glasgow,,G41 Edinburgh,,EH9 Aberdeen,,AB24 "
        "Newcastle_upon_Tyne,,NE6 Nottingham,,NG7 Leicester,,LE2 Norwich,,NR2 Brighton,,BN2 Southampton,,SO17 Plymouth,,PL4 "
        "Exeter,,EX4 Cambridge,,CB1 Oxford,,OX4 York,,YO10 Belfast,,BT7 Derby,,DE22 Hull,,HU5"
    ).split(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """One shopper with one address; the same number gives the same shopper."""

    user_id: str
    first: str
    last: str
    street: str
    unit: str
    city: str
    state: str
    postal_code: str
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def postal_code(rng: random.Random, market: Market, area: str) -> str:
    if market.region == "US":
        return area
    return f"{area} {rng.randrange(1, 10)}{''.join(rng.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"


def phone(rng: random.Random, market: Market) -> str:
    """Numbers that the regulators keep for fiction."""
    if market.region == "US":
        return f"(+1){rng.choice((213, 512, 718, 206, 305, 773))}55501{rng.randrange(100):02d}"
    return f"(+44)7700900{rng.randrange(1000):03d}"


def buyer(seed: int, market: Market, number: int) -> Buyer:
    rng = random.Random(f"{seed}/buyer/{market.region}/{number}")
    city, state, area = rng.choice(PLACES[market.region]).replace("_", " ").split(",")
    street = f"{rng.randrange(2, 4800 if market.region == 'US' else 180)} {rng.choice(STREETS[market.region])}"
    unit = f"{'Apt' if market.region == 'US' else 'Flat'} {rng.randrange(1, 40)}" if rng.random() < 0.3 else ""
    relay = "".join(rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=8))
    return Buyer(
        user_id=f"7494{1 if market.region == 'US' else 2}{number:06d}{rng.randrange(10**8):08d}",
        first=rng.choice(FIRST[market.region]),
        last=rng.choice(LAST[market.region]),
        street=street,
        unit=unit,
        city=city,
        state=state,
        postal_code=postal_code(rng, market, area),
        phone=phone(rng, market),
        email=f"{relay}@chat.seller.tiktok.com",
    )


def elsewhere(rng: random.Random, market: Market, than: Buyer) -> tuple[str, str]:
    """City and postal code of a place that is not the buyer's."""
    while True:
        city, _, area = rng.choice(PLACES[market.region]).replace("_", " ").split(",")
        if city != than.city:
            return city, postal_code(rng, market, area)
