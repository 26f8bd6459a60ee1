"""What the clock and the devices do to events: they start, are confirmed, left, come back to, end, are put back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from devices.demand_response import EventStatus, MeterEventStatus
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Noted
from hemsapp.domain import event_windows as windows
from hemsapp.domain.event_book import EventBook, devices_of, own_part, part_of, terminal_status
from hemsapp.domain.event_facts import KeptEvent, KeptPart
from hemsapp.domain.event_intake import Intake
from hemsapp.domain.event_table import GOVERNING, RUNNING, WAITING, Cue, EventState
from hemsapp.domain.receipts import Act

STATUS_TOLERANCE_S = 60
CHOICE_REST_S = 10  # a choice that is taken back at once, again and again, is told of when it rests (F63)
HELD_EVERY_S = 300


@dataclass(frozen=True, slots=True)
class SetPoints:
    """What a device showed; None: it has no such set point, or is a switch."""

    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None
    is_on: bool | None = None


NO_SET_POINTS = SetPoints()


class Course:
    """Carries events through their time.

    `lead_minutes`: how long before a start a device is pre-cooled. `is_home`: is a device back at the customer's
    programme, or was it never moved?
    """

    def __init__(
        self,
        book: EventBook,
        intake: Intake,
        *,
        speed: float,
        lead_minutes: Callable[[Eui64], int],
        is_home: Callable[[Eui64, KeptEvent], bool],
    ) -> None:
        self.is_clock_trusted = True
        self._book = book
        self._intake = intake
        self._speed = speed
        self._lead_minutes = lead_minutes
        self._is_home = is_home
        # By event and revision: monotonic time, and the elapsed seconds that were left then.
        self._began: dict[tuple[int, int], tuple[float, float]] = {}

    # The clock

    def wake(self, at: Moment) -> None:
        """Do what is due."""
        for event in sorted(self._book.live, key=windows.effective_start):
            current = self._book.events[event.issuer_event_id]
            if current.state in WAITING:
                self._wait(current, at)
            if self._book.events[event.issuer_event_id].state in RUNNING:
                self._run(self._book.events[event.issuer_event_id], at)
            self._check_status(self._book.events[event.issuer_event_id], at)
            self._put_back(self._book.events[event.issuer_event_id], at)

    def _wait(self, event: KeptEvent, at: Moment) -> None:
        now = at.utc
        if not self.is_clock_trusted and event.start != event.announced:
            return
        if now >= windows.effective_end(event):
            missed = self._book.move(event, Cue.PASSED, ended=now, notice=event.notice + 1)
            action = "not carried out: this display could not act at that time"
            self._book.owe_all(missed, EventStatus.NO_PARTICIPATION, action, at, is_finished=True)
        elif now >= windows.effective_start(event):
            if self._may_start(event):
                self._start(event, at)
        elif event.state is not EventState.PRE_COOLING and now >= self._pre_cool_at(event):
            self._book.move(event, Cue.PRE_COOL_DUE)

    def _may_start(self, event: KeptEvent) -> bool:
        """C1FR31, by the customer's setting: by our own clock, or only when the meter says that it began."""
        is_told = event.meter_status in {None, MeterEventStatus.ACTIVE}
        return self._book.rules.keeps_plan_by_own_clock or is_told

    def _pre_cool_at(self, event: KeptEvent) -> datetime:
        """When the first device that is in begins to pre-cool; never for a mandatory event, nor after its start."""
        devices = [part.subject for part in devices_of(event, self._book.rules.own) if part.is_in]
        lead = 0 if windows.is_mandatory(event) else max(map(self._lead_minutes, devices), default=0)
        return windows.effective_start(event) - timedelta(minutes=lead)

    def _start(self, event: KeptEvent, at: Moment) -> None:
        book = self._book
        for other in book.live:
            if other.state in RUNNING and windows.supersedes(event, other):
                self._intake.supersede(other, event, at)
            elif other.state in RUNNING and _is_delayed_into(other, event):
                self._end(other, at)
        event = book.move(self.gather(event, at), Cue.START_DUE, began=at.utc, held_s=0)
        book.note(at, Noted.EVENT_STARTED, event)
        own = own_part(event, book.rules.own)
        if own is not None and own.is_in:
            event = book.owe(event, Act(own.subject, EventStatus.STARTED, "started the customer's plan"), at)
        for part in [each for each in event.parts if not each.is_in]:  # DRLC rule 10
            event = book.change_part(event, part.subject, was_out=True)
            event = book.owe(event, Act(part.subject, EventStatus.OPTED_OUT, "left before it began"), at)
        self._begin_to_count(event, at)
        devices = devices_of(event, book.rules.own)
        if not any(part.is_in for part in event.parts):
            book.move(event, Cue.ALL_OUT)
        elif not devices:
            book.move(event, Cue.CONFIRMED)

    def gather(self, event: KeptEvent, at: Moment) -> KeptEvent:
        """Devices that came since take part, and say so; those that the customer's plan leaves out now are out."""
        crew = self._intake.crew_of(event)
        known = {part.subject for part in event.parts}
        for device in crew:
            if device not in known:
                event = self._book.put(
                    replace(event, parts=(*event.parts, KeptPart(device, is_in=not event.is_skipped)))
                )
                event = self._book.owe(event, Act(device, EventStatus.RECEIVED, "takes part"), at)
        is_open = not event.is_skipped and not event.is_stopped
        for part in devices_of(event, self._book.rules.own):
            is_in = part.subject in crew and (part.is_in or (is_open and not part.is_room_out))
            event = self._book.change_part(event, part.subject, is_in=is_in)
        return event

    def gather_all(self, at: Moment) -> None:
        """Devices came, or plans changed: events that wait count their devices anew."""
        for event in self._book.live:
            if event.state in WAITING:
                self.gather(event, at)

    def _begin_to_count(self, event: KeptEvent, at: Moment) -> float:
        """T1: it holds no longer than its duration, whatever becomes of the wall clock."""
        counted = self._began.get(_turn(event))
        if counted is None:
            longest_s = event.duration_minutes * 60 + event.end_delay_s - event.held_s
            left_s = min(longest_s, (windows.effective_end(event) - at.utc).total_seconds())
            counted = self._began[_turn(event)] = (at.monotonic_s, max(left_s, 0.0))
        return counted[0] + counted[1] / self._speed

    def _run(self, event: KeptEvent, at: Moment) -> None:
        ends_s = self._begin_to_count(event, at)
        if event.cancel_at is not None and at.utc >= event.cancel_at:
            self._intake.cancel_now(event, at)
        elif at.utc >= windows.effective_end(event) or at.monotonic_s >= ends_s:
            self._end(event, at)
        else:
            self._hold(event, at)

    def _hold(self, event: KeptEvent, at: Moment) -> None:
        began_s, left_s = self._began[_turn(event)]
        whole_s = event.duration_minutes * 60 + event.end_delay_s
        held_s = int(whole_s - left_s + (at.monotonic_s - began_s) * self._speed)
        if held_s - event.held_s >= HELD_EVERY_S:
            event = self._book.put(replace(event, held_s=held_s))
        for part in event.parts:
            if part.is_in == part.is_told_out:
                event = self._tell_choice(event, part.subject, "", at)

    def _end(self, event: KeptEvent, at: Moment) -> None:
        book = self._book
        self._began.pop(_turn(event), None)
        book.conclude(book.move(event, Cue.END_DUE, ended=at.utc, notice=event.notice + 1), at)

    def _check_status(self, event: KeptEvent, at: Moment) -> None:
        """UC96.3.4: the time has come, and the meter, which tells of such things, did not say so."""
        late = at.utc - timedelta(seconds=STATUS_TOLERANCE_S)
        is_start_due = event.state in WAITING | RUNNING and late >= windows.effective_start(event)
        is_end_due = event.state is EventState.RECOVERING and late >= windows.effective_end(event)
        is_missing = (is_start_due and event.meter_status is MeterEventStatus.PENDING) or (
            is_end_due and event.meter_status in {MeterEventStatus.PENDING, MeterEventStatus.ACTIVE}
        )
        if is_missing == event.is_status_missing or not (is_start_due or is_end_due):
            return
        event = self._book.put(replace(event, is_status_missing=is_missing))
        if is_missing:
            self._book.put(replace(event, notice=event.notice + 1))
            self._book.note(at, Noted.STATUS_MISSING, event)
            if self._book.rules.is_utility_known:
                self._book.note(at, Noted.UTILITY_SHOWN, event)
            if event.state in RUNNING:
                self._book.note(at, Noted.PLAN_BY_OWN_CLOCK, event)

    def _put_back(self, event: KeptEvent, at: Moment) -> None:
        """Devices that have nothing left to put back are done; when all are, so is the event (UC96.1.32)."""
        if event.state in WAITING | RUNNING:
            return
        for part in devices_of(event, self._book.rules.own):
            if not part.is_finished and self._is_home(part.subject, event):
                event = self._finish(event, part, NO_SET_POINTS, at)
        if event.state is EventState.RECOVERING and all(part.is_finished for part in event.parts):
            self._book.move(event, Cue.RESTORED)
            self._book.note(at, Noted.ORIGINAL_STATE, event)

    def _finish(self, event: KeptEvent, part: KeptPart, shown: SetPoints, at: Moment) -> KeptEvent:
        status, words = terminal_status(event, part), "back to {}"
        if status is EventStatus.COMPLETED and not part.is_started:  # R3: nothing was read back, so nothing is claimed
            status, words = EventStatus.NO_PARTICIPATION, "never seen where the event asked it to be, now at {}"
        event = self._book.owe(event, _act(part.subject, status, words, shown, "programme"), at)
        event = self._book.change_part(event, part.subject, is_finished=True)
        if event.state is EventState.CANCELLED and all(each.is_finished for each in event.parts):
            self._book.note(at, Noted.ORIGINAL_STATE, event)
        return event

    # What the rooms say

    def confirmed(self, device: Eui64, issuer_event_id: int, shown: SetPoints, at: Moment) -> None:
        """A device shows what the event asks (R3)."""
        event, part = self._find(device, issuer_event_id)
        if event is None or part is None or event.state not in RUNNING:
            return
        self._book.note(at, Noted.SET_POINT_CONFIRMED, event, device, _words("{}", shown, "done"))
        if not part.is_started:
            event = self._book.change_part(event, device, is_started=True)
            event = self._book.owe(event, _act(device, EventStatus.STARTED, "set to {}", shown, "the event"), at)
        self._book.move(event, Cue.CONFIRMED)

    def restored(self, device: Eui64, issuer_event_id: int, shown: SetPoints, at: Moment) -> None:
        """A device shows the customer's programme again (R3)."""
        event, part = self._find(device, issuer_event_id)
        if event is None or part is None:
            return
        self._book.note(at, Noted.RESTORED, event, device, _words("{}", shown, "programme"))
        if event.state not in WAITING | RUNNING and not part.is_finished:
            self._put_back(self._finish(event, part, shown, at), at)

    def eased(self, device: Eui64, issuer_event_id: int) -> None:
        """The customer took some degrees."""
        event, part = self._find(device, issuer_event_id)
        if event is not None and part is not None:
            self._book.change_part(event, device, is_eased=True)

    def left(self, device: Eui64, issuer_event_id: int, by_whom: str, at: Moment, *, is_room_out: bool) -> None:
        """A device left an event: with it every other event that is in force there (S3, DR7)."""
        for event in self._book.live:
            part = part_of(event, device)
            is_named = event.issuer_event_id == issuer_event_id
            is_open = event.state in GOVERNING or (is_named and event.state in WAITING)
            if part is None or not is_open or not (part.is_in or is_named):
                continue
            if not part.is_in:
                self._book.change_part(event, device, is_room_out=part.is_room_out or is_room_out)
                continue
            self._choose(event, device, by_whom, at, is_in=False, is_room_out=is_room_out and is_named)

    def left_before(self, device: Eui64, issuer_event_id: int, by_whom: str, at: Moment) -> None:
        """A device leaves one event that no room governs it for."""
        event, part = self._find(device, issuer_event_id)
        if event is not None and part is not None and part.is_in and event.state in GOVERNING | WAITING:
            self._choose(event, device, by_whom, at, is_in=False, is_room_out=False)

    def came_back(self, device: Eui64, issuer_event_id: int, by_whom: str, at: Moment) -> None:
        """A device came back into an event."""
        event, part = self._find(device, issuer_event_id)
        if event is not None and part is not None and not part.is_in and event.state in GOVERNING | WAITING:
            self._choose(event, device, by_whom, at, is_in=True, is_room_out=False)

    def _choose(
        self, event: KeptEvent, subject: Eui64, by_whom: str, at: Moment, *, is_in: bool, is_room_out: bool
    ) -> None:
        book = self._book
        is_running = event.state in RUNNING
        event = book.change_part(event, subject, is_in=is_in, is_room_out=is_room_out)
        if is_running and is_in:
            event = book.change_part(event, subject, was_in=True)
        elif is_running:
            event = book.change_part(event, subject, was_out=True)
        if is_running:
            event = self._tell_choice(event, subject, by_whom, at)
        book.note(at, Noted.OPTED_IN if is_in else Noted.OPTED_OUT, event, subject, by_whom)
        own = own_part(event, book.rules.own)
        devices = devices_of(event, book.rules.own)
        is_any_in = any(part.is_in for part in devices)
        if own is not None and devices and own.subject != subject and own.is_in != is_any_in:
            self._choose(event, own.subject, by_whom, at, is_in=is_any_in, is_room_out=False)
            event = book.events[event.issuer_event_id]
        if is_running and not any(part.is_in for part in event.parts):
            book.move(event, Cue.ALL_OUT)
        elif is_running and is_in:
            book.move(event, Cue.BACK_IN if devices else Cue.CONFIRMED)

    def _tell_choice(self, event: KeptEvent, subject: Eui64, by_whom: str, at: Moment) -> KeptEvent:
        """DRLC rule 10, at once; when it is changed again and again, at rest."""
        part = part_of(event, subject)
        if part is None or part.is_in != part.is_told_out:
            return event
        was_choice = part.told in {EventStatus.OPTED_OUT, EventStatus.OPTED_IN}
        if was_choice and part.told_at is not None and (at.utc - part.told_at).total_seconds() < CHOICE_REST_S:
            return event
        status = EventStatus.OPTED_IN if part.is_in else EventStatus.OPTED_OUT
        words = "came back" if part.is_in else "left"
        return self._book.owe(event, Act(subject, status, f"{words}: {by_whom}" if by_whom else words), at)

    def _find(self, device: Eui64, issuer_event_id: int) -> tuple[KeptEvent | None, KeptPart | None]:
        event = self._book.events.get(issuer_event_id)
        return event, None if event is None else part_of(event, device)

    # What the person says of a whole event

    def choose_all(self, event: KeptEvent, by_whom: str, at: Moment, *, is_in: bool) -> None:
        """All parts of it are in, or out, by no override of a room; what a room keeps itself stays with it."""
        for part in event.parts:
            current = self._book.events[event.issuer_event_id]
            known = part_of(current, part.subject)
            if known is not None and known.is_in != is_in and not known.is_room_out:
                self._choose(current, part.subject, by_whom, at, is_in=is_in, is_room_out=False)

    # Who governs, and when something is due

    def governors(self) -> dict[Eui64, KeptEvent]:
        """S9: for each device the one event that governs it: what runs before what prepares, then by rank."""
        found: dict[Eui64, KeptEvent] = {}
        live = [event for event in self._book.live if event.state in GOVERNING]
        for event in sorted(live, key=lambda each: (each.state in RUNNING, windows.rank(each))):
            for part in devices_of(event, self._book.rules.own):
                if part.is_in or part.is_room_out:
                    found[part.subject] = event
        return found

    def next_wake_s(self, at: Moment) -> float | None:
        """`Moment.monotonic_s` at which something is due, None: nothing."""
        dues: list[float] = []
        for event in self._book.live:
            moments: list[datetime] = []
            if event.state in WAITING:
                moments = [self._pre_cool_at(event), windows.effective_start(event)]
            if event.state in RUNNING:
                moments = [windows.effective_end(event), at.utc + timedelta(seconds=HELD_EVERY_S)]
                moments += [event.cancel_at] if event.cancel_at is not None else []
                began_s, left_s = self._began.get(_turn(event), (at.monotonic_s, 0.0))
                dues.append(began_s + left_s / self._speed)
                moments += [
                    part.told_at + timedelta(seconds=CHOICE_REST_S)
                    for part in event.parts
                    if part.is_in == part.is_told_out and part.told_at is not None
                ]
            tolerance = timedelta(seconds=STATUS_TOLERANCE_S)
            moments += [windows.effective_start(event) + tolerance, windows.effective_end(event) + tolerance]
            dues += [
                at.monotonic_s + (when - at.utc).total_seconds() / self._speed for when in moments if when > at.utc
            ]
        return min(dues, default=None)


def _turn(event: KeptEvent) -> tuple[int, int]:
    return event.issuer_event_id, event.revision


def _is_delayed_into(other: KeptEvent, event: KeptEvent) -> bool:
    """DRLC rule 8: only its randomised tail reaches into a successor, whose start wins."""
    is_common = bool(other.device_class & event.device_class) and windows.is_mandatory(other) == windows.is_mandatory(
        event
    )
    return is_common and windows.scheduled_end(other) <= event.start


def _act(subject: Eui64, status: EventStatus, words: str, shown: SetPoints, unknown: str) -> Act:
    return Act(subject, status, _words(words, shown, unknown), shown.cooling_centi_c, shown.heating_centi_c)


def _words(words: str, shown: SetPoints, unknown: str) -> str:
    """A short sentence of what a device shows, in the unit of the house."""
    said = []
    for word, value in (("cooling", shown.cooling_centi_c), ("heating", shown.heating_centi_c)):
        if value is not None:
            said.append(f"{word} {(value * 9 + 250) // 500 + 32} F")
    if shown.is_on is not None:
        said.append("on" if shown.is_on else "off")
    return words.format(", ".join(said) or unknown)
