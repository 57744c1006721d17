"""How tables are made: whose they are, what they point to, what their columns are called."""

import pytest
from django.apps import apps
from django.db import models

# From the top of the house down, as in the import contract; a row may point beside itself or downwards.
LAYERS = [
    {"desk"},
    {"metrics"},
    {"channels", "sourcing", "inspections"},
    {"warehouse"},
    {"tracking"},
    {"orders"},
    {"outbox", "alerts", "captures"},
    {"catalog", "photos"},
    {"accounts"},
]
LEVEL = {label: level for level, labels in enumerate(LAYERS) for label in labels}

# Rows that belong to no team, or to one through the row they extend.
WITHOUT_TEAM: dict[str, str] = {
    "accounts.User": "a person may work in several teams",
    "accounts.Team": "is the team",
    "sourcing.BankRate": "is the same for everybody",
}

OWN = [model for model in apps.get_models() if model._meta.app_label in LEVEL]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_foreign_keys_point_downwards(model):
    level = LEVEL[model._meta.app_label]
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and not field.auto_created:
            target = field.related_model._meta.app_label
            if target in LEVEL and target != model._meta.app_label:
                assert LEVEL[target] > level, (
                    f"{model._meta.label}.{field.name} points up or aside to {target}"
                )


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_every_row_has_a_team(model):
    if model._meta.label in WITHOUT_TEAM or model._meta.auto_created:
        return
    names = {field.name for field in model._meta.get_fields()}
    assert "team" in names, f"{model._meta.label} has no team; if that is right, say why in WITHOUT_TEAM"
    assert not model._meta.get_field("team").null


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_moments_end_in_at_and_days_in_on(model):
    named_by_django = {"last_login", "date_joined"}
    for field in model._meta.local_fields:
        if field.name in named_by_django:
            continue
        if isinstance(field, models.DateTimeField):
            assert field.name.endswith("_at"), f"{model._meta.label}.{field.name} is a moment"
        elif isinstance(field, models.DateField):
            assert field.name.endswith("_on") or field.name == "day", (
                f"{model._meta.label}.{field.name} is a day"
            )


def test_ids_from_outside_are_text():
    """Channels' ids exceed 2^53 and may carry letters."""
    for model in OWN:
        for field in model._meta.local_fields:
            if field.name == "external_id" or field.name.endswith("_external_id"):
                assert isinstance(field, models.TextField | models.CharField), f"{model._meta.label} {field}"
