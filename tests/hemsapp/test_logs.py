"""Logs hold what an installer needs, one line a record, and no secret."""

import base64
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.messages import Eui64
from hemsapp import logs
from hemsapp.commands import AllowJoin
from hemsapp.config import Log

KEY = bytes.fromhex("0123456789abcdef00112233445566ff")
INSTALL_CODE = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")
EUI64 = "00:0d:6f:00:0a:90:69:e7"


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    raises, level = logging.raiseExceptions, logging.getLogger().level
    yield
    logs.stop()
    logging.raiseExceptions = raises
    logging.getLogger().setLevel(level)


def started(level: str = "debug") -> io.StringIO:
    stream = io.StringIO()
    logs.start(Log(level=level), stream)
    return stream


def spellings(secret: bytes) -> list[str]:
    both = (secret, secret[::-1])
    texts = [s for b in both for s in (b.hex(), b.hex(":"), b.hex(" "), b.hex().upper(), repr(b), str(list(b)))]
    texts += [" ".join(f"0x{o:02X}" for o in b) for b in both]
    return texts + [base64.b64encode(b).decode() for b in both]


def assert_absent(secret: bytes, text: str) -> None:
    for spelling in spellings(secret):
        assert spelling.strip("b'\"[]") not in text
    assert secret.decode("latin-1") not in text


def test_a_record_is_one_json_line_whatever_it_holds() -> None:
    stream = started()
    logging.getLogger("hemsapp.test").warning("two\nlines \x1b[31m of %s", "a\rname", extra={"device": EUI64})
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert (line["level"], line["logger"], line["device"]) == ("WARNING", "hemsapp.test", EUI64)
    assert line["message"] == "two\nlines \x1b[31m of a\rname"
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize("spelling", spellings(KEY))
def test_what_looks_like_a_key_is_removed_though_nobody_named_it(spelling: str) -> None:
    """X-SECURITY"""
    stream = started()
    logging.getLogger("any").info("the frame was %s and so on", spelling)
    assert logs.REDACTED in stream.getvalue()
    assert_absent(KEY, stream.getvalue())


@given(st.binary(min_size=8, max_size=18))
def test_a_concealed_secret_is_found_in_every_spelling(secret: bytes) -> None:
    redaction = logs.Redaction()
    redaction.conceal(secret)
    for spelling in spellings(secret):
        assert spelling not in redaction.clean(f"x {spelling} y")


def test_secrets_in_arguments_extras_and_tracebacks_are_removed() -> None:
    stream = started()
    logs.conceal(INSTALL_CODE)
    log = logging.getLogger("any")
    order = AllowJoin(Eui64(EUI64), INSTALL_CODE)
    log.info("%s", order, extra={"order": order, "raw": INSTALL_CODE, "key": KEY.hex()})
    try:
        int(f"{INSTALL_CODE.hex()} {INSTALL_CODE[:16].hex(':')}")
    except ValueError:
        log.exception("failed with network_key=%s", "hunter2")
    text = stream.getvalue()
    assert_absent(INSTALL_CODE, text)
    assert_absent(KEY, text)
    assert "hunter2" not in text
    assert "Traceback" in json.loads(text.splitlines()[1])["exc_info"]


def test_addresses_and_figures_stay_readable() -> None:
    redaction = logs.Redaction()
    text = f"{EUI64} at socket://127.0.0.1:6638 delivered 12345678901 Wh, key: None, b'ok', 2026-11-23T01:02:03Z"
    assert redaction.clean(text) == text


def test_raw_frames_of_the_libraries_are_never_asked_for() -> None:
    stream = started("debug")
    logging.getLogger("bellows.ash").debug("Received data %s", "1ac102")
    logging.getLogger("zigpy.application").debug("Restoring key %s", "abc")
    assert stream.getvalue() == ""


def test_a_file_is_private_rotated_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "ROTATE_BYTES", 2_000)
    path = tmp_path / "logs" / "hemsapp.log"
    logs.start(Log(path=path))
    for number in range(300):
        logging.getLogger("storm").info("line %d %s", number, "x" * 9_000 if number == 299 else "")
    files = sorted(p.name for p in path.parent.iterdir())
    assert files == ["hemsapp.log", *(f"hemsapp.log.{n}" for n in range(1, logs.OLD_FILES + 1))]
    assert json.loads(path.read_text().splitlines()[-1])["message"].endswith("... 5009 more")


def test_journald_gets_the_level_in_front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        file = (tmp_path / "journal").stat()
        monkeypatch.setenv("JOURNAL_STREAM", f"{file.st_dev}:{file.st_ino}")
        logs.start(Log(), stream)
        logging.getLogger("any").error("the disk is full")
        logs.stop()
        stream.seek(0)
        assert stream.read().startswith('<3>{"level": "ERROR"')
