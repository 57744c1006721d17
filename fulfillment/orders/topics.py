"""What a buyer writes about, read from the words where nobody says. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Topic(StrEnum):
    """The first that fits counts: what is wrong with the goods outweighs where they are."""

    DAMAGED = "damaged"
    DEFECTIVE = "defective"
    WRONG_OR_MISSING = "wrong_or_missing"
    NOT_AS_DESCRIBED = "not_as_described"
    FIT = "fit"
    NOT_RECEIVED = "not_received"
    CANCEL = "cancel"
    ADDRESS = "address"
    REFUND = "refund"
    WHERE_IS_MY_ORDER = "where_is_my_order"
    OTHER = "other"


# English at word boundaries; Chinese has none.
WORDS: dict[Topic, tuple[str, ...]] = {
    Topic.DAMAGED: ("damaged?", "broken", "crushed", "cracked", "shattered", "dented", "破损", "损坏", "碎了", "压坏"),
    Topic.DEFECTIVE: (
        "defective", "faulty", "does(n.t| not) work", "not working", "stopped working", "won.t (turn|switch) on",
        "质量问题", "不能用", "坏了", "故障",
    ),
    Topic.WRONG_OR_MISSING: (
        "wrong (item|product|colou?r|size|one|order|thing)", "missing", "incomplete", "only (got|received) (one|part|half)",
        "发错", "少发", "漏发", "缺少", "少了",
    ),
    Topic.NOT_AS_DESCRIBED: (
        "not as (described|pictured|shown|advertised)", "(fake|counterfeit)", "looks nothing like", "与描述不符", "描述不符",
        "假货", "色差",
    ),
    Topic.FIT: ("too (small|big|large|tight|loose|short|long)", "does(n.t| not) fit", "尺码", "太小", "太大"),
    Topic.NOT_RECEIVED: (
        "(never|not) (received|arrived|delivered|came)", "(did|have|has)(n.t| not) (receive|arrive)d?",
        "lost in (the )?(post|mail|transit)",
        "says delivered", "没收到", "未收到", "没有收到", "丢件",
    ),
    Topic.CANCEL: ("cancel(led|lation)?", "取消"),
    Topic.ADDRESS: ("(change|wrong|update|correct).{0,20}address", "地址"),
    Topic.REFUND: ("refund", "money back", "return (it|this|the|label)", "退款", "退货"),
    Topic.WHERE_IS_MY_ORDER: (
        "where.{0,12}(order|package|parcel|it)", r"when (will|does|is).{0,40}(arriv\w*|ship\w*|come|deliver\w*)",
        "tracking", "shipp(ed|ing)", "delay(ed)?", "late", "delivery", "什么时候", "物流", "快递", "还没发货", "发货",
    ),
}  # fmt: skip


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{word})\b" if word[0].isascii() else word for word in words), re.I)


PATTERNS = {topic: _pattern(words) for topic, words in WORDS.items()}


def topic_of(text: str) -> Topic:
    """What the text is about; `OTHER` where no word says."""
    return next((topic for topic, pattern in PATTERNS.items() if pattern.search(text)), Topic.OTHER)
