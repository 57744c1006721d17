"""Who reads only the first lines of a command gets them, and no traceback."""

import subprocess
import sys

from fulfillment.embedded.places import CHECKOUT


def test_a_command_whose_reader_goes_away_ends_without_a_word():
    with subprocess.Popen(
        [sys.executable, "manage.py", "help"],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        command.stdout.close()
        said = command.stderr.read()

    assert (command.returncode, said) == (141, "")
