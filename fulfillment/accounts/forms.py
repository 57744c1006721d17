"""Forms of the entrance where allauth's own say too much."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLogin


class LoginForm(AllauthLogin):
    """Without the second link to a new password: the page has one, below the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Stay logged in on this device"
