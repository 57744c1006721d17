"""python -m fulfillment.embedded run -- COMMAND…   |   demo   |   keep FOLDER (internal)"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from fulfillment.embedded import services
from fulfillment.embedded.keeper import Keeper
from fulfillment.embedded.places import Place, named, new_scratch


def main() -> int:
    options = parse()
    if options.what == "keep":
        return Keeper(Place(Path(options.folder), scratch=options.scratch)).run()
    if options.what == "demo":
        from fulfillment.embedded.demo import demo

        port = port_of(os.environ.get("PORT", ""))
        if port is None:
            print("PORT must be a number from 1 to 65535, for example PORT=8000.", file=sys.stderr)
            return 2
        return demo(fresh=os.environ.get("FRESH") == "1", port=port)
    return run(options.command, place=options.place)


def port_of(given: str) -> int | None:
    """The port asked for, 0 where none was (any free one will do); None for what is no port."""
    if not given:
        return 0
    is_number = given.isascii() and given.isdecimal() and len(given) <= 5
    return int(given) if is_number and int(given) <= 65535 else None


def run(command: list[str], *, place: str) -> int:
    """Runs the command beside services that stay for as long as it does; its exit status."""
    if services.given_from_outside():
        return subprocess.run(command, check=False).returncode
    with services.running(new_scratch() if place == "scratch" else named(place)) as env:
        try:
            return subprocess.run(command, check=False, env=os.environ | env).returncode
        except KeyboardInterrupt:
            return 130


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fulfillment.embedded", description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    keep = kinds.add_parser("keep", help="hold the services of a place while somebody uses it")
    keep.add_argument("folder")
    keep.add_argument("--scratch", action="store_true")
    kinds.add_parser(
        "demo", help="the whole product with a pretend world; FRESH=1 and PORT= in the environment"
    )
    run_parser = kinds.add_parser("run", help="run a command beside the embedded services")
    run_parser.add_argument("--place", default="", help="demo (the usual one), bench, or scratch: a new one")
    run_parser.add_argument("command", nargs="+")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
