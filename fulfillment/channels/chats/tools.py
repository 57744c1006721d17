"""Every chat tool, read from its file: what a person needs to connect it, and what its answers mean. Pure."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec


class Meaning(msgspec.Struct, frozen=True):
    sentence: str
    fix: str
    has: str = ""
    status: int | None = None
    final: bool = False

    def fits(self, status: int, text: str) -> bool:
        return self.status in (None, status) and self.has.lower() in text.lower()


class Tool(msgspec.Struct, frozen=True):
    code: str
    label: str
    placeholder: str
    hosts: list[str]  # empty: anybody may run one
    steps: str
    source: str
    answers: list[Meaning]


class _File(msgspec.Struct, frozen=True):
    tool: list[Tool]
    answer: list[Meaning]


_FILE = msgspec.convert(tomllib.loads((Path(__file__).parent / "tools.toml").read_text()), _File)
TOOLS = {tool.code: tool for tool in _FILE.tool}
RETIRED = ("webhook.office.com", "outlook.office.com", "outlook.office365.com")


def meaning_of(tool: str, status: int, text: str) -> Meaning | None:
    """What is to be known of an answer, also of one that calls a failure 200; None where it says all itself."""
    known = TOOLS[tool].answers
    if 200 <= status < 300:
        known = [each for each in known if each.has == "delivery failed"]
        return next((each for each in known if each.fits(status, text)), None)
    return next((each for each in (*known, *_FILE.answer) if each.fits(status, text)), None)


def objection(tool: str, url: str) -> str:
    """Why an address can hardly be this tool's; empty where nothing speaks against it."""
    host = (urlsplit(url).hostname or "").lower()
    if any(_is_of(host, each) for each in RETIRED):
        return "Microsoft has retired this kind of address: make a workflow for the channel and enter its address."
    hosts = TOOLS[tool].hosts
    if hosts and not any(_is_of(host, each) for each in hosts):
        real = next((each.label for each in TOOLS.values() if any(_is_of(host, h) for h in each.hosts)), "")
        return (
            f"This is an address of {real}: choose {real}."
            if real
            else f"An address of {TOOLS[tool].label} looks like {TOOLS[tool].placeholder}"
        )
    return ""


def _is_of(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
