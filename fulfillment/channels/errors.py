"""What can go wrong when we speak to a channel, each with a sentence and a fix a person can act on.

No Django here. `sentence` says what happened, `fix` what to do; neither ever holds a URL, a token or a
secret, so both may be shown and logged. `retryable` says whether time alone can cure it.
"""


class ChannelError(Exception):
    """A call to a channel did not do what was asked; nothing was changed on our side."""

    retryable = False
    fix = "Try again; if it stays, ask the developers with the time of this message."

    def __init__(self, sentence: str, fix: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fix = fix or type(self).fix


class Throttled(ChannelError):
    """The channel asks us to slow down; `retry_after` is seconds, None where it did not say."""

    retryable = True
    fix = "Nothing to do: the next attempt waits longer by itself."

    def __init__(self, retry_after: float | None = None) -> None:
        wait = "" if retry_after is None else f" and asks to wait {retry_after:.0f} s"
        super().__init__(f"The channel limits how often we may ask{wait}.")
        self.retry_after = retry_after


class Unavailable(ChannelError):
    """The channel could not be reached, timed out or answered with a fault of its own."""

    retryable = True
    fix = "Nothing to do: it is tried again with growing pauses, and nothing is lost meanwhile."


class BadAnswer(ChannelError):
    """The channel answered with something that is not its own format."""

    retryable = True
    fix = "It is tried again by itself. If it stays, check the connection's address."


class TokenExpired(ChannelError):
    """The access token ran out: refresh it once and ask again."""

    retryable = True
    fix = "Nothing to do: the token is renewed by itself."

    def __init__(self) -> None:
        super().__init__("The access token of this connection has expired.")


class NeedsAuthorisation(ChannelError):
    """Only a person can cure it: the shop must be connected again."""

    fix = "Connect this shop again; the seller's main account must agree to every permission."


class ClockSkew(ChannelError):
    """Our time stamp was refused; `seconds` is our clock minus theirs, None where they sent no date."""

    fix = "Switch on time synchronisation (NTP) on this machine; then calls succeed again by themselves."

    def __init__(self, seconds: float | None = None) -> None:
        if seconds is None or abs(seconds) < 1:
            gap = "The channel refused our time stamp"
        else:
            side = "ahead of" if seconds > 0 else "behind"
            gap = f"This machine's clock is {abs(seconds):.0f} s {side} the channel's"
        super().__init__(f"{gap}, so its signatures are refused.")
        self.seconds = seconds


class Refused(ChannelError):
    """The channel understood and said no; `code` and `message` are its own words. Code 0: we say no ourselves."""

    fix = "Read the channel's message; the same call would be refused again."

    def __init__(self, code: int, message: str, fix: str = "") -> None:
        told = f"The channel refused (code {code}): {message or 'it gave no reason'}"
        super().__init__(told if code else f"{message[:1].upper()}{message[1:]}.", fix)
        self.code = code
        self.message = message
