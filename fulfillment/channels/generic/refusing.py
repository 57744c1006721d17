"""Why a whole file, or the mapping of one, cannot be used. Pure."""


class BadFile(Exception):
    """The file cannot be imported; the sentence says what to change. Nothing of it was taken."""


class BadMap(Exception):
    """The mapping cannot be used; the sentence says what to change."""
