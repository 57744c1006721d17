"""Each tool gets what it reads, and nobody's words can call a person or open an address there."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.chats.formats import FORMATS, Note, body
from fulfillment.channels.chats.tools import TOOLS, meaning_of, objection

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def note(**fields) -> Note:
    defaults = {
        "id": "a1", "about": "raised", "team": "Glow", "shop": "Glow US", "kind": "channel_failing", "tone": "bad",
        "label": "A shop cannot be read", "sentence": "TikTok refused the token", "fix": "Connect the shop again",
        "link": "https://firstscan.example/channels/", "raised_at": AT,
    }  # fmt: skip
    return Note(**defaults | fields)


def sent(tool: str, **fields) -> dict:
    return json.loads(body(tool, note(**fields)))


def test_every_tool_has_a_format():
    assert FORMATS.keys() == TOOLS.keys()


def test_slack_gets_a_headline_and_an_attachment_in_the_colour_of_the_harm():
    told = sent("slack")

    assert told["text"] == "🔴 *Glow US: A shop cannot be read*"
    [part] = told["attachments"]
    assert part["blocks"][0]["text"] == {
        "type": "mrkdwn",
        "text": "TikTok refused the token. Connect the shop again.\n<https://firstscan.example/channels/|Open in Firstscan>",
    }


def test_discord_teams_and_mattermost_get_theirs():
    discord, teams, mattermost = sent("discord"), sent("teams"), sent("mattermost")

    assert discord["allowed_mentions"] == {"parse": []}
    assert discord["embeds"][0]["url"] == "https://firstscan.example/channels/"
    card = teams["attachments"][0]["content"]
    assert (teams["type"], card["type"], card["actions"][0]["type"]) == (
        "message",
        "AdaptiveCard",
        "Action.OpenUrl",
    )
    assert mattermost["attachments"][0]["text"].endswith(
        "[Open in Firstscan](https://firstscan.example/channels/)"
    )


def test_anything_else_gets_every_word_as_json():
    told = sent("json", about="gone")

    assert (told["about"], told["kind"], told["shop"]) == ("gone", "channel_failing", "Glow US")
    assert told["raised_at"] == "2026-11-24T20:00:00Z"
    assert "Connect" not in told["text"]  # there is nothing left to do


@pytest.mark.parametrize("tool", TOOLS)
@given(words=st.text(min_size=1, max_size=3000))
def test_no_words_break_a_message(tool, words):
    told = sent(tool, sentence=words, shop=words, team=words)

    assert told


def test_a_shop_cannot_call_everybody():
    words = "<!channel> @everyone [click](https://evil.example)"

    slack = sent("slack", shop=words)["text"]
    assert "&lt;!channel&gt;" in slack
    mattermost = sent("mattermost", shop=words)["text"]
    assert "@everyone" not in mattermost
    assert "](https" not in mattermost.replace("\\]", "")


@pytest.mark.parametrize(
    ("tool", "status", "text", "sentence", "final"),
    [
        ("slack", 410, "channel_is_archived", "The channel is archived.", True),
        ("slack", 404, "no_service", "The webhook was removed or switched off in Slack.", True),
        ("slack", 429, "rate_limited", "It asks for fewer messages.", False),
        ("discord", 404, '{"message": "Unknown Webhook", "code": 10015}', "The webhook was removed in Discord.", True),
        ("teams", 200, "Webhook message delivery failed: …", "Teams took the message and could not show it.", True),
        ("json", 410, "", "The webhook is gone for good.", True),
    ],
)  # fmt: skip
def test_what_an_answer_means_and_whether_sending_again_helps(tool, status, text, sentence, final):
    found = meaning_of(tool, status, text)

    assert (found.sentence, found.final) == (sentence, final)


def test_a_server_in_trouble_says_all_itself():
    assert meaning_of("slack", 503, "") is None
    assert meaning_of("slack", 200, "ok") is None


def test_the_address_of_another_tool_or_of_a_retired_one_is_known():
    assert objection("slack", "https://discord.com/api/webhooks/1/x") == (
        "This is an address of Discord: choose Discord."
    )
    assert "retired" in objection("teams", "https://glow.webhook.office.com/webhookb2/x")
    assert (
        objection("teams", "https://9.4a.environment.api.powerplatform.com:443/powerautomate/x?sig=y") == ""
    )
    assert objection("mattermost", "https://chat.glow.example/hooks/x") == ""
    assert objection("slack", "https://hooks.slack.com.evil.example/x").startswith("An address of Slack")
