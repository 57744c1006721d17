"""Every kind of alert: how bad it is, who is told by mail, and how long it must last before anybody is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from fulfillment.accounts.roles import Role


class Tone(StrEnum):
    BAD = "bad"  # harm is being done now
    WARNING = "warning"  # harm will be done unless somebody acts


@dataclass(frozen=True)
class Kind:
    """`patience`: what passes by itself within this time is nobody's mail."""

    code: str
    label: str
    tone: Tone
    patience: timedelta
    told: frozenset[Role]


_RUN = frozenset({Role.OWNER, Role.OPERATOR})
_DECIDE = frozenset({Role.OWNER, Role.MANAGER})
_ALL = (
    Kind("channel_stopped", "A shop is no longer read", Tone.BAD, timedelta(0), _RUN),
    Kind("channel_failing", "A shop cannot be read", Tone.BAD, timedelta(minutes=20), _RUN),
    Kind("channel_slow", "A shop is read late", Tone.WARNING, timedelta(minutes=20), _RUN),
    Kind("consent_ending", "A seller's consent ends", Tone.WARNING, timedelta(0), _RUN),
    Kind("sides_differ", "Orders differ from the channel", Tone.WARNING, timedelta(minutes=45), _RUN),
    Kind("quarantine", "Payloads wait in quarantine", Tone.WARNING, timedelta(minutes=30), _RUN),
    Kind("carriers_failing", "Carriers are not heard", Tone.WARNING, timedelta(minutes=20), _RUN),
    Kind("carriers_unread", "Carriers' messages wait", Tone.WARNING, timedelta(minutes=30), _RUN),
    Kind("chat_failing", "A chat room is not reached", Tone.WARNING, timedelta(minutes=5), _RUN),
    Kind("report_disputed", "A supplier disputes a report", Tone.WARNING, timedelta(0), _DECIDE),
    Kind("rate_enforced", "A rate is past what is enforced", Tone.BAD, timedelta(minutes=30), _DECIDE),
    Kind("rate_crossed", "A rate is past its target", Tone.BAD, timedelta(minutes=30), _DECIDE),
    Kind("rate_will_cross", "A rate will cross its target", Tone.WARNING, timedelta(minutes=30), _DECIDE),
    Kind("rate_near", "A rate is near its target", Tone.WARNING, timedelta(hours=4), _DECIDE),
)
KINDS = {kind.code: kind for kind in _ALL}
