"""What may be wrong with a payload that cannot be mapped, in a sentence. Pure."""

from msgspec import DecodeError, ValidationError

from fulfillment.channels.values import Unmappable

REFUSABLE = (ValueError, OverflowError, RecursionError)  # msgspec's errors and Unmappable are ValueErrors


def sentence(error: Exception) -> str:
    """What is wrong, without repeating the payload: it may hold a buyer's data."""
    if isinstance(error, Unmappable):
        return str(error)
    if isinstance(error, ValidationError):
        return f"A field has an unexpected form: {error}."
    if isinstance(error, DecodeError):
        return "The payload is cut off or is not JSON."
    if isinstance(error, UnicodeError):
        return "The payload holds characters that are not UTF-8."
    return "The payload holds a value that cannot be read."
