"""The foot of the receipts: is the audit log unbroken, when was that seen (X-SECURITY, mockup 06)."""

from dataclasses import replace
from datetime import timedelta

from hemsapp.commands import StartWork
from hemsapp.questions import FilePlace, PlacesShown, PlacesWanted
from hemsapp.snapshot import LogCheck, Snapshot
from hemsapp.work import Task, Work, WorkKind
from ui.presenters.event import EventPresenter
from ui.presenters.log_foot import log_foot
from ui.screens.cases import CASES, NOW, normal
from ui.views import ButtonState, Tone, plain


def told(snapshot: Snapshot) -> str:
    return plain(log_foot(snapshot, NOW).line)


def checked(fault: str | None = None, days: int = 0) -> Snapshot:
    base = normal()
    return replace(base, health=replace(base.health, log=LogCheck(NOW.utc - timedelta(days=days), fault)))


def working(kind: WorkKind, *, is_over: bool = False, problem: str | None = None) -> Snapshot:
    ended = NOW if is_over else None
    return replace(
        checked(), work=Work(Task(kind), 0, 1, started=NOW, ended=ended, problem=problem, path="/media/s/log.jsonl")
    )


def test_an_unbroken_log_says_when_that_was_seen() -> None:
    assert told(checked()) == "Log unbroken checked 1:12 PM"
    assert told(checked(days=1)) == "Log unbroken checked Sun 12 Jul"


def test_a_broken_log_is_amber_and_a_log_never_checked_is_no_claim() -> None:
    view = log_foot(checked("entry 3 was altered"), NOW)
    assert plain(view.line) == "Log broken checked 1:12 PM"
    assert view.line[0].tone is Tone.ATTENTION
    base = normal()
    assert told(replace(base, health=replace(base.health, log=None))) == "The log is checked each night."


def test_while_it_is_checked_its_key_is_busy_and_the_other_waits() -> None:
    view = log_foot(working(WorkKind.VERIFY_LOG), NOW)
    assert plain(view.line) == "Checking the log…"
    assert (view.verify.state, view.export.state) == (ButtonState.BUSY, ButtonState.DISABLED)
    other = log_foot(working(WorkKind.BACK_UP), NOW)
    assert (other.verify.state, other.export.state) == (ButtonState.DISABLED, ButtonState.DISABLED)
    assert log_foot(working(WorkKind.BACK_UP, is_over=True), NOW).verify.state is ButtonState.IDLE


def test_an_export_says_which_file_it_is_or_that_there_is_none() -> None:
    assert told(working(WorkKind.EXPORT_LOG, is_over=True)) == "Log saved: log.jsonl"
    assert told(working(WorkKind.EXPORT_LOG, is_over=True, problem="full")) == "The log could not be saved."


def test_the_keys_ask_for_the_check_and_for_a_file_on_the_first_stick() -> None:
    presenter = EventPresenter()
    presenter.present(CASES["event-finished"](), NOW)
    assert PlacesWanted() in presenter.wants()
    assert presenter.verify() == StartWork(Task(WorkKind.VERIFY_LOG))
    assert presenter.export() == StartWork(Task(WorkKind.EXPORT_LOG))
    stick = FilePlace("/media/stick", "STICK", is_stick=True, free_bytes=10**9)
    presenter.answered(PlacesWanted(), PlacesShown((stick,)))
    assert presenter.export() == StartWork(Task(WorkKind.EXPORT_LOG, "/media/stick"))
