"""The words of what goes out: kinds, states, outcomes. No Django here."""

from enum import StrEnum


class Kind(StrEnum):
    """What a write asks the channel to do; whoever adds one adds the function that sends it."""

    SHIPMENT_CREATE = "shipment.create"
    SHIPMENT_CORRECT = "shipment.correct"
    SHIPMENT_CANCEL = "shipment.cancel"
    CANCELLATION_APPROVE = "cancellation.approve"
    CANCELLATION_REJECT = "cancellation.reject"
    RETURN_APPROVE = "return.approve"
    RETURN_REJECT = "return.reject"
    PACKAGES_COMBINE = "packages.combine"
    PACKAGES_UNCOMBINE = "packages.uncombine"
    PACKAGES_SPLIT = "packages.split"


# What says which orders go into which packages, before any has a number.
BUNDLES = frozenset({Kind.PACKAGES_COMBINE, Kind.PACKAGES_UNCOMBINE, Kind.PACKAGES_SPLIT})
# What answers a buyer's request; all others are about a parcel.
ANSWERS = frozenset(
    {Kind.CANCELLATION_APPROVE, Kind.CANCELLATION_REJECT, Kind.RETURN_APPROVE, Kind.RETURN_REJECT}
)


class State(StrEnum):
    WAITING = "waiting"  # nothing was sent, or what was sent is asked about first
    IN_FLIGHT = "in_flight"  # one worker holds it until its lease runs out
    DONE = "done"
    REFUSED = "refused"  # the channel said no: the same again would be refused again
    NEEDS_PERSON = "needs_person"  # it could not be found out by itself
    WITHDRAWN = "withdrawn"  # taken back before it was sent


UNSETTLED = frozenset({State.WAITING, State.IN_FLIGHT})
# What came to nothing leaves its key free for another try.
CAME_TO_NOTHING = frozenset({State.REFUSED, State.WITHDRAWN})


class Outcome(StrEnum):
    """What one attempt came to."""

    DONE = "done"
    ALREADY_DONE = "already_done"  # an earlier attempt had arrived, or somebody did the same on the channel
    REFUSED = "refused"
    UNREACHABLE = "unreachable"  # no answer, or none that says whether it was done
    THROTTLED = "throttled"  # certainly not done
    UNAUTHORISED = "unauthorised"  # not done until the shop is connected again
    UNCLEAR = "unclear"  # the channel shows something else than we sent
