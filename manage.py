#!/usr/bin/env python
"""Firstscan's commands; each attaches to the running services or starts the embedded ones for its own duration."""

import os
import sys

from fulfillment.embedded import services


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fulfillment.settings")
    with services.for_command(sys.argv):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
