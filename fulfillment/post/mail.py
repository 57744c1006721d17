"""Letters on one line to the mail server: one that it refuses keeps none of the others back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException, SMTPRecipientsRefused

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger()


@contextmanager
def line_to_server() -> Iterator[BaseEmailBackend]:
    """What is in hand when the server goes away ends there; nothing is raised, so the next call tries again."""
    try:
        with get_connection() as line:
            yield line
    except (OSError, SMTPException) as fault:
        log.warning("post.mail_server_away", fault=type(fault).__name__)


def leaves(letter: EmailMessage, line: BaseEmailBackend) -> bool:
    """False: the server refuses this address, and will again."""
    letter.connection = line
    try:
        return bool(letter.send())
    except SMTPRecipientsRefused:
        log.warning("post.address_refused")
        return False
