"""What buyers write about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.topics import Topic, topic_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Where is my order?? It has been 9 days", Topic.WHERE_IS_MY_ORDER),
        ("when will my lamp be delivered", Topic.WHERE_IS_MY_ORDER),
        ("请问什么时候发货", Topic.WHERE_IS_MY_ORDER),
        ("The lamp arrived broken, where is my refund", Topic.DAMAGED),
        ("收到货已经破损了", Topic.DAMAGED),
        ("You sent the wrong colour", Topic.WRONG_OR_MISSING),
        ("发错货了", Topic.WRONG_OR_MISSING),
        ("It does not work", Topic.DEFECTIVE),
        ("It doesn't fit me", Topic.FIT),
        ("tracking says delivered but I did not receive it", Topic.NOT_RECEIVED),
        ("还没收到货", Topic.NOT_RECEIVED),
        ("please cancel my order", Topic.CANCEL),
        ("Can you change the address please", Topic.ADDRESS),
        ("I want my money back", Topic.REFUND),
        ("Lovely, thank you!", Topic.OTHER),
        ("", Topic.OTHER),
    ],
)
def test_the_topic_is_read_from_the_words(text, topic):
    assert topic_of(text) == topic


@given(st.text())
def test_any_text_has_a_topic(text):
    assert topic_of(text) in Topic
