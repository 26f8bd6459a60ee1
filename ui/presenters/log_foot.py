"""The audit log below the loop of receipts: is it unbroken, when was that seen, and its two keys (X-SECURITY)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from hemsapp.work import WorkKind
from ui import i18n
from ui.i18n import words
from ui.views import ButtonState, ButtonView, Line, Run, Tone

LOG_WORKS = (WorkKind.VERIFY_LOG, WorkKind.EXPORT_LOG)


@dataclass(frozen=True, slots=True)
class LogFootView:
    """The sentence with its icon, and the keys that verify and export."""

    line: Line
    verify: ButtonView
    export: ButtonView


def log_foot(snapshot: Snapshot, now: Moment) -> LogFootView:
    """The foot at that moment."""
    work = snapshot.work
    running = work.task.kind if work is not None and work.ended is None else None
    state = ButtonState.DISABLED if running is not None else ButtonState.IDLE
    busy = ButtonState.BUSY
    return LogFootView(
        _told(snapshot, now),
        ButtonView(words("log.verify"), state=busy if running is WorkKind.VERIFY_LOG else state),
        ButtonView(words("log.export"), state=busy if running is WorkKind.EXPORT_LOG else state),
    )


def seen(at: datetime, now: Moment, zone: str) -> str:
    """When that was: a time of today, else a date."""
    day = i18n.local(at, zone).date()
    return i18n.clock_time(at, zone) if day == i18n.local(now.utc, zone).date() else i18n.short_date(day)


def _told(snapshot: Snapshot, now: Moment) -> Line:
    """What is known of the log; first how its export ended, until that is put away."""
    check, work = snapshot.health.log, snapshot.work
    if work is not None and work.ended is None and work.task.kind in LOG_WORKS:
        return (Run(words("log.checking"), Tone.INK, is_strong=True, icon="shield-check"),)
    if work is not None and work.ended is not None and work.task.kind is WorkKind.EXPORT_LOG:
        if work.problem is not None:
            return (Run(words("log.not_saved"), Tone.ATTENTION, is_strong=True, icon="triangle-alert"),)
        name = PurePath(work.path).name
        return (Run(words("log.saved"), Tone.DONE, is_strong=True, icon="file-check"), Run(name))
    if check is None:
        return (Run(words("log.never"), Tone.QUIET, icon="shield-check"),)
    checked = Run(words("log.checked", when=seen(check.at, now, snapshot.preferences.zone)))
    if check.fault is not None:
        return (Run(words("log.broken"), Tone.ATTENTION, is_strong=True, icon="triangle-alert"), checked)
    return (Run(words("log.unbroken"), Tone.INK, is_strong=True, icon="shield-check"), checked)
