"""Hand-over: the rehearsal of an event as the acceptance test, what to do where it failed, and the passport to save."""

from dataclasses import dataclass
from pathlib import Path, PurePath

from devices.moment import Moment
from hemsapp.commands import Practise
from hemsapp.commissioning import PostPassport
from hemsapp.questions import (
    Answer,
    FilePlace,
    PassportShown,
    PassportWanted,
    PlacesShown,
    PlacesWanted,
    Question,
    Unanswered,
)
from hemsapp.snapshot import Snapshot
from hemsapp.snapshot.rehearsal import Rehearsal, Trial, Tried, Verdict
from ui import i18n
from ui.i18n import said, words
from ui.presenters.frame import header
from ui.views import ButtonKind, ButtonState, ButtonView, HeaderView, ListRowView, Tone

MINUTES = 10


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A verdict with what it means, a row for each trial, and two keys; `note` is what came of saving the passport."""

    header: HeaderView
    verdict: str
    body: str
    icon: str
    tone: Tone
    rows: tuple[ListRowView, ...]
    practise: ButtonView
    save: ButtonView
    note: str


class HandoverPresenter:
    """Snapshot to HandoverView; remembers where files can go, and what came of the last one."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._place: FilePlace | None = None
        self._note = ""
        self._is_saving = False
        self._asked: Moment | None = None
        self._now: Moment | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> HandoverView:
        """The page at that moment."""
        self._now = now
        found = snapshot.rehearsal
        is_running = found is not None and found.verdict is Verdict.RUNNING
        if is_running:
            self._asked = None
        is_asked = self._asked is not None and now.seconds_since(self._asked) < MINUTES
        key = "none" if found is None else found.verdict.value
        icon, tone = _LOOKS[key]
        busy = ButtonState.BUSY if is_running or is_asked else ButtonState.IDLE
        save = ButtonState.BUSY if self._is_saving else ButtonState.IDLE
        practise = words("handover.practising" if is_running or is_asked else "handover.practise")
        return HandoverView(
            header(snapshot, now, words("handover.title"), has_back=True, is_demo=self._is_demo),
            words(f"handover.{key}"),
            _body(found, snapshot, now),
            icon,
            tone,
            () if found is None else _rows(found, snapshot),
            ButtonView(practise, ButtonKind.PRIMARY, busy, icon="play"),
            ButtonView(words("handover.save"), ButtonKind.OUTLINE, save, icon="save"),
            self._note,
        )

    def practise(self) -> Practise:
        """Ask the meter for an event of ten minutes."""
        self._asked = self._now
        return Practise(MINUTES)

    def places(self) -> Question:
        """Where can a file go?"""
        return PlacesWanted()

    def save(self) -> Question:
        """What does the passport say now?"""
        self._is_saving, self._note = True, ""
        return PassportWanted()

    def answered(self, answer: Answer) -> tuple[Path, PassportShown] | None:
        """Take the places; or the passport, and where it is to be written."""
        if isinstance(answer, PlacesShown):
            self._place = next((each for each in answer.places if each.free_bytes), None)
            return None
        self._is_saving = False
        if isinstance(answer, Unanswered):
            self._note = said(answer.sentence)
        if not isinstance(answer, PassportShown):
            return None
        if self._place is None:
            self._note = words("handover.no_place")
            return None
        return Path(self._place.path) / f"hemsapp-passport-{answer.passport.made[:10]}.pdf", answer

    def saved(self, path: Path, shown: PassportShown) -> PostPassport:
        """It was written there: the utility is to know its digest."""
        where = self._place.name if self._place is not None and self._place.is_stick else words("data.this_display")
        self._note = words("handover.saved", name=PurePath(path).name, place=where, fingerprint=shown.passport.key)
        found = shown.passport.rehearsal
        is_passed = None if found is None else found.verdict == Verdict.PASSED.value
        return PostPassport(shown.passport.digest.hex(), is_passed)

    def failed(self) -> None:
        """It could not be written."""
        self._note = words("handover.not_saved")


_LOOKS = {
    "none": ("clipboard-list", Tone.QUIET),
    "running": ("clock", Tone.INK),
    "passed": ("check", Tone.DONE),
    "failed": ("triangle-alert", Tone.ATTENTION),
}


def _body(found: Rehearsal | None, snapshot: Snapshot, now: Moment) -> str:
    """What the verdict means."""
    if found is None:
        return words("handover.none_body")
    zone = snapshot.preferences.zone
    if found.verdict is Verdict.RUNNING:
        if now.utc < found.start:
            return words("handover.soon_body", time=i18n.clock_time(found.start, zone))
        is_over = now.utc >= found.end
        return words("handover.waiting_body" if is_over else "handover.running_body", time=_time(found, snapshot))
    when = found.concluded or found.end
    date = i18n.day_month(i18n.local(when, zone).date())
    return words(f"handover.{found.verdict.value}_body", date=date, time=i18n.clock_time(when, zone))


def _time(found: Rehearsal, snapshot: Snapshot) -> str:
    return i18n.clock_time(found.end, snapshot.preferences.zone)


def _rows(found: Rehearsal, snapshot: Snapshot) -> tuple[ListRowView, ...]:
    """What failed stands first: there is something to do."""
    trials = sorted(found.trials, key=lambda trial: trial.is_done is not False)
    return tuple(_row(each, snapshot, index) for index, each in enumerate(trials))


def _row(trial: Trial, snapshot: Snapshot, index: int) -> ListRowView:
    """What was tried, how it went, and what to do where it failed."""
    key = trial.tried.name.lower()
    name = next((each.name for each in snapshot.devices if each.device == trial.device), "")
    if trial.tried is Tried.TOOK_PART and trial.device is None:
        key = "nobody"
    title = words(f"handover.of.{key}", name=name, came=i18n.whole(trial.count), owed=i18n.whole(trial.of))
    if trial.is_done is None:
        return ListRowView(title, "", "clock", words("handover.waiting"), Tone.OFF, has_rule=index > 0)
    if trial.is_done:
        return ListRowView(title, "", "check", words("handover.done"), Tone.DONE, has_rule=index > 0)
    help_ = words(f"handover.help.{key}")
    return ListRowView(title, help_, "triangle-alert", words("handover.not_done"), Tone.ATTENTION, has_rule=index > 0)
