"""No text of any page escapes the locale's files, and another language takes effect at once, everywhere."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hemsapp.snapshot import Snapshot
from tests.ui import ink
from tests.ui.pseudo import data_words, plain_words, pseudo_locale
from ui import i18n, locales
from ui.gallery import play
from ui.presenters.frame import Page
from ui.screens import money_answers
from ui.screens.cases import CASES, NOW, with_manners
from ui.screens.comfort_cases import SCENES as COMFORT_SCENES
from ui.screens.history_cases import HISTORY_SCENES
from ui.screens.money_scenes import MONEY_SCENES
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.window import Window

TAG = "fr-CA"
"""The language whose place the pseudo-language takes."""
NAMES = {
    "hemsapp", "demo",  # what is typed to start the sample house
    "English", "Espa", "ol", "Fran", "ais",  # Español, as it calls itself
    "FR", "NFR",  # duties by their identifiers
    "KINGSTON", "backup", "electricity", "tou", "toml", "xml", "csv",  # a stick, and files on it
}  # fmt: skip
OF_THE_MANUAL = ("manual.chapter", "manual.leaf", "manual.title")
"""The manual is a text of its own for each language: it says itself when there is none."""
CALLED = {key[7:] for key in locales.locale("en-US").words if re.fullmatch(r"called\.[A-Za-z]+", key)}
"""Names that the data brings in English and that the screen says in the language."""


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """French is the language that nobody speaks."""
    read, made = locales._read, pseudo_locale(TAG)
    monkeypatch.setattr(locales, "_read", lambda tag: made if tag == TAG else read(tag))
    yield
    monkeypatch.undo()


def said(window: QWidget) -> list[tuple[str, str]]:
    """Everything that is painted, and everything that assistive technology says, with the name of what says it."""
    painted = [(each.owner_name, each.text) for each in ink.of(window)]
    spoken = [(each.objectName(), each.accessibleName()) for each in window.findChildren(QWidget) if each.isVisible()]
    return painted + spoken


def left(window: Window, *snapshots: Snapshot) -> dict[str, list[str]]:
    """What is still in the old language, by what says it; what the snapshots so far brought may stand."""
    known = (data_words(snapshots) - CALLED) | NAMES
    known |= {i18n.capital(word) for word in known}
    found: dict[str, list[str]] = {}
    for name, text in said(window):
        if name.startswith(OF_THE_MANUAL):
            continue
        if words := sorted(plain_words(text) - known):
            found[name] = words
    return found


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """One window for many states: to make one takes longer than to show them."""
    window = Window(Theme(Look(screen=Screen.MEDIUM, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*Screen.MEDIUM.value)
    serve(window)
    window.show()
    return window


def test_another_language_takes_effect_at_once_on_every_page(window: Window) -> None:
    """Each page is open in English first: widgets that keep words would still show them."""
    english = CASES["normal"]()
    other = with_manners(english, language=TAG)
    wrong: dict[str, dict[str, list[str]]] = {}
    for page in Page:
        window.show_snapshot(english)
        window.open(page)
        window.show_snapshot(other)
        if found := left(window, english):
            wrong[page.value] = found
    assert not wrong, str(wrong)


@pytest.mark.parametrize("group", ["event", "radio", ""])
def test_no_text_of_any_state_escapes_the_files(window: Window, group: str) -> None:
    wrong: dict[str, dict[str, list[str]]] = {}
    seen = []
    for name, make in CASES.items():
        if name.split("-")[0] in {"event", "radio"} and name.split("-")[0] != group:
            continue
        if group and not name.startswith(group):
            continue
        snapshot = make()
        seen.append(snapshot)
        window.show_snapshot(with_manners(snapshot, language=TAG))
        for page in (Page.HOME, Page.EVENT if group == "event" else Page.NETWORK):
            window.open(page)
            if found := left(window, *seen):
                wrong[f"{name} on {page.value}"] = found
    assert not wrong, str(wrong)


@pytest.mark.parametrize("name", list(COMFORT_SCENES))
def test_no_text_of_comfort_and_rules_escapes_the_files(window: Window, name: str) -> None:
    change, _, pages = COMFORT_SCENES[name]
    snapshot = change(CASES["normal"]())
    wrong: dict[str, dict[str, list[str]]] = {}
    window.show_snapshot(with_manners(snapshot, language=TAG))
    for page in pages:
        window.open(page)
        if found := left(window, snapshot):
            wrong[page] = found
    assert not wrong, str(wrong)


@pytest.mark.parametrize("name", [*MONEY_SCENES, *HISTORY_SCENES])
def test_no_text_of_money_and_history_escapes_the_files(qtbot: QtBot, name: str) -> None:
    """Sheets, pads and answers that a finger brings up."""
    scene = {**MONEY_SCENES, **HISTORY_SCENES}[name]
    snapshot = scene.make()
    window = Window(Theme(Look(screen=Screen.MEDIUM, is_motion_reduced=True)), lambda: scene.now)
    qtbot.addWidget(window)
    window.resize(*Screen.MEDIUM.value)
    play(window, replace(scene, make=lambda: with_manners(snapshot, language=TAG)))
    brought = data_words([value for name, value in vars(money_answers).items() if not name.startswith("__")])
    found = {name: set(words) - brought for name, words in left(window, snapshot).items()}
    assert {name: words for name, words in found.items() if words} == {}
