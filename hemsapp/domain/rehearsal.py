"""A practice event is judged: every device did what its plan says, is as before, and the utility has the receipts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from devices.moment import Moment
from hemsapp.domain.event_book import NOBODY, EventBook
from hemsapp.domain.event_facts import KeptEvent, KeptPart, KeptReceipt
from hemsapp.domain.facts import Fact, Happened, Happening, Preference
from hemsapp.snapshot.rehearsal import Rehearsal, Trial, Tried, Verdict

GRACE = timedelta(minutes=10)
"""So long after the end devices may take to be as before, and receipts to arrive."""
REHEARSED = "rehearsed"
"""The preference that keeps how the last rehearsal ended: its issuer event id, the verdict, when it was concluded."""


def last_of(events: Iterable[KeptEvent]) -> KeptEvent | None:
    """The practice event that was announced last."""
    return max((each for each in events if each.is_test), key=lambda each: each.announced, default=None)


def judged(
    event: KeptEvent, receipts: Sequence[KeptReceipt], is_device: Callable[[KeptPart], bool], now: datetime
) -> Rehearsal:
    """How that practice stands at `now`."""
    start = event.start + timedelta(seconds=event.start_delay_s)
    end = event.start + timedelta(minutes=event.duration_minutes, seconds=event.start_delay_s + event.end_delay_s)
    if event.cancelled_at is not None:
        end = min(end, event.cancelled_at)
    is_over, is_late = now >= end, now >= end + GRACE
    parts = [part for part in event.parts if is_device(part) and (part.is_in or part.was_in)]
    trials = [Trial(Tried.ANNOUNCED, True)]
    if not parts:
        trials.append(Trial(Tried.TOOK_PART, False if is_over else None))
    for part in parts:
        took = True if part.is_started else False if is_over else None
        trials.append(Trial(Tried.TOOK_PART, took, part.subject))
        if took is not False:
            back = True if part.is_finished else False if is_late else None
            trials.append(Trial(Tried.RESTORED, back, part.subject))
    trials.append(_receipts(receipts, is_over=is_over, is_late=is_late))
    is_decided = all(each.is_done is not None for each in trials)
    verdict = Verdict.RUNNING
    if is_decided:
        verdict = Verdict.PASSED if all(each.is_done for each in trials) else Verdict.FAILED
    return Rehearsal(event.issuer_event_id, start, end, verdict, tuple(trials), now if is_decided else None)


def _receipts(receipts: Sequence[KeptReceipt], *, is_over: bool, is_late: bool) -> Trial:
    """All that were owed are in the records, once the event is over and nothing more will be owed soon."""
    arrived = sum(each.mdms is not None for each in receipts)
    is_all = bool(receipts) and arrived == len(receipts)
    is_done = True if is_all and is_over else False if is_late else None
    return Trial(Tried.RECEIPTS, is_done, count=arrived, of=len(receipts))


class Rehearsals:
    """Watches the practice events of a home, and keeps how each ended; once decided, a verdict stays."""

    def __init__(self, book: EventBook, kept: Iterable[Preference]) -> None:
        self._book = book
        self._told = next((each.value for each in kept if each.name == REHEARSED), "")
        self._concluded: Rehearsal | None = None

    def view(self, at: Moment) -> Rehearsal | None:
        """The last rehearsal; None: there was none, or it is forgotten."""
        event = last_of(self._book.events.values())
        if event is None:
            return None
        last = self._concluded
        if last is not None and last.issuer_event_id == event.issuer_event_id:
            return last
        ours = {*self._book.ours, NOBODY}
        receipts = self._book.receipts.of(event.issuer_event_id)
        found = judged(event, receipts, lambda part: part.subject not in ours, at.utc)
        if found.concluded is not None:
            found = self._concluded = replace(found, concluded=self._told_at(found.issuer_event_id) or at.utc)
        return found

    def _told_at(self, issuer_event_id: int) -> datetime | None:
        """When the verdict on that one was kept."""
        number, _, rest = self._told.partition(" ")
        return datetime.fromisoformat(rest.partition(" ")[2]) if number == str(issuer_event_id) else None

    def wake(self, at: Moment) -> list[Fact]:
        """What is to be kept of one that was just decided."""
        found = self.view(at)
        if found is None or found.concluded is None or self._told.startswith(f"{found.issuer_event_id} "):
            return []
        self._told = f"{found.issuer_event_id} {found.verdict.value} {found.concluded.isoformat()}"
        failed = ", ".join(
            f"{each.tried.value} {each.device or ''}".strip() for each in found.trials if not each.is_done
        )
        detail = f"#{found.issuer_event_id} {found.verdict.value}" + (f": {failed}" if failed else "")
        return [Happening(at.utc, Happened.REHEARSED, detail), Preference(REHEARSED, self._told)]
