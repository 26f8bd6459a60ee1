"""The users' manual (C1NFR13.5): what it must say, that its words are the screen's, and that nothing of it is cut."""

import re
from importlib import resources

import pytest
from pytestqt.qtbot import QtBot

from hemsapp.commands import Practise, SetManners
from tests.ui import ink
from tests.ui.screens.conftest import Kiosk
from ui import i18n
from ui.manual.plates import FIGURES
from ui.manual.source import FIRST, Picture, Text, languages, manual, said, texts
from ui.manual.topics import TOPICS, help_key
from ui.place import Place
from ui.presenters.frame import COVERING, Page
from ui.presenters.manual import SHOWN, facts
from ui.screens.cases import CASES, NOW, with_manners
from ui.screens.manual import ManualScreen
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.window import Window

PLACE = Place("", "Sample Power & Light", "1-800-555-0100", warranty="Two years on everything.", version="0.1.0")
BOOK = manual(FIRST, facts(PLACE))


def all_text(chapter: str = "") -> str:
    return " ".join(
        said(block.words) if isinstance(block, Text) else block.sentence
        for each in BOOK.chapters
        if chapter in each.name
        for section in each.sections
        for block in section.blocks
    )


def test_the_manual_has_all_that_c1nfr13_5_asks_for() -> None:
    """C1NFR13.5: features and adjusting, buttons, icons, battery replacement, FAQ, warranty, service phone number."""
    anchors = {f"{chapter.name}/{section.anchor}" for chapter in BOOK.chapters for section in chapter.sections}
    assert {"reading-home/home", "reading-home/buttons", "reading-home/pages", "adjusting/screen"} <= anchors
    assert {"batteries/thermostat", "when-something-is-wrong/numbers", "warranty-and-service/warranty"} <= anchors
    assert "put in as many new ones of the same kind" in all_text("batteries")
    assert all_text("when-something").count("?") >= 5
    assert "Two years on everything." in all_text("warranty")
    assert "1-800-555-0100" in all_text("warranty")


def test_what_nobody_configured_is_a_sentence_and_not_a_hole() -> None:
    told = facts(Place())
    assert told["warranty"].startswith("Nobody entered the terms")
    assert all(told.values())


def test_every_page_has_a_page_of_the_manual() -> None:
    """C1NFR13.5: "?" on any screen opens the right page."""
    anchors = {f"{chapter.name}/{section.anchor}" for chapter in BOOK.chapters for section in chapter.sections}
    assert set(TOPICS) == set(Page)
    assert set(TOPICS.values()) <= anchors


@pytest.mark.parametrize("tag", languages())
def test_every_word_of_the_screen_that_is_quoted_stands_on_the_screen(tag: str) -> None:
    """A label is a reference into the locale's file, filled in, and never a text of the manual's own."""
    known = i18n.locale(tag).words
    quoted = {key for text in texts(tag).values() for key in re.findall(r"\{words:([\w.]+)\}", text)}
    assert len(quoted) > 40
    assert {key for key in quoted if key not in known or "{" in known[key]} == set()
    marks = {key for text in texts(tag).values() for key in re.findall(r"\{icon:([\w-]+)\}", text)}
    assert {name for name in marks if not (resources.files("resources") / "icons" / f"{name}.svg").is_file()} == set()


@pytest.mark.parametrize("tag", languages())
def test_all_languages_have_the_same_chapters_sections_and_figures(tag: str) -> None:
    def shape(language: str) -> list[object]:
        return [
            (chapter.name, section.anchor, section.show, [b.name for b in section.blocks if isinstance(b, Picture)])
            for chapter in manual(language, facts(PLACE)).chapters
            for section in chapter.sections
        ]

    assert shape(tag) == shape(FIRST)


def test_every_figure_is_used_and_what_is_shown_is_a_page() -> None:
    blocks = [(s, b) for c in BOOK.chapters for s in c.sections for b in s.blocks]
    assert {block.name for _, block in blocks if isinstance(block, Picture)} <= set(FIGURES)
    shown = {section.show for section, _ in blocks} - {"", "rehearsal"}
    assert shown <= set(SHOWN)
    assert {each.partition("/")[0] for each in shown} <= {page.value for page in Page}


def test_a_language_without_a_manual_falls_back_to_english_and_says_so() -> None:
    i18n.use(i18n.Style("en-US"))
    assert manual("en-US", facts(PLACE)).language == "en-US"


@pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
def test_no_leaf_is_cut_at_any_size_of_screen_and_text(qtbot: QtBot, screen: Screen) -> None:
    """C1NFR13.5, at 100 to 150 %, in each language, also below a band: every word of the source is on some leaf."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW, place=PLACE)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    window.show()
    for case, percent, tag in (("normal", 100, FIRST), ("normal", 150, "fr-CA"), ("event-active", 120, "es-US")):
        window.show_snapshot(with_manners(CASES[case](), text_percent=percent, language=tag))
        window.open(Page.MANUAL)
        page = window.findChild(ManualScreen)
        assert page is not None
        wrong: dict[str, list[str]] = {}
        seen = ""
        for number in range(len(page._leaves)):
            page._index = number
            window.present()
            seen += page._leaf.accessibleName() + " "
            leaf = page._leaf.view.placed
            foot = max(each.y + each.height for each in leaf)
            assert foot <= page._leaf.height() + 1, f"leaf {number + 1} reaches {foot}"
            if faults := ink.faults(page):
                wrong[f"{case} {percent} {number + 1}"] = faults
        assert wrong == {}
        missing = [
            said(block.words)
            for chapter in manual(tag, facts(PLACE)).chapters
            for section in chapter.sections
            for block in section.blocks
            if isinstance(block, Text) and not set(said(block.words).split()) <= set(seen.split())
        ]
        assert missing == []


def test_help_opens_the_manual_at_what_is_looked_at_and_leads_back(kiosk: Kiosk) -> None:
    """C1NFR13.5, by touch, from every page that has a header."""
    for page in Page:
        if page in COVERING or page is Page.MANUAL:
            continue
        kiosk.window.open(page)
        kiosk.tap("header.help")
        assert kiosk.page() is Page.MANUAL, page
        book = kiosk.find("manual")
        assert isinstance(book, ManualScreen)
        assert f"manual/{book._here()}" == help_key(page)
        kiosk.tap("header.back")
        assert kiosk.page() is page


def test_the_manual_is_read_by_touch(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.MANUAL)
    first = kiosk.text("manual.leaf")
    kiosk.tap("manual.next")
    assert kiosk.text("manual.leaf") != first
    kiosk.swipe(kiosk.middle(kiosk.find("manual.leaf")), kiosk.middle(kiosk.find("manual.chapter2")))
    assert kiosk.page() is Page.MANUAL
    kiosk.tap("manual.chapter3")
    assert kiosk.text("manual.title") == "When an event is announced"
    kiosk.tap("manual.larger")
    kiosk.tap("manual.show")
    assert [type(each) for each in kiosk.asked] == [SetManners, Practise]
    assert kiosk.text("manual.show") == "Asking…"
    kiosk.tap("manual.chapter5")
    kiosk.tap("manual.show")
    assert kiosk.page() is Page.BILL
