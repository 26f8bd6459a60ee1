"""What is read aloud, with which program, and how often."""

from dataclasses import replace
from pathlib import Path

import pytest

from ui import i18n
from ui.presenters.reading import Cadence, read
from ui.presenters.voices import is_there, spoken
from ui.screens.cases import NOW


def test_signs_are_said_as_words_and_nothing_is_said_twice() -> None:
    said = read(["Costs $0.42/h now, 1.71 kW, Normal price", "1.71 kW", "Price now, 24.6¢/kWh, Normal", "—"])
    assert said == (
        "Costs $0.42 an hour now, 1.71 kilowatts, Normal price. "
        "Price now, 24.6 cents a kilowatt-hour, Normal. not known."
    )


@pytest.mark.parametrize(("tag", "words"), [("es-US", "grados"), ("fr-CA", "degrés")])
def test_it_is_read_in_the_language_of_the_screen(tag: str, words: str) -> None:
    i18n.use(i18n.Style(tag))
    assert words in read(["78°"])


def test_an_event_is_said_at_once_after_a_minute_and_every_ten_minutes() -> None:
    """users.md: the spoken display repeats at most once a minute, then every ten minutes."""
    cadence = Cadence()
    said = [
        second
        for second in range(0, 1900, 10)
        if cadence.is_due("Critical price · ends 6:00 PM", replace(NOW, monotonic_s=NOW.monotonic_s + second))
    ]
    assert said == [0, 60, 660, 1260, 1860]
    assert not cadence.is_due("", NOW)
    assert cadence.is_due("Grid emergency", replace(NOW, monotonic_s=NOW.monotonic_s + 1870))


def test_the_voice_that_is_there_is_used_and_none_where_there_is_none(tmp_path: Path) -> None:
    path = str(tmp_path)
    assert not is_there(path)
    assert spoken("Hello", "en-US", path) is None
    for name in ("espeak-ng", "spd-say"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        assert is_there(path)
        found = spoken("-v is no option", "es-US", path)
        assert found is not None
        assert Path(found.program).name == name
        assert found.arguments[-2:] == ("--", "-v is no option")
        assert any(each.startswith("es") for each in found.arguments)
