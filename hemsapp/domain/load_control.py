"""Demand response in one home: who governs which device when, and what is owed to the utility for it.

`event_table` is the life of an event and its theory, `event_windows` the arithmetic of the standard; `event_intake`
takes what the meter says, `event_course` what the clock and the devices do, `event_book` keeps both. Here they are one
thing: every call says what is to be kept of it, and `governors` says what follows for the devices.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from devices.demand_response import (
    CppAuth,
    CriticalPeakPublished,
    EventsListed,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    ReceiptLogged,
    ReceiptProgress,
)
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Noted
from hemsapp.domain import event_windows as windows
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.event_book import Crew, EventBook, Rules
from hemsapp.domain.event_course import Course
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.event_intake import Intake
from hemsapp.domain.event_table import GOVERNING, LIVE, RUNNING, WAITING
from hemsapp.domain.facts import Fact, Happened
from hemsapp.domain.receipts import Receipts
from hemsapp.plans import Policy
from hemsapp.saying import say


class HomeEvents:
    """Every event of the home. `is_home`, `lead_minutes` and `crew` are the rooms' answers about their devices."""

    def __init__(
        self,
        kept: Iterable[KeptEvent],
        receipts: Iterable[KeptReceipt],
        rules: Rules,
        *,
        zone: str,
        crew: Crew,
        lead_minutes: Callable[[Eui64], int],
        is_home: Callable[[Eui64, KeptEvent], bool],
        speed: float = 1.0,
    ) -> None:
        self.receipts = Receipts(receipts, zone)
        self.book = EventBook(kept, self.receipts, rules)
        self._intake = Intake(self.book, crew)
        self.course = Course(self.book, self._intake, speed=speed, lead_minutes=lead_minutes, is_home=is_home)

    # What the meter says

    def announced(self, message: LoadControl, at: Moment) -> list[Fact]:
        """LoadControlEvent."""
        self._intake.announce(message, at)
        return self.wake(at)

    def cancelled(self, message: LoadControlCancelled, at: Moment) -> list[Fact]:
        """CancelLoadControlEvent, CancelAllLoadControlEvents."""
        self._intake.cancel(message, at)
        return self.wake(at)

    def priced(self, message: CriticalPeakPublished, at: Moment) -> list[Fact]:
        """PublishCPPEvent."""
        self._intake.price(message, at)
        return self.wake(at)

    def told(self, message: EventTold, at: Moment) -> list[Fact]:
        """The meter's own status of an event."""
        self._intake.told(message, at)
        return self.wake(at)

    def is_known(self, issuer_event_id: int) -> bool:
        """Was that event ever heard of (within memory)?"""
        return issuer_event_id in self.book.events

    def listed(self, message: EventsListed, asked: datetime, at: Moment) -> list[Fact]:
        """The meter knew these events, and no others, some time after `asked`."""
        self._intake.listed(message.issuer_event_ids, asked, at)
        return self.wake(at)

    def receipt_logged(self, message: ReceiptLogged, at: Moment) -> list[Fact]:
        """A debt is paid."""
        return self.receipts.logged(message, at)

    def receipt_reached(self, message: ReceiptProgress) -> list[Fact]:
        """A receipt came further."""
        return self.receipts.progress(message)

    def wake(self, at: Moment) -> list[Fact]:
        """Do what is due; what is to be kept of this and of what was said since facts were last taken."""
        if self.book.live:
            self.course.wake(at)
        return self.book.facts()

    # What the person says

    def refusal(self, issuer_event_id: int) -> str | None:
        """Why nobody may step out of that event; None: it is allowed (C1FR40)."""
        event = self.book.events.get(issuer_event_id)
        if event is None or event.state not in LIVE:
            return say("that event is over")
        return say("the policy of this home locks an emergency") if self.is_locked(event) else None

    def is_locked(self, event: KeptEvent) -> bool:
        """UC96-2007: nobody changes anything in an emergency, but with a medical exemption."""
        rules = self.book.rules
        return windows.is_mandatory(event) and rules.policy is Policy.UC96_2007 and not rules.is_exempt

    def answer(self, issuer_event_id: int, at: Moment, *, is_skipped: bool) -> list[Fact]:
        """The announcement was answered; a skipped event has nobody in it."""
        event = self.book.events[issuer_event_id]
        event = self.book.put(
            replace(
                event, is_answered=True, is_skipped=is_skipped, notice_seen=event.notice, peak_answer=not is_skipped
            )
        )
        self.book.tell(at, Happened.EVENT_ANSWERED, f"event {issuer_event_id}: {'skip' if is_skipped else 'keep'}")
        self.course.choose_all(event, "this display", at, is_in=not is_skipped)
        return self.wake(at)

    def seen_answer(self, issuer_event_id: int, at: Moment) -> list[Fact]:
        """The announcement was answered while the event runs: whoever left it has left it already."""
        event = self.book.events[issuer_event_id]
        self.book.put(replace(event, is_answered=True, notice_seen=event.notice, peak_answer=False))
        return self.wake(at)

    def choose(
        self, issuer_event_id: int, device: Eui64 | None, by_whom: str, at: Moment, *, is_in: bool
    ) -> list[Fact]:
        """One device, or all, in or out of an event that no room governs yet."""
        event = self.book.events[issuer_event_id]
        if device is None:
            self.course.choose_all(event, by_whom, at, is_in=is_in)
        elif is_in:
            self.course.came_back(device, issuer_event_id, by_whom, at)
        else:
            self.course.left_before(device, issuer_event_id, by_whom, at)
        return self.wake(at)

    def stop_plan(self, issuer_event_id: int, at: Moment) -> list[Fact]:
        """The meter never confirmed it: what our own clock began is taken back (UC96.3.13)."""
        event = self.book.put(replace(self.book.events[issuer_event_id], is_stopped=True))
        self.book.note(at, Noted.PLAN_STOPPED, event)
        self.course.choose_all(event, "this display", at, is_in=False)
        return self.wake(at)

    def see(self, issuer_event_id: int, notice: int, at: Moment) -> list[Fact]:
        """The notice of a change was seen."""
        event = self.book.events.get(issuer_event_id)
        if event is not None and notice > event.notice_seen:
            self.book.put(replace(event, notice_seen=min(notice, event.notice)))
            self.book.tell(at, Happened.NOTICE_SEEN, f"event {issuer_event_id}, notice {notice}")
        return self.book.facts()

    def check(self, issuer_event_id: int, at: Moment) -> list[Fact]:
        """The person asks the meter where it stands (UC96.3.4)."""
        self.book.note(at, Noted.CHECK_MADE, issuer_event_id)
        return self.book.facts()

    # What follows

    def governors(self) -> dict[Eui64, KeptEvent]:
        """S9: the one event that governs each device."""
        return self.course.governors() if self.book.live else {}

    def strongest(self) -> KeptEvent | None:
        """The event that governs a device which is in every one."""
        live = [event for event in self.book.live if event.state in GOVERNING]
        return max(live, key=lambda each: (each.state in RUNNING, windows.rank(each)), default=None)

    def governance(self, event: KeptEvent, lead_minutes: int = 0) -> Governance:
        """What an event asks of a device that is pre-cooled for so long."""
        start = windows.effective_start(event)
        is_led = lead_minutes > 0 and not windows.is_mandatory(event)
        return Governance(
            issuer_event_id=event.issuer_event_id,
            program=event.program,
            is_emergency=windows.is_mandatory(event),
            start=start,
            end=windows.effective_end(event),
            cooling_offset_centi_c=event.cooling_offset_centi_c,
            heating_offset_centi_c=event.heating_offset_centi_c,
            cooling_set_point_centi_c=event.cooling_set_point_centi_c,
            heating_set_point_centi_c=event.heating_set_point_centi_c,
            load_adjustment_percent=event.load_adjustment_percent,
            duty_cycle_percent=event.duty_cycle_percent,
            is_locked=self.is_locked(event),
            pre_cool_from=start - timedelta(minutes=lead_minutes) if is_led else None,
        )

    def unanswered_peaks(self) -> list[tuple[int, bool]]:
        """Critical peaks whose answer the utility still waits for: the person's, or at the start the plan's."""
        answers = []
        for event in self.book.live:
            if event.peak is not CppAuth.PENDING or event.is_peak_answered:
                continue
            if event.peak_answer is not None:
                answers.append((event.issuer_event_id, event.peak_answer))
            elif event.state in GOVERNING:
                answers.append((event.issuer_event_id, any(part.is_in for part in event.parts)))
        return answers

    def peak_answered(self, issuer_event_id: int, *, is_accepted: bool) -> list[Fact]:
        """The utility has the answer."""
        event = self.book.events.get(issuer_event_id)
        if event is not None:
            self.book.put(replace(event, peak_answer=is_accepted, is_peak_answered=True))
        return self.book.facts()

    def is_over(self, issuer_event_id: int) -> bool:
        """Is it known, and over?"""
        event = self.book.events.get(issuer_event_id)
        return event is not None and event.state not in WAITING | RUNNING

    def is_running(self, issuer_event_id: int) -> bool:
        """Does it run now?"""
        event = self.book.events.get(issuer_event_id)
        return event is not None and event.state in RUNNING

    def is_waiting(self, issuer_event_id: int) -> bool:
        """Is it still to come?"""
        event = self.book.events.get(issuer_event_id)
        return event is not None and event.state in WAITING

    def next_wake_s(self, at: Moment) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, as seen at `at`."""
        return self.course.next_wake_s(at)
