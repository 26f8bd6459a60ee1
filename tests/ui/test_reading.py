"""The page is read aloud, stopped, and nothing comes of a voice that fails."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ui.keyboard import Keyboard
from ui.presenters.frame import Page
from ui.reading import Reader, Voice, sentences
from ui.screens.cases import CASES, NOW, with_manners
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.widgets.back import HelpKey
from ui.widgets.header import Header
from ui.window import Window


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The sample house, answered."""
    made = Window(Theme(Look(is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(made)
    serve(made)
    made.resize(1024, 600)
    made.show()
    return made


def program(folder: Path, script: str) -> str:
    """A voice that does what the script says; its path, as in PATH."""
    made = folder / "espeak-ng"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    return str(folder)


def reader(window: Window, path: str) -> Reader:
    header, keyboard = window.findChild(Header), window.findChild(Keyboard)
    assert header is not None
    assert keyboard is not None
    made = window.findChild(Reader)
    assert made is not None
    made.voice = Voice(made, path)
    return made


def key(window: Window) -> HelpKey:
    found = window.findChild(HelpKey, "header.read")
    assert isinstance(found, HelpKey)
    return found


def test_a_page_is_read_in_sentences_and_what_only_acts_is_not(window: Window) -> None:
    window.show_snapshot(CASES["event-active"]())
    said = sentences(window)
    assert any("Costs" in each for each in said)
    assert any("Critical price" in each for each in said)
    assert not {"Next", "Details", "Help"} & set(said)


def test_the_key_reads_and_stops(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    made = reader(window, program(tmp_path, f'printf "%s" "$*" > {tmp_path}/said; exec sleep 30'))
    window.show_snapshot(with_manners(CASES["normal"](), does_read_aloud=True))
    assert key(window).isVisible()
    key(window).click()
    qtbot.waitUntil(lambda: (tmp_path / "said").exists() and (tmp_path / "said").read_text() != "", timeout=5000)
    assert "an hour" in (tmp_path / "said").read_text()
    assert made.voice.is_speaking
    window.present()
    assert key(window).accessibleName() == "Stop reading"
    key(window).click()
    assert not made.voice.is_speaking


def test_leaving_a_page_stops_its_reading(window: Window, tmp_path: Path) -> None:
    made = reader(window, program(tmp_path, "exec sleep 30"))
    window.show_snapshot(with_manners(CASES["normal"](), does_read_aloud=True))
    made.toggle()
    assert made.voice.is_speaking
    window.open(Page.BILL)
    assert not made.voice.is_speaking


def test_there_is_no_key_without_a_voice_or_without_a_wish(window: Window, tmp_path: Path) -> None:
    reader(window, str(tmp_path))
    window.show_snapshot(with_manners(CASES["normal"](), does_read_aloud=True))
    assert not key(window).isVisible()
    reader(window, program(tmp_path, "exit 0"))
    window.show_snapshot(CASES["normal"]())
    assert not key(window).isVisible()


def test_a_voice_that_fails_leaves_the_screen_as_it_is(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    """Killed, gone, or no program at all: the window goes on."""
    made = reader(window, program(tmp_path, "kill -9 $$"))
    window.show_snapshot(with_manners(CASES["normal"](), does_read_aloud=True))
    made.toggle()
    qtbot.waitUntil(lambda: not made.voice.is_speaking, timeout=5000)
    (tmp_path / "espeak-ng").write_text("no program")
    made.toggle()
    qtbot.waitUntil(lambda: not made.voice.is_speaking, timeout=5000)
    window.present()
    assert not QImage(window.grab().toImage()).isNull()
