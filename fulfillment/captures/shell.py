"""The tablet app: which pages start without a network, and what they are made of."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import msgspec
from django.conf import settings
from django.templatetags.static import static

STYLES = ("tokens", "base", "shell", "controls", "figures", "tables", "truck", "stock", "tablet", "inspect")
SHARED = ("theme", "dialogs", "outbox", "photos", "sound", "scanner", "tablet", "deciding", "camera")
PACKING, INSPECTING = (*SHARED, "pack"), (*SHARED, "inspect")
PICTURES = ("img/icons.svg", "img/favicon.svg", "img/app.png")


def assets() -> list[str]:
    return [
        *(static(f"css/{name}.css") for name in STYLES),
        *(static(f"js/{name}.js") for name in (*SHARED, "pack", "inspect")),
        *map(static, PICTURES),
    ]


def shell() -> dict[str, Any]:
    """What the worker keeps. `version` is another one as soon as any file is: files are named by what is in them."""
    files = assets()
    version = blake2b(msgspec.json.encode(files), digest_size=8).hexdigest()
    return {"version": version, "pages": list(settings.TABLET_PAGES), "files": files}


def manifest() -> dict[str, Any]:
    return {
        "id": "/",
        "name": "Firstscan",
        "short_name": "Firstscan",
        "start_url": settings.TABLET_PAGES[0],
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f7f4",
        "theme_color": "#2450c8",
        "icons": [
            {"src": static("img/app.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
