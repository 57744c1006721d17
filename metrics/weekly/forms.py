"""What a meeting enters: an action, a note."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from fulfillment.accounts.models import Membership, Team, User
from metrics.weekly.models import WeeklyAction

CALLED = re.compile(r"@([\w.+-]+(?:@[\w.-]+)?)")


class ActionForm(forms.ModelForm):  # type: ignore[type-arg]
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = WeeklyAction
        fields = ("words", "owner", "due_on", "client_uuid")
        labels = {"words": "What is done", "owner": "Whose it is", "due_on": "Until"}
        widgets = {
            "words": forms.TextInput(attrs={"autofocus": True}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        error_messages = {
            "words": {"required": "Say what is done, such as “Move the lamp to Lumen Supply”."},
            "due_on": {"required": "Say until when, so that the next meeting can ask."},
        }

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(memberships__team=team, is_active=True).order_by("email")
        owner.empty_label = "Nobody yet"


class NoteForm(forms.Form):
    words = forms.CharField(
        label="Note",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="@name calls a member of the team, who gets a mail.",
        error_messages={"required": "Write something first."},
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def called_in(words: str, members: Iterable[Membership]) -> list[User]:
    """Members whom the words call by their e-mail address, its first part, or their first name."""
    names = {found.lower().rstrip(".") for found in CALLED.findall(words)}
    return [
        each.user
        for each in members
        if names
        & {each.user.email, each.user.email.split("@")[0], each.user.first_name.lower() or each.user.email}
    ]
