"""Taking history out: a Green Button file or a table, of all that is kept or of some days, to a stick or a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from hemsapp import rollups
from hemsapp.archive.kept import Archive
from hemsapp.archive.statements import bills
from hemsapp.archive.uses import peaks
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Interval
from hemsapp.exchange import feed, files, table
from hemsapp.questions import BillsWanted
from hemsapp.rows import instant, milliseconds
from hemsapp.saying import say
from hemsapp.statement import Statement
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkRefused

_READING_BYTES = 420
_ROW_BYTES = 220


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What is exported: local dates [`start`, `end`), and how many intervals and how much energy lie in them."""

    start: date
    end: date
    count: int
    delivered_wh: int
    received_wh: int


def export_green_button(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Write an ESPI 4.0 feed into the folder of the task."""

    def write(archive: Archive, stretch: _Stretch, file: BinaryIO, day_written: Callable[[int], None]) -> int:
        held = peaks(archive)
        contents = feed.Contents(
            zone=archive.zone,
            start=stretch.start,
            end=stretch.end,
            days=_days(archive, stretch),
            statements=_bills(archive, stretch),
            is_received_known=bool(stretch.received_wh),
            is_event=lambda at_s: held.at(at_s) is not None,
            identity=f"{stretch.start} {stretch.end} {stretch.count} {stretch.delivered_wh} {stretch.received_wh}",
            updated=around.now,
        )
        return feed.write(file, contents, day_written)

    return _export(around, task, progress, ".xml", _READING_BYTES, write)


def export_csv(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Write a table into the folder of the task."""

    def write(archive: Archive, stretch: _Stretch, file: BinaryIO, day_written: Callable[[int], None]) -> int:
        return table.write(file, _days(archive, stretch), archive.zone.name, day_written)

    return _export(around, task, progress, ".csv", _ROW_BYTES, write)


_Write = Callable[[Archive, _Stretch, BinaryIO, Callable[[int], None]], int]


def _export(
    around: Surroundings, task: Task, progress: Progress, ending: str, interval_bytes: int, write: _Write
) -> Outcome:
    with Archive(around.source, around.now) as archive:
        stretch = _stretch(archive, task)
        total = (stretch.end - stretch.start).days
        last = stretch.end - timedelta(days=1)
        name = f"hemsapp-energy-{stretch.start}-to-{last}{ending}"
        progress(0, total)
        expected = stretch.count * interval_bytes * (2 if stretch.received_wh else 1)
        with files.written(folder_of(around, task), name, expected) as (path, file):
            count = write(archive, stretch, file, lambda done: progress(done, total))
    return Outcome(
        say(
            "{count} intervals from {first} to {last} were written to {name}.",
            count=count,
            first=stretch.start,
            last=last,
            name=path.name,
        ),
        str(path),
    )


def folder_of(around: Surroundings, task: Task) -> Path:
    """Where the task's file goes: the folder that it names, else that of the settings. Raises WorkRefused."""
    if task.path:
        return Path(task.path)
    if around.source.files is None:
        raise WorkRefused(say("There is no folder for files: plug in a stick, or name one in [files] folder."))
    return around.source.files


def _stretch(archive: Archive, task: Task) -> _Stretch:
    """The days that are wanted, as far as anything of them is kept. Raises WorkRefused if nothing is."""
    start_ms = milliseconds(archive.midnight(task.start)) if task.start else 0
    end_ms = milliseconds(archive.midnight(task.end) if task.end else archive.now)
    ((first, last, count, delivered_wh, received_wh),) = archive.rows(
        "SELECT min(start), max(start), count(*), sum(delivered_wh), sum(received_wh) FROM intervals"
        " WHERE start >= ? AND start < ?",
        start_ms,
        end_ms,
    )
    if first is None or last is None:
        raise WorkRefused(say("Nothing is kept of that time, so nothing was written."))
    days = [archive.zone.date_of(seconds(instant(int(ms)))) for ms in (first, last)]
    return _Stretch(
        days[0], days[1] + timedelta(days=1), int(count or 0), int(delivered_wh or 0), int(received_wh or 0)
    )


def _bills(archive: Archive, stretch: _Stretch) -> tuple[Statement, ...]:
    """The bills that ended within the days, oldest first."""
    ended = bills(archive, BillsWanted()).bills
    return tuple(each for each in reversed(ended) if stretch.start <= each.start and each.end <= stretch.end)


def _days(archive: Archive, stretch: _Stretch) -> Iterator[tuple[date, tuple[Interval, ...]]]:
    day = stretch.start
    while day < stretch.end:
        following = day + timedelta(days=1)
        yield day, rollups.intervals(archive.db, archive.midnight(day), archive.midnight(following))
        day = following
