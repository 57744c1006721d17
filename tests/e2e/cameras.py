"""A camera that sees a code: Chromium on Linux has a pretend camera, but nothing that reads codes from its picture."""

import json

DETECTOR = """window.BarcodeDetector = class {
  detect(video) { return Promise.resolve(video.videoWidth ? [{ rawValue: CODE }] : []); }
};"""


def reads(code: str) -> str:
    """A script for pages to begin with: as soon as the camera's picture is there, this code is read from it."""
    return DETECTOR.replace("CODE", json.dumps(code))
