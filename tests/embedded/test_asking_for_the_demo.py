"""What `make demo` is asked for is checked before anything starts."""

import pytest

from fulfillment.embedded import __main__ as command


@pytest.mark.parametrize("given", ["abc", "-1", "70000", "8000.0", "٨٠٠٠", "9" * 5000])
def test_a_port_that_is_none_is_refused_with_a_sentence(monkeypatch, capsys, given):
    monkeypatch.setenv("PORT", given)
    monkeypatch.setattr("sys.argv", ["embedded", "demo"])

    assert command.main() == 2
    assert capsys.readouterr().err == "PORT must be a number from 1 to 65535, for example PORT=8000.\n"


@pytest.mark.parametrize(("given", "port"), [("", 0), ("0", 0), ("8000", 8000), ("65535", 65535)])
def test_a_port_is_taken_and_none_means_any(given, port):
    assert command.port_of(given) == port
