"""A session is written down and done again; what was typed in secret is not in it; strange files get a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from devices.moment import Moment
from hemsapp.clock import SteeredClock
from tests.ui.screens.conftest import Kiosk
from tests.ui.screens.conftest import make_kiosk as make_kiosk  # noqa: PLC0414 - a fixture is shared by its name
from ui import finger
from ui.recorder import Recorder
from ui.recording import Recording, RecordingInvalid, Start, read
from ui.replay import Replay
from ui.screens import cases
from ui.screens.sample_answers import serve

START = Start("short", "begins 15:30\n", 1, "1024x600")
HEAD = json.dumps(START.line())


@pytest.fixture
def clock() -> SteeredClock:
    """It stands at the moment of the sample snapshots: nothing moves it."""
    return SteeredClock(Moment(cases.NOW.utc, cases.NOW.monotonic_s), 0.0)


def shown(make_kiosk: Callable[..., Kiosk], attend: Callable[[Kiosk], Any], qtbot: QtBot) -> tuple[Kiosk, Any]:
    kiosk = make_kiosk()
    serve(kiosk.window)
    attached = attend(kiosk)
    kiosk.window.framed.emit()
    with qtbot.waitSignal(kiosk.window.painted):
        kiosk.window.show_snapshot(cases.normal())
    return kiosk, attached


def recorded(qtbot: QtBot, path: Path, checks: int) -> list[dict[str, Any]]:
    def has_checks() -> None:
        assert path.read_text(encoding="utf-8").count('"check"') == checks

    qtbot.waitUntil(has_checks, timeout=20_000)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_session_is_written_by_names_and_shows_the_same_again(
    make_kiosk: Callable[..., Kiosk], qtbot: QtBot, clock: SteeredClock, tmp_path: Path
) -> None:
    path = tmp_path / "session.jsonl"
    kiosk, _ = shown(make_kiosk, lambda kiosk: Recorder(kiosk.window, clock, START, path), qtbot)
    kiosk.tap("rail.prices")
    finger.stroke(kiosk.window, *ends_of(kiosk, "prices.ribbon"))
    kiosk.swipe(QPoint(600, 90), QPoint(300, 90))
    finger.key(kiosk.window, finger.combination("Tab"))  # type: ignore[arg-type]  # it is a key
    lines = recorded(qtbot, path, 1)
    assert [line.get("do") for line in lines] == [None, "tap", "drag", "swipe", "key", "check"]
    assert (lines[1]["name"], lines[2]["name"], lines[5]["screen"]) == ("rail.prices", "prices.ribbon", "history")
    assert lines[5]["texts"]["rail.next"] == "Next"
    kiosk.window.close()

    recording = read(path)
    kiosk, replay = shown(make_kiosk, lambda kiosk: Replay(kiosk.window, clock, recording, (), None), qtbot)
    qtbot.waitUntil(lambda: not replay.outcome.difference, timeout=20_000)
    assert (replay.outcome.checks, kiosk.page(), replay.outcome.notes) == (1, "history", [])


def ends_of(kiosk: Kiosk, name: str) -> tuple[QPoint, QPoint]:
    middle = kiosk.middle(kiosk.find(name))
    return middle, middle + QPoint(120, 0)


def replayed(make_kiosk: Callable[..., Kiosk], qtbot: QtBot, clock: SteeredClock, *lines: dict[str, Any]) -> Replay:
    numbered = tuple(enumerate(({"at_s": 0.0, **line} for line in lines), 2))
    _, replay = shown(
        make_kiosk, lambda kiosk: Replay(kiosk.window, clock, Recording(START, numbered), ("41",), None), qtbot
    )
    assert isinstance(replay, Replay)
    over: list[bool] = []
    replay.ended.connect(lambda: over.append(True))
    qtbot.waitUntil(lambda: bool(over) or not replay.outcome.difference, timeout=20_000)
    return replay


TOUCH = {"at": [0.5, 0.5], "point": [0.042, 0.9282]}


def test_the_first_difference_is_named(make_kiosk: Callable[..., Kiosk], qtbot: QtBot, clock: SteeredClock) -> None:
    gone = {"do": "tap", "name": "rail.gone", **TOUCH}
    replay = replayed(make_kiosk, qtbot, clock, gone, {"do": "check", "screen": "bill", "texts": {"rail.next": "Then"}})
    assert replay.outcome.notes == ["line 2: there is no rail.gone to touch: its place was touched instead"]
    assert replay.outcome.difference.startswith("line 3, 0 s after the start: ")
    assert "is not shown" in replay.outcome.difference or "recorded was" in replay.outcome.difference


def test_what_is_typed_on_a_label_is_recorded_as_a_secret_and_asked_for_again(
    make_kiosk: Callable[..., Kiosk], qtbot: QtBot, clock: SteeredClock, tmp_path: Path
) -> None:
    """X-SECURITY"""
    path = tmp_path / "session.jsonl"
    kiosk, _ = shown(make_kiosk, lambda kiosk: Recorder(kiosk.window, clock, START, path), qtbot)
    kiosk.window.show_snapshot(cases.no_meter())
    kiosk.tap("home.notice.primary")
    kiosk.tap("connect.air.primary")
    for digit in "4F1E":
        kiosk.tap(f"connect.keys.{digit}")
    kiosk.tap("connect.keys.erase")
    kiosk.tap("connect.hint")
    lines = recorded(qtbot, path, 1)
    assert [line.get("do") for line in lines] == [None, "tap", "tap", "secret", "tap", "check"]
    assert lines[3] == {"at_s": 0.0, "do": "secret", "name": "connect.keys", "number": 1}
    assert "4F1" not in path.read_text(encoding="utf-8")
    assert read(path).secrets == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: a recording begins with its start"),
        ("hello", "line 1: that is no JSON"),
        ("[1]", "line 1: a line is an object"),
        ("[" * 100_000, "line 1: that is no JSON"),
        ('{"kind": "diary"}', "line 1: a recording begins with"),
        ('{"kind": "hemsapp recording", "version": 2}', "line 1: version 2; this hemsapp reads 1"),
        (HEAD.replace('"seed": 1', '"seed": "x"'), "line 1: seed is a whole number"),
        (HEAD.replace("1024x600", "9x9"), "line 1: size is one of 800x480"),
        (HEAD + '\n{"at_s": 1, "do": "format"}', 'line 2: do is "format"; it is one of tap, hold'),
        (HEAD + '\n{"at_s": -1, "do": "key", "key": "Tab"}', "line 2: at_s is seconds since the start"),
        (HEAD + '\n{"at_s": NaN, "do": "key", "key": "Tab"}', "line 2: at_s is seconds since the start"),
        (HEAD + '\n{"at_s": 2, "do": "key", "key": "a"}\n{"at_s": 1, "do": "key", "key": "a"}', "line 3: at_s is"),
        (HEAD + '\n{"at_s": 1, "do": "tap", "name": "x", "at": [0.5, 7], "point": [0, 0]}', "line 2: at of tap is two"),
        (HEAD + '\n{"at_s": 1, "do": "hold", "name": "", "at": [0, 0], "point": [0, 0], "seconds": 99}', "line 2: sec"),
        (HEAD + '\n{"at_s": 1, "do": "check", "screen": "home", "texts": {"a": 1}}', "line 2: texts of check is what"),
    ],
)
def test_a_file_that_is_no_recording_gets_a_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "strange.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordingInvalid) as refused:
        read(path)
    assert str(refused.value).startswith(sentence)


def test_a_file_that_cannot_be_read_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "strange.jsonl"
    with pytest.raises(RecordingInvalid, match="cannot be read"):
        read(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordingInvalid, match="cannot be read"):
        read(path)
