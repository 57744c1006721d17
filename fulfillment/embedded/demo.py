"""`make demo`: the whole product beside a pretend world, until Ctrl-C. This part is about starting at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from fulfillment.embedded import ports, services
from fulfillment.embedded.locks import Busy, locked
from fulfillment.embedded.places import Place, named
from fulfillment.embedded.supervisor import Supervisor


def demo(*, fresh: bool, port: int) -> int:
    """Runs until it is told to stop; exit status 0 then, 1 if it could not start."""
    place = named()
    try:
        with locked(place.root.with_suffix(".demo.lock"), wait=False):
            if fresh:
                wipe(place)
            return _run(place, port=port)
    except Busy:
        print("The demo runs already: stop it with Ctrl-C where it was started.", file=sys.stderr)
        return 1


def wipe(place: Place) -> None:
    """All demo data is gone; refused while a command uses it."""
    place.make()
    try:
        with locked(place.users_lock, wait=False), locked(place.keeper_lock):
            place.wipe()
    except Busy:
        raise SystemExit("Another command uses the demo's database: wait for it, then start over.") from None


def _run(place: Place, *, port: int) -> int:
    place.make()
    chosen = ports.choose(place, wanted=port)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{chosen.web}")  # begins the links in mails
    supervisor = Supervisor(place=place, ports=chosen)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    try:
        if services.given_from_outside():
            return supervisor.run()
        with services.running(place) as env:
            os.environ.update(env)
            return supervisor.run()
    except subprocess.CalledProcessError as error:
        if supervisor.asked_to_stop:
            return 0
        print(f"The demo could not start: {' '.join(error.cmd[1:3])} failed; see above.", file=sys.stderr)
        return 1
