"""What the meter says of events: announced, changed, cancelled, priced, listed; in any order, and more than once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from devices.demand_response import (
    CppAuth,
    CriticalPeakPublished,
    EventStatus,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
)
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Noted
from hemsapp.domain import event_windows as windows
from hemsapp.domain.event_book import Crew, EventBook, is_device
from hemsapp.domain.event_facts import KeptEvent, KeptPart
from hemsapp.domain.event_table import LIVE, OVER, RUNNING, TABLE, WAITING, Cue, EventState
from hemsapp.domain.facts import Happened
from hemsapp.domain.receipts import Act
from hemsapp.snapshot.events import Program

MOST_LIVE = 100
MOST_TOLD = 100
VOLUNTARY = 2  # the criticality of a critical peak that comes as a price alone
_CARRIED = (
    "device_class",
    "enrollment_group",
    "duration_minutes",
    "criticality",
    "cooling_offset_centi_c",
    "heating_offset_centi_c",
    "cooling_set_point_centi_c",
    "heating_set_point_centi_c",
    "load_adjustment_percent",
    "duty_cycle_percent",
    "is_start_randomised",
    "is_duration_randomised",
)
_MOVED = {Cue.MOVED: "moved", Cue.MOVED_HERE: "moved, and running", Cue.MOVED_AWAY: "moved to a time that is over"}


class Intake:
    """Takes the meter's words into the book."""

    def __init__(self, book: EventBook, crew: Crew) -> None:
        self._book = book
        self._crew = crew
        self._told: dict[int, EventTold] = {}

    # Announced

    def announce(self, message: LoadControl, at: Moment) -> None:
        """LoadControlEvent: new, the same again, or changed."""
        book = self._book
        if not windows.is_for_us(message.device_class, message.enrollment_group, book.rules.enrollment_group):
            book.tell(at, Happened.EVENT_IGNORED, f"event {message.issuer_event_id} is not for this home")
            return
        known = book.events.get(message.issuer_event_id)
        if known is None:
            self._take_new(message, at)
        elif known.state is EventState.CANCELLED and not known.is_control_known:
            self._meet_tombstone(known, at)
        elif not _is_same(known, message):
            self._change(known, message, at)

    def _take_new(self, message: LoadControl, at: Moment) -> None:
        event = self._with_draws(
            KeptEvent(
                issuer_event_id=message.issuer_event_id,
                state=EventState.SCHEDULED,
                announced=at.utc,
                start=message.start or at.utc,
                program=_program_of(message.criticality),
                notice=1,
                **_carried(message),
            )
        )
        refusal = self._refusal(message, event, at)
        if refusal is not None:
            self._refuse(event, *refusal, at)
        else:
            self._accept(event, at)

    def _with_draws(self, event: KeptEvent) -> KeptEvent:
        """DRLC rule 8; the draws are kept with the event."""
        key, own = event.issuer_event_id, self._book.rules.own
        start_minutes = windows.START_RANDOMISATION_MINUTES if event.is_start_randomised else 0
        end_minutes = windows.DURATION_RANDOMISATION_MINUTES if event.is_duration_randomised else 0
        return replace(
            event,
            start_delay_s=windows.draw(f"{own} start", key, start_minutes),
            end_delay_s=windows.draw(f"{own} end", key, end_minutes),
        )

    def _refusal(self, message: LoadControl, event: KeptEvent, at: Moment) -> tuple[EventStatus, str] | None:
        """DRLC rules 2, 3 and 6: why an event is refused."""
        if not windows.is_well_formed(message):
            return EventStatus.REJECTED, "refused: outside the standard's bounds"
        if windows.scheduled_end(event) <= at.utc:
            return EventStatus.EXPIRED, "refused: it came after its end"
        if len(self._book.live) >= MOST_LIVE:
            return EventStatus.REJECTED, "refused: too many events"
        open_events = [each for each in self._book.live if each.state in WAITING | RUNNING]
        if any(windows.supersedes(each, event) for each in open_events):
            return EventStatus.REJECTED, "refused: a newer event holds at that time"
        return None

    def _refuse(self, event: KeptEvent, status: EventStatus, why: str, at: Moment) -> None:
        part = KeptPart(self._book.rules.own, is_in=False, is_finished=True)
        event = replace(event, state=EventState.REJECTED, parts=(part,), notice=0)
        self._book.owe(self._book.put(event), Act(part.subject, status, why), at)

    def _accept(self, event: KeptEvent, at: Moment) -> None:
        book = self._book
        replaced = [each for each in book.live if windows.supersedes(event, each) and each.state in WAITING | RUNNING]
        if replaced:
            event = replace(event, moved_from=replaced[0].start)
        subjects = (book.rules.own, *self._crew(event))
        event = book.put(replace(event, parts=tuple(KeptPart(subject) for subject in subjects)))
        book.note(at, Noted.EVENT_HEARD, event, detail=f"criticality {event.criticality}")
        event = self._owe_received(event, "shown", at)
        for old in replaced:
            if old.state in WAITING:
                self.supersede(old, event, at)
        if (told := self._told.pop(event.issuer_event_id, None)) is not None:
            self.told(told, at)

    def _owe_received(self, event: KeptEvent, action: str, at: Moment) -> KeptEvent:
        for part in event.parts:
            did = "takes part" if is_device(part, self._book.rules.own) else action
            event = self._book.owe(event, Act(part.subject, EventStatus.RECEIVED, did), at)
        return event

    def supersede(self, old: KeptEvent, newer: KeptEvent, at: Moment) -> None:
        """DRLC rule 7: the newer event takes the older one's place."""
        old = self._book.move(old, Cue.SUPERSEDED, ended=at.utc)
        action = f"replaced by event {newer.issuer_event_id}"
        self._book.owe_all(old, EventStatus.SUPERSEDED, action, at, is_finished=True)

    def _meet_tombstone(self, known: KeptEvent, at: Moment) -> None:
        """Its cancel came first: the utility is told that it is cancelled, once."""
        part = known.parts[0]
        if part.told is EventStatus.UNDEFINED_EVENT:
            act = Act(part.subject, EventStatus.CANCELLED, "had been cancelled before it came")
            self._book.owe(known, act, at)

    # Changed

    def _change(self, known: KeptEvent, message: LoadControl, at: Moment) -> None:
        start = message.start or at.utc
        changed = self._with_draws(replace(known, start=start, is_control_known=True, **_carried(message)))
        is_merged = not known.is_control_known and windows.window_of(changed) == windows.window_of(known)
        if is_merged and known.state in WAITING | RUNNING:
            self._book.put(changed)
            return
        window = windows.window_of(changed)
        is_known = window == windows.window_of(known) or windows.is_former(known, window)
        is_stale = known.state in OVER and is_known
        if is_stale or not windows.is_well_formed(message):
            return
        now = at.utc
        cue = Cue.MOVED if now < windows.effective_start(changed) else Cue.MOVED_HERE
        if windows.effective_end(changed) <= now:
            cue = Cue.MOVED_AWAY
        if known.state not in WAITING | RUNNING and TABLE[known.state, cue] is known.state:
            return
        self._move(known, changed, cue, at)

    def _move(self, known: KeptEvent, changed: KeptEvent, cue: Cue, at: Moment) -> None:
        is_new_turn = cue is Cue.MOVED or known.state not in RUNNING
        parts = tuple(
            replace(part, is_finished=False, is_started=False) if is_new_turn else part for part in changed.parts
        )
        changed = replace(
            changed,
            parts=parts,
            changed_at=at.utc,
            moved_from=known.start if known.start != changed.start else known.moved_from,
            revision=known.revision + 1,
            former=windows.left_behind(known, at.utc),
            is_status_missing=False,
            ended=at.utc if cue is Cue.MOVED_AWAY else None,
            began=None if is_new_turn else known.began,
            notice=known.notice + 1,
        )
        changed = self._book.move(changed, cue)
        self._book.note(at, Noted.EVENT_HEARD, changed, detail=_MOVED[cue])
        changed = self._owe_received(changed, _MOVED[cue], at)
        if cue is Cue.MOVED_AWAY and known.state in RUNNING:
            self._book.conclude(changed, at)
        if changed.state is EventState.MISSED:
            action = "not carried out: its time is over"
            self._book.owe_all(changed, EventStatus.NO_PARTICIPATION, action, at, is_finished=True)

    # Cancelled

    def cancel(self, message: LoadControlCancelled, at: Moment) -> None:
        """CancelLoadControlEvent, or all of them."""
        if message.issuer_event_id is None:
            for event in self._book.live:
                if event.state in LIVE:
                    self._cancel(event, at, is_randomised=message.is_randomised, effective=None)
            return
        known = self._book.events.get(message.issuer_event_id)
        if known is None:
            self._bury(message, at)
        elif not _is_addressed(known, message):
            self._refuse_cancel(known, EventStatus.INVALID_CANCEL, "its cancel was for others", at)
        elif message.effective is not None and message.effective >= windows.effective_end(known):
            self._refuse_cancel(known, EventStatus.INVALID_EFFECTIVE_TIME, "its cancel would come after its end", at)
        else:
            self._cancel(known, at, is_randomised=message.is_randomised, effective=message.effective)

    def _bury(self, message: LoadControlCancelled, at: Moment) -> None:
        """DRLC rule 9, unknown event; the tombstone waits for the event itself."""
        own = self._book.rules.own
        tombstone = KeptEvent(
            issuer_event_id=message.issuer_event_id or 0,
            state=EventState.CANCELLED,
            announced=at.utc,
            start=at.utc,
            duration_minutes=0,
            criticality=0,
            device_class=int(message.device_class),
            enrollment_group=message.enrollment_group,
            program=Program.CUSTOM,
            is_control_known=False,
            cancelled_at=at.utc,
            parts=(KeptPart(own, is_in=False, is_finished=True),),
        )
        act = Act(own, EventStatus.UNDEFINED_EVENT, "a cancel came for an event that was not known")
        self._book.owe(self._book.put(tombstone), act, at)

    def _refuse_cancel(self, known: KeptEvent, status: EventStatus, why: str, at: Moment) -> None:
        own = self._book.rules.own
        if known.state in LIVE and all(part.told is not status for part in known.parts):
            self._book.owe(known, Act(own, status, why), at)

    def _cancel(self, event: KeptEvent, at: Moment, *, is_randomised: bool, effective: datetime | None) -> None:
        if event.state in RUNNING:
            delay = timedelta(seconds=windows.cancel_delay_s(event) if is_randomised else 0)
            when = max(effective or at.utc, at.utc) + delay
            if when > at.utc:
                self._book.put(replace(event, cancel_at=when))
                return
        if event.state is not EventState.RECOVERING:
            self.cancel_now(event, at)

    def cancel_now(self, event: KeptEvent, at: Moment) -> None:
        """A cancel takes effect; devices that it moved owe their receipts when they are back."""
        was_running = event.state in RUNNING
        moved = self._book.move(event, Cue.CANCELLED)
        if moved.state is event.state:
            return
        moved = self._book.put(replace(moved, cancelled_at=at.utc, ended=at.utc, notice=event.notice + 1))
        for part in moved.parts:
            if was_running and part.is_in and is_device(part, self._book.rules.own):
                continue
            moved = self._book.owe(moved, Act(part.subject, EventStatus.CANCELLED, "cancelled"), at)
            moved = self._book.change_part(moved, part.subject, is_finished=True)

    # Told beside DRLC

    def price(self, message: CriticalPeakPublished, at: Moment) -> None:
        """PublishCPPEvent: the price of an event, or an event that comes as a price."""
        known = self._book.events.get(message.issuer_event_id)
        if known is not None:
            price = known.price if message.price is None else message.price
            self._book.put(replace(known, peak=message.authorisation, program=Program.CRITICAL_PEAK, price=price))
            return
        event = KeptEvent(
            issuer_event_id=message.issuer_event_id,
            state=EventState.SCHEDULED,
            announced=at.utc,
            start=message.start or at.utc,
            duration_minutes=message.duration_minutes,
            criticality=VOLUNTARY,
            device_class=int(windows.OUR_CLASSES),
            enrollment_group=0,
            program=Program.CRITICAL_PEAK,
            is_control_known=False,
            price=message.price,
            peak=message.authorisation,
            notice=1,
        )
        if message.authorisation is not CppAuth.REJECTED and at.utc < windows.scheduled_end(event):
            self._accept(event, at)

    def told(self, message: EventTold, at: Moment) -> bool:
        """The meter's own status, and what Smart Energy has no field for; is the event known? It moves no load."""
        known = self._book.events.get(message.issuer_event_id)
        if known is None:
            self._told[message.issuer_event_id] = message
            while len(self._told) > MOST_TOLD:
                del self._told[next(iter(self._told))]
            return False
        if known.meter_told is not None and message.at < known.meter_told:
            return True
        self._book.put(
            replace(
                known,
                meter_status=message.status,
                meter_told=message.at,
                program=_program_named(message.program, known.program),
                price=known.price if message.price is None else message.price,
                reason=message.reason or known.reason,
                is_test=message.is_test,
                **_turns(known, message),
            )
        )
        del at
        return True

    def listed(self, identifiers: tuple[int, ...], asked: datetime, at: Moment) -> None:
        """The meter knows these and no others: a cancel that was lost is made up for (DR10)."""
        for event in self._book.live:
            is_gone = event.issuer_event_id not in identifiers and event.announced < asked
            is_open = event.state in WAITING | RUNNING and at.utc < windows.scheduled_end(event) - timedelta(minutes=1)
            if is_gone and is_open and event.is_control_known:
                self.cancel_now(event, at)

    def crew_of(self, event: KeptEvent) -> tuple[Eui64, ...]:
        """The devices of ours that take part."""
        return self._crew(event)


def _carried(message: LoadControl) -> dict[str, Any]:
    carried = {name: getattr(message, name) for name in _CARRIED}
    return carried | {"device_class": int(message.device_class)}


def _is_same(known: KeptEvent, message: LoadControl) -> bool:
    """DRLC rule 4: "now" in a repetition is the start that is known (DR11)."""
    is_same_start = message.start is None or message.start == known.start
    carried = _carried(message)
    return known.is_control_known and is_same_start and all(getattr(known, name) == carried[name] for name in carried)


def _is_addressed(known: KeptEvent, message: LoadControlCancelled) -> bool:
    groups = {known.enrollment_group, message.enrollment_group}
    is_class = not known.device_class or bool(known.device_class & int(message.device_class))
    return is_class and (0 in groups or len(groups) == 1)


def _program_of(criticality: int) -> Program:
    return Program.EMERGENCY if criticality >= windows.EMERGENCY else Program.CRITICAL_PEAK


def _turns(known: KeptEvent, message: EventTold) -> dict[str, Any]:
    """When the meter launched and ended it: its first word of each."""
    if message.status is MeterEventStatus.ACTIVE and known.meter_began is None:
        return {"meter_began": message.at}
    if message.status is MeterEventStatus.ENDED and known.meter_ended is None:
        return {"meter_ended": message.at}
    return {}


def _program_named(name: str, known: Program) -> Program:
    return Program(name) if name in {each.value for each in Program} else known
