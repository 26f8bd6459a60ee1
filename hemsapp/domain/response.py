"""Demand response put together: events say who governs, rooms steer, receipts are owed, orders go out.

Every message and command that concerns it passes here after the rest of the home has heard it. What comes back is what
to keep; `effects` are performed after that. The loop is always the same: events move, governors follow, rooms act, and
what the rooms report moves events again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    CriticalPeakPublished,
    DemandResponseMessage,
    EnrolDevice,
    EventsListed,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
    ReceiptLogged,
    ReceiptProgress,
    SendReceipt,
)
from devices.han import Order
from devices.messages import (
    Delivered,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    MeterTime,
    PricePublished,
    RadioChanged,
    RadioState,
    SwitchRead,
    TemperatureRead,
    Undelivered,
)
from devices.moment import Moment, earliest
from devices.names import Eui64
from hemsapp import commands
from hemsapp.commands import ClockSource
from hemsapp.domain.clock_trust import ClockTrust
from hemsapp.domain.comfort import steps as comfort
from hemsapp.domain.comfort.facts import ComfortFact, Governed
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.rooms import Rooms
from hemsapp.domain.crews import Crews
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.enrolment import Enrolment
from hemsapp.domain.event_book import Rules
from hemsapp.domain.event_course import SetPoints
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_prices import wished
from hemsapp.domain.facts import Fact, Happened, Happening, Preference, Restored
from hemsapp.domain.home import Home
from hemsapp.domain.load_control import HomeEvents
from hemsapp.domain.orders import Errand, Orders
from hemsapp.effects import Effect, SendOrder
from hemsapp.plans import Policy
from hemsapp.saying import say
from hemsapp.units import quarter_of

AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class PeakAnswer:
    """Whether the customer takes part in a critical peak, on its way."""

    issuer_event_id: int
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class PracticeAsked:
    """A practice event was asked for."""


Hearer = Callable[[Any, Moment], None]
Purpose = comfort.Steering | SendReceipt | EnrolDevice | PeakAnswer | PracticeAsked


class DemandResponse:
    """Events, rooms and receipts of one home; `effects` are performed after the facts are kept."""

    def __init__(self, home: Home, orders: Orders, restored: Restored, rules: Rules, *, speed: float) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self._orders = orders
        self._speed = speed
        self._sent: dict[int, Purpose] = {}
        self._governed: dict[Eui64, Governance] = {}
        self._peaks_due_s: dict[int, float] = {}
        self._is_meter_there = False
        self._charged_slot = -1
        self._devices: tuple[Eui64, ...] = ()
        self._seen: Moment | None = None
        self._facts: list[Fact] = []
        self._trust = ClockTrust(restored, speed)
        self.rooms = Rooms(home.zone, speed=speed, name_of=home.household.name_of)
        self.crews = Crews(home.household, self.rooms)
        self.enrolment = Enrolment(self.crews.may_take_part)
        self._recoveries: dict[int, datetime] = {}
        for fact in restored.comfort:
            self._note_recovery(fact)
        self.rooms.restore(restored.comfort, [each.device for each in restored.devices if each.is_gone])
        self.events = HomeEvents(
            restored.events,
            restored.receipts,
            _decided(rules, restored),
            zone=home.zone.name,
            crew=self._crew,
            lead_minutes=self.crews.lead_minutes,
            is_home=self._is_home,
            speed=speed,
        )
        self._hears: dict[type, Hearer] = {
            LoadControl: lambda message, at: self._keep(self.events.announced(message, at)),
            LoadControlCancelled: lambda message, at: self._keep(self.events.cancelled(message, at)),
            CriticalPeakPublished: lambda message, at: self._keep(self.events.priced(message, at)),
            EventTold: self._event_told,
            EventsListed: self._events_listed,
            ReceiptLogged: lambda message, at: self._keep(self.events.receipt_logged(message, at)),
            ReceiptProgress: lambda message, _: self._keep(self.events.receipt_reached(message)),
            RadioChanged: self._radio_changed,
            DeviceReady: self._device_ready,
            DeviceLeft: self._device_left,
            TemperatureRead: self._room_heard,
            SwitchRead: self._room_heard,
            MeterTime: self._meter_time,
            PricePublished: self._price_published,
            Delivered: self._delivered,
            Undelivered: self._undelivered,
        }

    # In

    def start(self, at: Moment) -> list[Fact]:
        """Begin, before anything else: nothing starts by a clock that nobody has confirmed (T2)."""
        self._trust.doubt(at)
        return self._settled(at)

    def hear(self, thing: object, at: Moment) -> list[Fact]:
        """Take what concerns demand response, of our own meter; the rest of the home has heard it already."""
        taker = self._hears.get(type(thing))
        is_foreign = isinstance(thing, DemandResponseMessage) and thing.device != self._home.usage.meter
        if taker is None or is_foreign:
            return []
        taker(thing, at)
        return self._settled(at)

    def wake(self, at: Moment, *, is_meter_there: bool) -> list[Fact]:
        """Do what is due; harmless when nothing is."""
        if is_meter_there and not self._is_meter_there:
            self.events.receipts.begin(at.monotonic_s)
            self.enrolment.begin(at.monotonic_s)
            self._peaks_due_s.clear()
        self._is_meter_there = is_meter_there
        self._trust.wake(at)
        return self._settled(at)

    def inherit(self, old: Eui64, new: Eui64, at: Moment) -> list[Fact]:
        """The new device is steered as the old one was; what is to be kept of it."""
        self._take(self.rooms.inherit(old, new, at), at)
        return self._settled(at)

    def _settled(self, at: Moment) -> list[Fact]:
        """Let events, governors and rooms come to rest; what is to be kept of it."""
        self._seen = at
        self.events.course.is_clock_trusted = self._trust.is_trusted
        if (devices := self.rooms.devices()) != self._devices:
            self._devices = devices
            self.events.course.gather_all(at)
        self._govern(at)
        self._charge(at)
        self._take(self.rooms.wake(at), at)
        self._govern(at)
        self._send_what_is_due(at)
        if any(isinstance(fact, KeptEvent) for fact in self._facts):
            self._home.take_events(self.events.book.events.values(), seconds(at.utc))
        facts, self._facts = self._facts, []
        return facts

    def _keep(self, facts: list[Fact]) -> None:
        self._facts += facts

    def _govern(self, at: Moment) -> None:
        """S9: hand each device its one governor; again, as long as that changes something.

        What events owe by then is kept, before anything of it is sent.
        """
        for _ in range(10):
            self._keep(self.events.wake(at))
            wanted = self._governances()
            changed = [
                device for device in {*wanted, *self._governed} if wanted.get(device) != self._governed.get(device)
            ]
            if not changed:
                return
            self._governed = wanted
            for device in sorted(changed):
                self._take(self.rooms.govern(device, wanted.get(device), at), at)
        raise AssertionError(f"events and rooms do not come to rest: {self._governed}")

    def _governances(self) -> dict[Eui64, Governance]:
        governors = self.events.governors()
        governed = {
            device: self.events.governance(event, self.crews.lead_minutes(device))
            for device, event in governors.items()
        }
        strongest = self.events.strongest()
        if strongest is not None:
            governed |= {device: self.events.governance(strongest) for device in self.crews.event_clients()}
        return governed

    def _charge(self, at: Moment) -> None:
        """Tell the rooms what the price means, when it may have changed (X-PRICE-RESPONSE)."""
        slot = quarter_of(seconds(at.utc))
        if slot != self._charged_slot:
            self._charged_slot = slot
            self._take(self.rooms.consumed(self._home.used_today_wh(seconds(at.utc)), at), at)
            self._take(self.rooms.charge(self._home.price_level(seconds(at.utc)), at), at)

    def _price_published(self, _: PricePublished, __: Moment) -> None:
        self._charged_slot = -1

    # What the rooms answer

    def governs(self, device: Eui64) -> bool:
        """Does an event hold that device now?"""
        return device in self._governed

    def recovery_ends(self, issuer_event_id: int) -> datetime | None:
        """When the last device is back at the programme, as far as the way back is gradual."""
        return self._recoveries.get(issuer_event_id)

    def _take(self, taken: comfort.Steps, at: Moment) -> None:
        self._facts += taken.facts
        for fact in taken.facts:
            self._note_recovery(fact)
        for outcome in taken.outcomes:
            self._happened(outcome, at)
        for steered in taken.orders:
            self._send(steered.purpose, steered.order, at)

    def _happened(self, outcome: comfort.Outcome, at: Moment) -> None:
        course = self.events.course
        match outcome:
            case comfort.Confirmed():
                shown = SetPoints(outcome.cooling_centi_c, outcome.heating_centi_c, outcome.is_on)
                course.confirmed(outcome.device, outcome.issuer_event_id, shown, at)
            case comfort.Restored():
                shown = SetPoints(outcome.cooling_centi_c, outcome.heating_centi_c, outcome.is_on)
                course.restored(outcome.device, outcome.issuer_event_id, shown, at)
            case comfort.KnobTurned():
                if outcome.issuer_event_id is not None:
                    course.left(outcome.device, outcome.issuer_event_id, "the thermostat", at, is_room_out=True)
            case comfort.OptedOut() | comfort.OnBreak():
                course.left(outcome.device, outcome.issuer_event_id, outcome.by_whom, at, is_room_out=True)
            case comfort.OptedIn():
                course.came_back(outcome.device, outcome.issuer_event_id, outcome.by_whom, at)
            case comfort.Eased():
                course.eased(outcome.device, outcome.issuer_event_id)
            case comfort.Refused():
                self._home.refuse(outcome.why, at)
                self._facts.append(Happening(at.utc, Happened.COMMAND_REFUSED, outcome.why))
            case comfort.Unreachable():
                why = f"{self._home.household.name_of(outcome.device)} does not answer"
                self._facts.append(Happening(at.utc, Happened.DEVICE_UNREACHABLE, why))

    def _note_recovery(self, fact: ComfortFact) -> None:
        if isinstance(fact, Governed) and fact.recovers_until is not None:
            self._recoveries[fact.issuer_event_id] = fact.recovers_until

    def measured(self, at: Moment) -> list[Fact]:
        """The meter told the house's demand: rooms learn from it, and give way to it (X-PRICE-RESPONSE)."""
        self._take(self.rooms.measured(self._home.demand.demand_w, at), at)
        facts, self._facts = self._facts, []
        return facts

    def wish(self, wish: Any, at: Moment) -> list[Fact]:
        """A wish that the rooms fulfil, or refuse."""
        self._take(wished(self._home, self.events, self.rooms, wish, at), at)
        if isinstance(wish, commands.SavePlan):
            self._devices = ()
        return self._settled(at)

    def also(self, facts: list[Fact], at: Moment) -> list[Fact]:
        """What events have to keep of a person's word, and all that follows from it."""
        self._keep(facts)
        return self._settled(at)

    # What the radio and the meter say

    def _room_heard(self, message: Any, at: Moment) -> None:
        self._take(self.rooms.hear(message, at), at)

    def _device_ready(self, message: DeviceReady, at: Moment) -> None:
        self._room_heard(message, at)
        if message.is_event_client:
            self.enrolment.ready(message.device, at.monotonic_s)
        elif message.kind is DeviceKind.METER_GATEWAY:
            self.enrolment.begin(at.monotonic_s)

    def _device_left(self, message: DeviceLeft, at: Moment) -> None:
        self._room_heard(message, at)
        self.enrolment.left(message.device, at.monotonic_s)

    def _event_told(self, message: EventTold, at: Moment) -> None:
        is_over = message.status in {MeterEventStatus.CANCELLED, MeterEventStatus.ENDED}
        if self.events.is_known(message.issuer_event_id) == is_over and not self.events.is_over(
            message.issuer_event_id
        ):
            self._orders.want_soon(Errand.EVENTS, at.monotonic_s)
        self._keep(self.events.told(message, at))

    def _events_listed(self, message: EventsListed, at: Moment) -> None:
        asked_s = self._orders.asked_s(Errand.EVENTS)
        if asked_s is not None:
            ago_s = round((at.monotonic_s - asked_s) * self._speed) + 1
            self._keep(self.events.listed(message, instant(seconds(at.utc) - ago_s), at))

    def _radio_changed(self, message: RadioChanged, at: Moment) -> None:
        if message.own is not None and message.own != self.events.book.rules.own:
            self.events.book.rules = replace(self.events.book.rules, own=message.own)
            self._facts.append(Preference("own_device", message.own))
        if message.state is not RadioState.READY:
            self.events.receipts.lose()
            sent, self._sent = self._sent, {}
            for purpose in sent.values():
                self._failed(purpose, "the radio is gone", at)

    def _meter_time(self, message: MeterTime, at: Moment) -> None:
        if message.device == self._home.usage.meter:
            is_by_hand = self._home.preferences.clock_source is ClockSource.HAND
            self._trust.hear(message, at, is_by_hand=is_by_hand)

    def forget_before(self, horizon: datetime) -> None:
        """Forget events that are over and began before `horizon`; the store keeps them."""
        self.events.book.forget_before(horizon)
        self._recoveries = {
            key: ends for key, ends in self._recoveries.items() if key in self.events.book.events or ends >= horizon
        }

    # Out

    def _send(self, purpose: Purpose, order: Order, at: Moment) -> None:
        """What the disk cannot keep is not done; a device that nothing governs is put back all the same."""
        is_bound = not isinstance(purpose, comfort.Steering) or purpose.device in self._governed
        if is_bound and not self._home.health.is_storage_working:
            self._failed(purpose, "the disk does not keep it", at)
            return
        order_id = self._orders.number()
        self._sent[order_id] = purpose
        self.effects.append(SendOrder(order_id, order))

    def _send_what_is_due(self, at: Moment) -> None:
        meter = self._home.usage.meter
        if meter is None or not self._is_meter_there or not self._home.health.is_storage_working:
            return
        receipt = self.events.receipts.due(meter, self.events.book.ours, at.monotonic_s)
        if receipt is not None:
            self._send(receipt, receipt, at)
        for order in self.enrolment.due(meter, at.monotonic_s):
            self._send(order, order, at)
        unanswered = dict(self.events.unanswered_peaks())
        self._peaks_due_s = {peak: due_s for peak, due_s in self._peaks_due_s.items() if peak in unanswered}
        for issuer_event_id, is_accepted in unanswered.items():
            if at.monotonic_s >= self._peaks_due_s.get(issuer_event_id, 0.0):
                self._peaks_due_s[issuer_event_id] = at.monotonic_s + AGAIN_S
                answer = AnswerCriticalPeak(meter, issuer_event_id, is_accepted)
                self._send(PeakAnswer(issuer_event_id, is_accepted), answer, at)

    def practise(self, minutes: int, at: Moment) -> bool:
        """Ask for a practice event; False: the meter is not there to ask."""
        meter = self._home.usage.meter
        if meter is None or not self._is_meter_there:
            return False
        self._send(PracticeAsked(), AskForPractice(meter, minutes), at)
        return True

    def _delivered(self, message: Delivered, at: Moment) -> None:
        match self._sent.pop(message.order_id, None):
            case comfort.Steering() as purpose:
                self._take(self.rooms.delivered(purpose, at), at)
            case SendReceipt() as sent:
                self.events.receipts.delivered(sent.receipt.sequence, at.monotonic_s)
            case EnrolDevice() as order:
                self.enrolment.delivered(order)
            case PeakAnswer() as answer:
                self._keep(self.events.peak_answered(answer.issuer_event_id, is_accepted=answer.is_accepted))

    def _undelivered(self, message: Undelivered, at: Moment) -> None:
        purpose = self._sent.pop(message.order_id, None)
        if purpose is not None:
            self._failed(purpose, message.why, at)

    def _failed(self, purpose: Purpose, why: str, at: Moment) -> None:
        match purpose:
            case comfort.Steering():
                self._take(self.rooms.failed(purpose, why, at), at)
            case SendReceipt():
                self.events.receipts.failed(purpose.receipt.sequence, at.monotonic_s)
            case EnrolDevice():
                self.enrolment.failed(purpose, at.monotonic_s)
            case PracticeAsked():
                self._home.refuse(say("the meter could not be asked for a practice event"), at)

    def is_sent(self, order_id: int) -> bool:
        """Is it an order of demand response?"""
        return order_id in self._sent

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, None: not."""
        if self._seen is None:
            return 0.0
        dues = [self.events.next_wake_s(self._seen), self.rooms.next_wake_s]
        if self._is_meter_there and self._home.health.is_storage_working:
            dues += [self.events.receipts.next_s, self.enrolment.next_s, *self._peaks_due_s.values()]
        if self.events.book.live:
            dues.append(self._trust.next_wake_s)
        return earliest(*dues)

    # What events ask of rooms

    def _crew(self, event: KeptEvent) -> tuple[Eui64, ...]:
        return self.crews.of(event.device_class, self.events.governance(event))

    def _is_home(self, device: Eui64, event: KeptEvent) -> bool:
        return self._seen is not None and self.crews.is_home(device, self.events.governance(event), self._seen)


def _decided(rules: Rules, restored: Restored) -> Rules:
    """The rules of the installation, with what was decided since."""
    chosen = {each.name: each.value for each in restored.preferences}
    if "own_device" in chosen:
        rules = replace(rules, own=Eui64(chosen["own_device"]))
    if chosen.get("policy") in {policy.value for policy in Policy}:
        rules = replace(rules, policy=Policy(chosen["policy"]))
    if "keeps_plan_by_own_clock" in chosen:
        rules = replace(rules, keeps_plan_by_own_clock=chosen["keeps_plan_by_own_clock"] == "yes")
    return rules
