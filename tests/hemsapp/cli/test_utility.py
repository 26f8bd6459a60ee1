"""`hemsapp utility`: what it says, and where it listens."""

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, cast

import pytest

from hemsapp.cli.utility import USUAL_PORT, listening, said
from hemsapp.cli.utility_side import Person, UtilitySide


def test_it_says_where_the_website_is_and_who_may_sign_in(tmp_path: Path) -> None:
    people = (Person("maria", "customer", "abc-123"), Person("ruth", "representative", "def-456"))
    text = said(UtilitySide(cast("Any", None), "mqtt://127.0.0.1:1", tmp_path, "http://127.0.0.1:8096", people))
    assert "http://127.0.0.1:8096/console/" in text
    assert "maria   customer          abc-123" in text


def test_where_somebody_listens_already_it_takes_another_port() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", USUAL_PORT))
            taken.listen()
        except OSError:
            pass  # it is taken already
        assert listening() == "127.0.0.1:0"


@pytest.mark.soak
def test_a_whole_utility_serves_its_website_until_it_is_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hemsapp", "utility", "--listen", "127.0.0.1:0", "--neighbours", "3", "--for", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{address}/sign-in", timeout=10) as answer:
            assert answer.status == 200
    assert process.returncode == 0
