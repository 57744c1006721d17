"""The seller and its shops: two under one authorisation of TikTok Shop, and stores of its own."""

from fulfillment.sandbox.world.calendar import UK, US
from fulfillment.sandbox.world.model import Shop

SELLER_NAME = "Glow Goods Ltd"
OPEN_ID = "7010736057180325637"

GLOW_US = Shop(
    slug="glow-us",
    id="7495618093276155001",
    name="Glow US",
    market=US,
    cipher="GCP_gLowUSAAAAAQ7w2mR0yVfB1kTzC9dHqXn",
    code="USLCGL8QW2",
    share=0.70,
    letter=1,
    warehouse_id="7318529937405363001",
    fbt_warehouse_id="7318529937405363099",
    delivery_option_id="7091146663229654785",
)
GLOW_UK = Shop(
    slug="glow-uk",
    id="7496203318841739002",
    name="Glow UK",
    market=UK,
    cipher="ROW_gLowUKAAAAAx4nJ8sLePq5vYcU3tGzWb",
    code="GBLCGL5RT7",
    share=0.30,
    letter=2,
    warehouse_id="7318529937405364002",
    fbt_warehouse_id="7318529937405364098",
    delivery_option_id="7091146663229654786",
)
GLOW_HOME = Shop(
    slug="glow-home",
    id="68231977123",
    name="Glow Home",
    market=US,
    share=0.12,
    letter=3,
    platform="shopify",
    domain="glowhome.example",
    warehouse_id="72914405539",
)
PETS = Shop(
    slug="pets",
    id="happypaws.example",
    name="Happy Paws",
    market=US,
    share=0.10,
    letter=4,
    platform="woocommerce",
    domain="happypaws.example",
)
TIKTOK = (GLOW_US, GLOW_UK)
SHOPS = (*TIKTOK, GLOW_HOME, PETS)
BY_CIPHER = {shop.cipher: shop for shop in TIKTOK}
BY_SLUG = {shop.slug: shop for shop in SHOPS}
