"""Your data: where files go, what can be read, what must be confirmed, how long work stands; a changed meter."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.moment import Moment
from hemsapp.commands import ChangeMeter, SetRetention, StartWork
from hemsapp.questions import FilePlace, PlacesShown, PlacesWanted, Unanswered
from hemsapp.snapshot import Snapshot
from hemsapp.work import Task, WorkKind
from ui.presenters.data import DataPresenter, DataView, shortened, size
from ui.presenters.meter_change import MeterChangePresenter
from ui.screens.cases import NOW, normal
from ui.screens.history_answers import places
from ui.screens.history_cases import working
from ui.views import ButtonState


def presented(snapshot: Snapshot | None = None) -> tuple[DataPresenter, DataView]:
    presenter = DataPresenter()
    presenter.answered(places(PlacesWanted()))
    return presenter, presenter.present(snapshot or normal(), NOW)


def test_places_say_what_they_are_and_how_much_is_free() -> None:
    _, view = presented()
    assert [(row.title, row.subtitle, row.is_selected) for row in view.places] == [
        ("KINGSTON", "USB stick · 12.3 GB free", True),
        ("This display", "folder · 412 MB free", False),
    ]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 MB"),
        (412_000_000, "412 MB"),
        (999_600_000, "1,000 MB"),
        (12_340_000_000, "12.3 GB"),
        (2 * 10**12, "2.0 TB"),
    ],
)
def test_sizes_are_read_at_a_glance(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("e-tou-c.toml", "e-tou-c.toml"),
        ("hemsapp-energy-2026-11-01-to-2026-11-26.xml", "hemsapp-energ…o-2026-11-26.xml"),
    ],
)
def test_a_long_name_keeps_its_beginning_and_its_date(name: str, shown: str) -> None:
    assert shortened(name) == shown
    assert len(shown) <= 30


def test_everything_can_be_saved_to_the_chosen_place() -> None:
    """X-STANDARD-DATA, users.md 25"""
    presenter, _ = presented()
    presenter.choose_place(1)
    presenter.present(normal(), NOW)
    folder = "/var/lib/hemsapp/files"
    assert [presenter.press(index) for index in range(3)] == [
        StartWork(Task(WorkKind.EXPORT_GREEN_BUTTON, folder)),
        StartWork(Task(WorkKind.EXPORT_CSV, folder)),
        StartWork(Task(WorkKind.BACK_UP, folder)),
    ]


def test_files_that_we_can_read_are_offered_with_what_they_do() -> None:
    presenter, view = presented()
    assert [(row.setting.title, row.button.text) for row in view.rows[5:]] == [
        ("hemsapp-2026-07-12.backup", "Go back"),
        ("electricity-2025.xml", "Import"),
        ("e-tou-c.toml", "Import"),
    ]
    assert presenter.press(6) == StartWork(Task(WorkKind.IMPORT_GREEN_BUTTON, "/media/KINGSTON/electricity-2025.xml"))


def test_going_back_to_a_backup_is_confirmed_first() -> None:
    presenter, view = presented()
    assert view.confirm is None
    assert presenter.press(5) is None
    confirm = presenter.present(normal(), NOW).confirm
    assert confirm is not None
    assert confirm.title == "Go back to hemsapp-2026-07-12.backup?"
    assert presenter.confirm() == StartWork(Task(WorkKind.RESTORE, "/media/KINGSTON/hemsapp-2026-07-12.backup"))
    assert presenter.present(normal(), NOW).confirm is None


def test_a_restore_that_is_not_confirmed_does_nothing() -> None:
    presenter, _ = presented()
    presenter.press(5)
    presenter.cancel()
    assert not presenter.is_confirming
    assert presenter.confirm() is None


def test_a_home_is_sealed_with_words_that_are_typed_and_never_shown_again() -> None:
    """X-SECURITY, Zigbee rule 20 of users: one file with network and history."""
    presenter, _ = presented()
    assert presenter.press(3) is None
    typing = presenter.typing
    assert typing is not None
    assert typing.problem("short") == "5 more signs are needed."
    assert typing.problem("long enough") == ""
    command = presenter.typed("long enough words")
    assert isinstance(command, StartWork)
    assert (command.task.kind, command.task.passphrase) == (WorkKind.SEAL, "long enough words")
    assert "long enough" not in repr(command)
    assert presenter.typing is None


def test_a_sealed_backup_is_opened_with_its_words_and_confirmed() -> None:
    presenter, _ = presented()
    place = FilePlace("/media/KEY", "KEY", is_stick=True, free_bytes=9_000_000, files=(("old.hemsapp", "sealed"),))
    presenter.answered(PlacesShown((place,)))
    presenter.present(normal(), NOW)
    assert presenter.press(5) is None
    assert presenter.typed("the words of then") is None
    confirm = presenter.present(normal(), NOW).confirm
    assert confirm is not None
    assert confirm.title == "Go back to old.hemsapp?"
    command = presenter.confirm()
    assert isinstance(command, StartWork)
    assert (command.task.kind, command.task.passphrase) == (WorkKind.UNSEAL, "the words of then")


def test_words_that_are_not_typed_seal_nothing() -> None:
    presenter, _ = presented()
    presenter.press(3)
    presenter.cancel()
    assert presenter.typing is None
    assert presenter.typed("long enough words") is None


def test_while_work_runs_nothing_else_can_be_started() -> None:
    _, view = presented(working(WorkKind.BACK_UP))
    assert {row.button.state for row in view.rows} == {ButtonState.DISABLED}
    assert view.work is not None
    assert (view.work.done, view.work.button, view.work.is_over) == (0.421, "Stop", False)


def test_pressed_once_nothing_else_can_be_started_before_the_work_is_seen() -> None:
    presenter, _ = presented()
    presenter.press(0)
    assert presenter.present(normal(), NOW).rows[1].button.state is ButtonState.DISABLED


def test_how_it_ended_is_a_sentence() -> None:
    _, view = presented(working(WorkKind.BACK_UP, problem="The stick is full."))
    assert view.work is not None
    assert (view.work.title, view.work.button) == ("The stick is full.", "OK")
    assert view.rows[0].button.state is ButtonState.IDLE


def test_a_place_that_cannot_be_written_saves_nothing() -> None:
    presenter = DataPresenter()
    presenter.answered(PlacesShown((FilePlace("/media/CD", "CD", is_stick=True, free_bytes=0),)))
    view = presenter.present(normal(), NOW)
    assert view.places[0].subtitle == "USB stick · cannot be written"
    assert {row.button.state for row in view.rows} == {ButtonState.DISABLED}


def test_without_a_place_the_page_says_what_to_do() -> None:
    presenter = DataPresenter()
    assert presenter.present(normal(), NOW).no_places == "Plug in a USB stick to take your data with you."
    presenter.answered(Unanswered("The disk does not serve."))
    assert presenter.present(normal(), NOW).no_places == "The disk does not serve."


def test_a_stick_that_is_plugged_in_is_found_within_seconds() -> None:
    presenter, later = DataPresenter(), Moment(NOW.utc + timedelta(seconds=5), NOW.monotonic_s + 5)
    assert presenter.wants(NOW) == (PlacesWanted(),)
    assert presenter.wants(NOW) == ()
    assert presenter.wants(later) == (PlacesWanted(),)


@pytest.mark.parametrize(
    ("days", "step", "asked"), [(45, 1, 52), (45, -1, 38), (28, 1, 35), (28, -1, 27), (7, -1, 7), (399, 1, 400)]
)
def test_readings_are_kept_from_a_week_to_four_hundred_days(days: int, step: int, asked: int) -> None:
    s = normal()
    presenter, view = presented(replace(s, preferences=replace(s.preferences, raw_days=days)))
    assert presenter.step(step) == SetRetention(asked)
    assert view.kept.can_decrease is (days > 7)


def test_a_changed_meter_is_told_by_its_two_reads() -> None:
    """users.md 14"""
    change = MeterChangePresenter()
    assert change.pad().sheet.title == "Old meter, last read"
    for sign in "48210.5":
        change.key(sign)
    assert change.accept_typed()
    assert change.pad().sheet.title == "New meter, first read"
    assert change.key("2").field.text == "2"
    assert not change.accept_typed()
    view = change.confirm()
    assert [(row.label, row.value) for row in view.rows.rows] == [
        ("Old meter, last read", "48,210.50 kWh"),
        ("New meter, first read", "2.00 kWh"),
    ]
    assert change.command() == ChangeMeter(48_210_500, 2_000)


def test_a_read_that_is_missing_is_asked_for_again() -> None:
    change = MeterChangePresenter()
    assert change.accept_typed()
    assert change.pad().sheet.title == "Old meter, last read"
    assert not change.pad().pad.can_accept
