"""What buyers write about, in the languages of our markets, and why we think so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.topics import LABELS, RULES, By, Topic, read


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Where is my order?? It has been 9 days", Topic.WHERE_IS_MY_ORDER),
        ("when will my lamp be delivered", Topic.WHERE_IS_MY_ORDER),
        ("请问什么时候发货", Topic.WHERE_IS_MY_ORDER),
        ("Wo bleibt mein Paket?", Topic.WHERE_IS_MY_ORDER),
        ("Où en est ma commande ?", Topic.WHERE_IS_MY_ORDER),
        ("Dov'è il mio pacco?", Topic.WHERE_IS_MY_ORDER),
        ("¿Dónde está mi pedido?", Topic.WHERE_IS_MY_ORDER),
        ("Kapan barang saya sampai kak?", Topic.WHERE_IS_MY_ORDER),
        ("Nasaan na po yung order ko?", Topic.WHERE_IS_MY_ORDER),
        ("พัสดุอยู่ไหนคะ", Topic.WHERE_IS_MY_ORDER),
        ("Đơn hàng của tôi ở đâu rồi", Topic.WHERE_IS_MY_ORDER),
        ("The lamp arrived broken, where is my refund", Topic.DAMAGED),
        ("收到货已经破损了", Topic.DAMAGED),
        ("Die Lampe kam beschädigt an", Topic.DAMAGED),
        ("L'article est arrivé cassé", Topic.DAMAGED),
        ("Arrivato rotto!", Topic.DAMAGED),
        ("Me llegó dañado", Topic.DAMAGED),
        ("Barang sampai dalam keadaan pecah", Topic.DAMAGED),
        ("สินค้าแตกค่ะ", Topic.DAMAGED),
        ("Hàng bị vỡ khi nhận", Topic.DAMAGED),
        ("You sent the wrong colour", Topic.WRONG_OR_MISSING),
        ("发错货了", Topic.WRONG_OR_MISSING),
        ("Falsche Farbe geliefert", Topic.WRONG_OR_MISSING),
        ("Falta una pieza", Topic.WRONG_OR_MISSING),
        ("ได้ของผิด", Topic.WRONG_OR_MISSING),
        ("giao nhầm rồi shop ơi", Topic.WRONG_OR_MISSING),
        ("It does not work", Topic.DEFECTIVE),
        ("Funktioniert nicht.", Topic.DEFECTIVE),
        ("It doesn't fit me", Topic.FIT),
        ("Zu groß", Topic.FIT),
        ("tracking says delivered but I did not receive it", Topic.NOT_RECEIVED),
        ("My parcel went missing", Topic.NOT_RECEIVED),
        ("还没收到货", Topic.NOT_RECEIVED),
        ("Je n'ai rien reçu", Topic.NOT_RECEIVED),
        ("belum sampai juga", Topic.NOT_RECEIVED),
        ("Chưa nhận được hàng", Topic.NOT_RECEIVED),
        ("It arrived a week late", Topic.LATE),
        ("Livraison trop longue, en retard", Topic.LATE),
        ("ส่งช้ามาก", Topic.LATE),
        ("please cancel my order", Topic.CANCEL),
        ("Bitte stornieren", Topic.CANCEL),
        ("Can you change the address please", Topic.ADDRESS),
        ("You have the wrong address", Topic.ADDRESS),
        ("I want my money back", Topic.REFUND),
        ("Lovely, thank you!", Topic.UNKNOWN),
        ("Well packed, nothing broken", Topic.UNKNOWN),
        ("Nicht beschädigt, alles gut", Topic.UNKNOWN),
        ("", Topic.UNKNOWN),
    ],
)
def test_the_topic_is_read_from_the_words(text, topic):
    assert read(text).topic == topic


def test_the_words_that_decided_are_told_as_they_stand_there():
    found = read("Hola, me llegó DAÑADO y está roto")

    assert found == (Topic.DAMAGED, By.WORDS, ("DAÑADO", "roto"))


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("ecom_order_delivered_refund_reason_not_received", Topic.NOT_RECEIVED),
        ("buyer_return_and_refund_item_doesn't_fit", Topic.FIT),
        ("wrong-item", Topic.WRONG_OR_MISSING),
        ("Shipping/Status", Topic.WHERE_IS_MY_ORDER),
        ("arrived-late", Topic.LATE),
        ("threepl_breach", Topic.LATE),
    ],
)
def test_a_reason_code_outweighs_the_words(code, topic):
    assert read("It is broken", code=code) == (topic, By.CODE, (code,))


def test_what_whoever_brought_it_says_outweighs_all_and_an_unknown_code_leaves_it_to_the_words():
    assert read("It is broken", told="cancel", code="wrong-item") == (Topic.CANCEL, By.TOLD, ())
    assert read("It is broken", told="unknown", code="zz-17") == (Topic.DAMAGED, By.WORDS, ("broken",))
    assert read("", reason="Package never arrived").by == By.REASON


def test_a_good_review_is_praise_whatever_it_says_of_delivery_and_a_bad_one_is_read():
    assert read("Fast delivery", rating=5) == (Topic.PRAISE, By.RATING, ("5 stars",))
    assert read("Slow delivery", rating=2).topic == Topic.LATE


def test_every_topic_has_a_label_and_every_language_of_our_markets_its_words():
    assert LABELS.keys() == set(Topic)
    languages = {"en", "de", "fr", "it", "es", "id", "fil", "th", "vi", "zh"}
    assert {rule.code for rule in RULES if rule.words.keys() != languages} == set()


@given(st.text(), st.text(max_size=40), st.sampled_from([None, 1, 5]))
def test_any_text_and_code_have_a_topic(text, code, rating):
    found = read(text, code=code, rating=rating)

    assert found.topic in Topic
    assert (found.topic == Topic.UNKNOWN) == (found.by == By.NOTHING)
