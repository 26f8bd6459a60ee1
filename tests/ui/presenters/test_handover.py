"""Hand-over: the verdict of a rehearsal in words, what to do where it failed, and a passport that is written."""

from datetime import timedelta
from pathlib import Path

import pytest

from devices.moment import Moment
from hemsapp.commands import Practise
from hemsapp.commissioning import PostPassport
from hemsapp.passport.contents import Passport, Rehearsed
from hemsapp.questions import FilePlace, PassportShown, PassportWanted, PlacesShown, Unanswered
from ui.presenters.handover import HandoverPresenter, HandoverView
from ui.screens import handover_cases
from ui.screens.cases import NOW, normal
from ui.views import ButtonState, Tone

STICK = FilePlace("/media/stick", "KINGSTON", True, 8_000_000)
PASSPORT = Passport(
    "2026-07-13T20:00:00+00:00", "America/Los_Angeles", "", "", "", "3f2a 9c01", (), Rehearsed(7, "", "passed", 6, 6)
)


@pytest.fixture
def presenter() -> HandoverPresenter:
    return HandoverPresenter()


def test_a_home_that_was_not_rehearsed_says_what_a_rehearsal_is(presenter: HandoverPresenter) -> None:
    view = presenter.present(normal(), NOW)
    assert (view.verdict, view.rows) == ("Not rehearsed yet", ())
    assert "10 minutes" in view.body


def test_what_failed_stands_first_and_says_what_to_do(presenter: HandoverPresenter) -> None:
    view: HandoverView = presenter.present(handover_cases.failed(), NOW)
    assert view.tone is Tone.ATTENTION
    assert [row.value for row in view.rows][:3] == ["Not done", "Not done", "Done"]
    assert "cut its power for 10 seconds" in view.rows[0].subtitle
    assert view.rows[1].title == "The utility has 4 of 6 receipts"
    assert all(not row.subtitle for row in view.rows if row.value == "Done"), "nothing to do there"


def test_a_home_that_passed_is_ready(presenter: HandoverPresenter) -> None:
    view = presenter.present(handover_cases.passed(), NOW)
    assert (view.verdict, view.tone) == ("This home is ready", Tone.DONE)


def test_a_home_in_which_nobody_takes_part_is_sent_to_the_rules(presenter: HandoverPresenter) -> None:
    view = presenter.present(handover_cases.nobody(), NOW)
    assert view.rows[0].title == "A device takes part"
    assert "Rules" in view.rows[0].subtitle


def test_a_practice_is_asked_once_and_shown_as_running_until_it_is_over(presenter: HandoverPresenter) -> None:
    presenter.present(normal(), NOW)
    assert presenter.practise() == Practise(10)
    assert presenter.present(normal(), NOW).practise.state is ButtonState.BUSY
    later = Moment(NOW.utc + timedelta(seconds=30), NOW.monotonic_s + 30)
    assert presenter.present(normal(), later).practise.state is ButtonState.IDLE, "the meter did not answer"
    assert presenter.present(handover_cases.running(), later).practise.state is ButtonState.BUSY


def test_a_passport_goes_to_the_first_place_and_the_utility_is_told_its_digest(presenter: HandoverPresenter) -> None:
    presenter.present(normal(), NOW)
    assert presenter.answered(PlacesShown((STICK,))) is None
    assert presenter.save() == PassportWanted()
    assert presenter.present(normal(), NOW).save.state is ButtonState.BUSY
    shown = PassportShown(PASSPORT, "seal")
    assert presenter.answered(shown) == (Path("/media/stick/hemsapp-passport-2026-07-13.pdf"), shown)
    posted = presenter.saved(Path("/media/stick/hemsapp-passport-2026-07-13.pdf"), shown)
    assert posted == PostPassport(PASSPORT.digest.hex(), is_passed=True)
    note = presenter.present(normal(), NOW).note
    assert "hemsapp-passport-2026-07-13.pdf was saved on KINGSTON" in note
    assert "3f2a 9c01" in note, "the key is read from the screen, to be compared with the paper"


def test_without_a_place_or_a_key_nothing_is_written_and_the_page_says_why(presenter: HandoverPresenter) -> None:
    presenter.save()
    assert presenter.answered(PassportShown(PASSPORT, "seal")) is None
    assert "plug in a stick" in presenter.present(normal(), NOW).note
    presenter.save()
    assert presenter.answered(Unanswered("This display has no key.")) is None
    assert presenter.present(normal(), NOW).note == "This display has no key."
    presenter.failed()
    assert "could not be written" in presenter.present(normal(), NOW).note
