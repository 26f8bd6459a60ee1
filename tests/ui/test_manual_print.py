"""The users' manual on paper (C1NFR13.5): every word of the source, and the pages that its contents name."""

import re
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter
from pytestqt.qtbot import QtBot

from ui.manual.print import write
from ui.manual.source import FIRST, Text, languages, manual, said
from ui.paint import text
from ui.place import Place
from ui.presenters.manual import facts
from ui.theme import Theme
from ui.tokens import Type

PLACE = Place("", "Sample Power & Light", "1-800-555-0100", warranty="Two years on everything.", version="0.1.0")


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


@pytest.mark.parametrize("tag", languages())
def test_the_printed_manual_has_every_word_of_the_source(qtbot: QtBot, tmp_path: Path, tag: str) -> None:
    """C1NFR13.5, with the service phone number and the warranty that were configured."""
    drawn: list[str] = []
    paint = text.draw_text

    def draw_text(painter: QPainter, theme: Theme, words: str, at: QPointF, step: Type, colour: QColor) -> None:
        drawn.append(words)
        paint(painter, theme, words, at, step, colour)

    with patch.object(text, "draw_text", draw_text):
        printed = write(tmp_path / "manual.pdf", tag, PLACE)
    book = manual(tag, facts(PLACE))
    on_paper = " ".join(drawn).split()
    missing = {
        word
        for chapter in book.chapters
        for section in chapter.sections
        for block in section.blocks
        if isinstance(block, Text)
        for word in said(block.words).split()
    } - {*on_paper, *(f"{one}{other}" for one, other in pairwise(on_paper))}
    assert missing == set()
    assert "Two years on everything." in drawn
    assert any("1-800-555-0100" in each for each in drawn)
    assert printed.language == tag
    assert pages(printed.path) == printed.pages
    assert 20 <= printed.pages <= 45
    assert all(drawn.count(section.title) >= 2 for chapter in book.chapters for section in chapter.sections)
    assert str(printed.pages) in drawn, "the last page has its number"
    assert b"IBMPlexSans" in printed.path.read_bytes().replace(b"#20", b"").replace(b" ", b"")


def test_a_manual_that_cannot_be_written_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write(tmp_path / "nowhere" / "manual.pdf", FIRST, PLACE)
