"""Events as they may be seen: announced, running, over; who takes part; how far each word of it has come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from devices.demand_response import EventStatus
from devices.moment import Moment
from hemsapp.domain import event_chain
from hemsapp.domain import event_windows as windows
from hemsapp.domain.comfort.override_prices import Rates
from hemsapp.domain.days import seconds
from hemsapp.domain.event_book import own_part, part_of
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.event_prices import price_of, rates_of, running_rates
from hemsapp.domain.event_table import LIVE, RUNNING, WAITING, EventState
from hemsapp.domain.event_worth import measured, measured_hours, outcome
from hemsapp.domain.home import Home
from hemsapp.domain.response import DemandResponse
from hemsapp.snapshot.events import (
    EaseOption,
    Event,
    EventPhase,
    Events,
    LoopStep,
    Outcome,
    Part,
    Participation,
    Undo,
)
from hemsapp.units import quarter_of

SHOWN_AFTER = timedelta(hours=24)
LATE = timedelta(seconds=60)  # C1FR23
_PHASES = {
    EventState.SCHEDULED: EventPhase.SCHEDULED,
    EventState.CHANGED: EventPhase.SCHEDULED,
    EventState.PRE_COOLING: EventPhase.PRE_COOLING,
    EventState.STARTING: EventPhase.ACTIVE,
    EventState.ACTIVE: EventPhase.ACTIVE,
    EventState.OVERRIDDEN: EventPhase.ACTIVE,
    EventState.RECOVERING: EventPhase.RECOVERING,
    EventState.ENDED: EventPhase.ENDED,
    EventState.MISSED: EventPhase.ENDED,
    EventState.CANCELLED: EventPhase.CANCELLED,
    EventState.SUPERSEDED: EventPhase.SUPERSEDED,
    EventState.REJECTED: EventPhase.REJECTED,
}


class EventView:
    """Shows the events of one home."""

    def __init__(self, home: Home, response: DemandResponse, utility_name: str, utility_phone: str) -> None:
        self._home = home
        self._response = response
        self._utility = utility_name, utility_phone
        self._worth: dict[tuple[int, int, int], Outcome] = {}

    def at(self, at: Moment) -> Events:
        """What may be seen now."""
        book = self._response.events.book
        shown = [self._event(event, at) for event in book.events.values() if _is_shown(event, at.utc)]
        shown.sort(key=lambda event: (event.start, event.issuer_event_id))
        states = {event.issuer_event_id: book.events[event.issuer_event_id] for event in shown}
        running = [event for event in shown if states[event.issuer_event_id].state in RUNNING]
        recovering = [event for event in shown if states[event.issuer_event_id].state is EventState.RECOVERING]
        coming = [event for event in shown if states[event.issuer_event_id].state in WAITING]
        current = max(running, key=lambda event: windows.rank(states[event.issuer_event_id]), default=None)
        name, phone = self._utility
        return Events(
            all=tuple(shown),
            current=current or (recovering[-1] if recovering else None),
            coming=coming[0] if coming else None,
            undo=self._undo(at),
            policy=book.rules.policy,
            is_exempt=book.rules.is_exempt,
            owed=self._response.events.receipts.owed,
            keeps_plan_by_own_clock=book.rules.keeps_plan_by_own_clock,
            utility_name=name,
            utility_phone=phone,
        )

    @property
    def rates(self) -> dict[int, Rates]:
        """What the hours of the running events cost, by issuer event id."""
        return running_rates(self._home, self._response.events)

    def _undo(self, at: Moment) -> Undo | None:
        taken = self._response.rooms.undo
        if taken is None or at.monotonic_s >= taken.until_s:
            return None
        return Undo(taken.device, taken.set_point_centi_c, taken.cost, taken.until_s)

    def _event(self, event: KeptEvent, at: Moment) -> Event:
        events = self._response.events
        start, end = windows.effective_start(event), windows.effective_end(event)
        price = price_of(self._home, event)
        worth = self._outcome(event, price, at)
        own = own_part(event, events.book.rules.own)
        is_running = event.state in RUNNING
        return Event(
            issuer_event_id=event.issuer_event_id,
            program=event.program,
            phase=_PHASES[event.state],
            start=start,
            end=end,
            criticality=event.criticality,
            announced=event.announced,
            price=price,
            usual_price=self._home.usual_price(seconds(start)),
            reason=event.reason,
            is_test=event.is_test,
            is_answered=event.is_answered,
            is_skipped=event.is_skipped,
            is_locked=event.state in LIVE and events.is_locked(event),
            meter_status=event.meter_status,
            meter_told=event.meter_told,
            is_confirmation_missing=event.is_status_missing,
            runs_by_own_clock=event.is_status_missing and is_running,
            changed_at=event.changed_at,
            moved_from=event.moved_from,
            cancelled_at=event.cancelled_at,
            recovery_ends=self._response.recovery_ends(event.issuer_event_id),
            participations=tuple(self._participations(event, at)),
            options=self._options(event, at),
            likely_saving=self._likely_saving(event, at),
            saved_so_far=worth.saved if is_running and worth is not None else None,
            outcome=None if event.state in WAITING | RUNNING else worth,
            loop=tuple(self._loop(event, at)),
            chain=event_chain.links(event, events.receipts.of(event.issuer_event_id), at.utc),
            notice_id=event.notice if event.notice > event.notice_seen else None,
            support_code=f"{event.issuer_event_id}-{event.revision}",
            last_status=None if own is None else own.told,
        )

    def _options(self, event: KeptEvent, at: Moment) -> tuple[EaseOption, ...]:
        """The ways out, smallest first; none from what is locked or not running."""
        if event.state not in RUNNING:
            return ()
        rates = rates_of(self._home, event)
        return self._response.rooms.options(self._response.events.governance(event), rates, at)

    def _likely_saving(self, event: KeptEvent, at: Moment) -> Decimal | None:
        """What the rooms' plans are likely to save; told of what is still to come."""
        if event.state not in WAITING:
            return None
        rates = rates_of(self._home, event)
        return self._response.rooms.likely_saving(self._response.events.governance(event), rates, at)

    def _participations(self, event: KeptEvent, at: Moment) -> Iterator[Participation]:
        """Every device of the event's kind, also those that the customer's plan leaves out."""
        governance = self._response.events.governance(event)
        for device in self._response.crews.meant(event.device_class):
            seen = self._response.rooms.participation(device, governance, at)
            if seen is None:
                continue
            part = part_of(event, device)
            is_left_here = part is not None and not part.is_in and not part.is_room_out and event.state in LIVE
            if is_left_here and seen.part in {Part.PLANNED, Part.STARTING}:
                seen = replace(seen, part=Part.OPTED_OUT, changed_by="this display", target_centi_c=seen.normal_centi_c)
            yield seen

    def _outcome(self, event: KeptEvent, price: Decimal | None, at: Moment) -> Outcome | None:
        """Of its whole quarter-hours that have passed; computed anew when another one has."""
        if event.began is None or measured_hours(event, at.utc) is None:
            return None
        metered = self._home.usage.metered
        key = event.issuer_event_id, quarter_of(seconds(at.utc)), metered.news
        if key not in self._worth:
            self._worth = {known: worth for known, worth in self._worth.items() if known[0] != key[0]}
            all_events = self._response.events.book.events.values()
            found = measured(event, all_events, metered.used_wh, self._home.zone.name, at.utc)
            if found is None:
                return None
            usual_price = self._home.usual_price(seconds(found.start))
            self._worth[key] = outcome(found, usual_price if price is None or event.is_test else price)
        return self._worth[key]

    def _loop(self, event: KeptEvent, at: Moment) -> Iterator[LoopStep]:
        """The chain of the event's last act: the instruction on its way in, the receipt on its way out."""
        receipts = self._response.events.receipts
        known = receipts.of(event.issuer_event_id)
        came = event.changed_at or event.announced
        told = min(event.meter_told or came, came)  # its later words, of the start and the end, are no instruction
        yield LoopStep("meter", is_receipt=False, at=told, message_class="control")
        yield LoopStep("display", is_receipt=False, at=came, message_class="control")
        own = {self._response.events.book.rules.own}
        acts = [
            each for each in known if each.receipt.subject not in own and each.receipt.status is EventStatus.STARTED
        ]
        if acts:
            yield LoopStep("thermostat", is_receipt=False, at=acts[-1].receipt.acted, message_class="control")
        elif any(part.subject not in own for part in event.parts) and event.state in RUNNING:
            yield LoopStep("thermostat", is_receipt=False, at=None, message_class="control")
        if known:
            yield from self._receipt_steps(known[-1], receipts.tries(known[-1].sequence), at.utc)

    @staticmethod
    def _receipt_steps(kept: KeptReceipt, tries: int, now: datetime) -> Iterator[LoopStep]:
        for station, when in (("display", kept.owed), ("meter", kept.logged), ("MS", kept.ms), ("MDMS", kept.mdms)):
            yield LoopStep(
                station,
                is_receipt=True,
                at=when,
                message_class="private",
                message_id=str(kept.sequence),
                tries=tries if station == "meter" and when is None else 0,
                is_late=(when or now) - kept.owed > LATE,
            )


def _is_shown(event: KeptEvent, now: datetime) -> bool:
    """What is still to come or to be done, and what ended within a day; never what was refused or buried."""
    if event.state in LIVE:
        return True
    if event.state is EventState.REJECTED or not event.notice:
        return False
    ended = event.ended or event.cancelled_at or windows.effective_end(event)
    return now - ended < SHOWN_AFTER
