"""Backups: made, compared with what they were made of, kept for some nights; and taken up again after a check."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.moment import Moment
from hemsapp import database
from hemsapp.archive.kept import Archive
from hemsapp.archive.statements import bill_between
from hemsapp.domain.facts import ClosedBill
from hemsapp.engine import Engine, Settings
from hemsapp.exchange import files
from hemsapp.exchange.backup import (
    NOT_BELIEVED,
    Census,
    bring_in,
    carry_receipts,
    copy_out,
    nightly_folder,
    note_restore,
)
from hemsapp.rates import NO_MONEY
from hemsapp.restoration import restored_from
from hemsapp.saying import say
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkRefused
from hemsapp.works.exports import folder_of

NIGHTS = 7
_BESIDE = ("-journal", "-wal", "-shm")


def back_up(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Copy the home's database, checked, into the task's folder; one of the night (`start`) beside the database."""
    source = around.source.path
    if task.start is not None:
        path = nightly_folder(source) / f"home-{task.start}.db"
    else:
        local = around.now.astimezone(ZoneInfo(around.source.zone))
        path = files.free_name(folder_of(around, task), f"hemsapp-backup-{local:%Y-%m-%d-%H%M}.db")
    size = source.stat().st_size + _size(source.with_name(source.name + "-wal"))
    with files.drafted(path, size) as draft:
        try:
            found = copy_out(source, draft, around.now, progress)
        finally:
            _clear(draft)
    if task.start is not None:
        _forget_nights(path.parent)
    return Outcome(
        say(
            "The backup holds {what}. It was checked, and is {name}.",
            what=what(found, around.source.zone),
            name=path.name,
        ),
        str(path),
    )


def restore(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Check a backup and put it where the next start takes it up; what is there now is kept aside then."""
    backup = Path(task.path)
    if not backup.is_file():
        raise WorkRefused(say("That backup is not there any more. Nothing was changed."))
    found = stage(around, backup, progress)
    return Outcome(
        say(
            "The backup was checked: {what}. The display starts again with it now.",
            what=what(found, around.source.zone),
        ),
        str(backup),
    )


def stage(around: Surroundings, backup: Path, progress: Progress, more: str = "") -> Census:
    """Check the copy of a database, and put it where the next start takes it up, with what is to be told then."""
    waiting = database.staged(around.source.path)
    with files.drafted(waiting, backup.stat().st_size * 2) as draft:
        try:
            found = bring_in(backup, draft, progress)
            bill = _rehearsed(around, draft)
            carry_receipts(draft, around.source.path)
            sentence = f"The backup is in use: {what(found, around.source.zone)}. {bill} {more}".strip()
            note_restore(draft, " ".join(sentence.split()))
        finally:
            _clear(draft)
    return found


def _rehearsed(around: Surroundings, draft: Path) -> str:
    """Let an engine begin with what the backup holds: one that cannot would stop the display at every start.

    What is to be told of its last bill.
    """
    source = around.source
    at = Moment(around.now, 0.0)
    try:
        with Archive(replace(source, path=draft), around.now) as archive:
            engine = Engine(
                Settings(source.zone, source.tariff, bill_day=source.bill_day), restored_from(archive.db, around.now)
            )
        engine.start(at)
        engine.wake(at)
        engine.snapshot(at)
        return _bill(around, draft)
    except NOT_BELIEVED as error:
        raise WorkRefused(
            say("This display could not go on with what this backup holds. Nothing was changed.")
        ) from error


def what(found: Census, zone: str) -> str:
    """What a backup holds, in words."""
    days: str = say("{count} day of history", count=found.days)
    if found.days != 1:
        days = say("{count} days of history", count=found.days)
    if found.newest:
        days = say("{days} up to {newest}", days=days, newest=_minute(found.newest, zone))
    return say("{days}, made {made}", days=days, made=_minute(found.made, zone)) if found.made else days


def _minute(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _bill(around: Surroundings, draft: Path) -> str:
    """The last bill that ended, computed anew from what the backup holds, beside what it was."""
    with Archive(replace(around.source, path=draft), around.now) as archive:
        closed = archive.select(ClosedBill, "ORDER BY start DESC LIMIT 1")
        if not closed or not closed[0].lines:
            return ""
        kept = sum((line.amount for line in closed[0].lines), NO_MONEY)
        anew = bill_between(archive, closed[0].start, closed[0].end).total
    same = "as it was" if anew == kept else f"it was ${kept:,.2f}"
    return f"Computed anew, the bill from {closed[0].start} on is ${anew:,.2f}, {same}."


def _forget_nights(folder: Path) -> None:
    nights = sorted((path for path in folder.glob("home-*.db") if _is_night(path)), reverse=True)
    for old in nights[NIGHTS:]:
        with suppress(OSError):
            old.unlink()


def _is_night(path: Path) -> bool:
    with suppress(ValueError):
        return bool(date.fromisoformat(path.stem.removeprefix("home-")))
    return False


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _clear(draft: Path) -> None:
    """What SQLite lays beside a database."""
    for ending in _BESIDE:
        with suppress(OSError):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)
