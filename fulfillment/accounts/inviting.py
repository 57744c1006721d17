"""What an invited person gets by e-mail: a link to set a password, or for who has one, word of the team."""

from __future__ import annotations

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.urls import reverse

from fulfillment.accounts.models import Membership, User

log = structlog.get_logger()


def is_awaited(user: User) -> bool:
    """Invited, and no password set so far: nobody has ever come in by this account."""
    return not user.has_usable_password()


def send(request: HttpRequest, row: Membership) -> bool:
    """False where the mail server did not take the e-mail. Earlier links work on until the password is set."""
    context = {
        "row": row,
        "inviter": request.user,
        "link": _password_link(request, row.user)
        if is_awaited(row.user)
        else request.build_absolute_uri(reverse("account_login")),
        "is_awaited": is_awaited(row.user),
    }
    try:
        get_adapter(request).send_mail("accounts/email/invitation", row.user.email, context)
    except OSError:
        log.exception("team.invitation_not_sent")
        return False
    return True


def _password_link(request: HttpRequest, user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return get_adapter(request).get_reset_password_from_key_url(key)
