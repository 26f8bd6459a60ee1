"""The pure engine: (what happened, when) in, (new state, what to do) out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from devices.han import ConfirmText
from devices.messages import (
    BlocksPublished,
    Delivered,
    DeviceFound,
    DeviceJoined,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    Eui64,
    IntervalsRead,
    JoinFailed,
    Malformed,
    Message,
    MeterDescribed,
    MeterTime,
    PricePublished,
    RadioChanged,
    RadioState,
    Reading,
    SignalHeard,
    SwitchRead,
    TemperatureRead,
    TextCancelled,
    TextPublished,
    Undelivered,
    Unprotected,
)
from devices.moment import Moment
from hemsapp.commands import ClockSource, Command
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.entries import DELIVERED, RECEIVED
from hemsapp.domain.facts import (
    NOTHING_RESTORED,
    REMEMBERED_DAYS,
    Fact,
    Happened,
    Happening,
    Restored,
    Sample,
    TariffVersion,
)
from hemsapp.domain.home import PROFILE_DAYS, Home
from hemsapp.domain.orders import Errand, Orders
from hemsapp.domain.portrait import Portrait
from hemsapp.domain.wishes import Taker, Wishes
from hemsapp.effects import Effect, Record, StepClock
from hemsapp.snapshot import LIVE_S, SILENT_S, Health, Snapshot
from hemsapp.units import DAY_S, quarter_of

FLUSH_S = 60.0
POLL_S = 30.0
PAGES_S = 30.0
CLOCK_TOLERANCE_S = 10
_PAST_THE_QUARTER_S = 60
_LIMITS_S = (LIVE_S, SILENT_S)
_JUST_AFTER_S = 0.01


@dataclass(frozen=True, slots=True)
class Settings:
    """What the installation fixes: the home's zone, the preprogrammed tariff (C1FR34b), the port's name for the screen.

    `bill_day` is the installer's, until the person sets another. `speed` is how many seconds of `Moment.utc` pass in a
    real second (above 1 only in a demonstration).
    """

    zone: str
    tariff: TariffVersion
    port: str = ""
    speed: float = 1.0
    bill_day: int | None = None


class Engine:
    """All that is known of the home, and what to do about it; never awaits, never asks the time."""

    def __init__(self, settings: Settings, restored: Restored = NOTHING_RESTORED) -> None:
        self.settings = settings
        self._is_first_start = not restored.tariffs
        self._home = Home(
            settings.zone,
            settings.tariff,
            restored,
            port=settings.port,
            speed=settings.speed,
            bill_day=settings.bill_day,
        )
        self._orders = Orders(settings.speed)
        self._wishes = Wishes(self._home, self._orders)
        self._portrait = Portrait(self._home)
        self._health = Health(
            is_storage_working=True, storage_problem=None, messages_shed=0, malformed=0, unprotected=0, undelivered=0
        )
        self._is_meter_there = False
        self._slot = -1
        self._flush_s: float | None = None
        self._pages_s = 0.0
        self._polled_s = 0.0
        self._latest: Snapshot | None = None
        self._seen: Moment | None = None
        self._woken: Moment | None = None
        self._is_changed = True
        self._effects: list[Effect] = []
        self._takers: dict[type, Taker] = {
            RadioChanged: self._radio_changed,
            DeviceFound: self._ignore,
            DeviceJoined: self._device_joined,
            JoinFailed: self._join_failed,
            DeviceReady: self._device_ready,
            DeviceLeft: self._device_left,
            SignalHeard: self._signal_heard,
            MeterDescribed: self._meter_described,
            Reading: self._reading,
            IntervalsRead: self._intervals_read,
            MeterTime: self._meter_time,
            PricePublished: self._price_published,
            BlocksPublished: self._ignore,
            TextPublished: self._text_published,
            TextCancelled: self._text_cancelled,
            TemperatureRead: self._temperature_read,
            SwitchRead: self._switch_read,
            Delivered: self._delivered,
            Undelivered: self._undelivered,
            Malformed: self._malformed,
            Unprotected: self._unprotected,
            **self._wishes.takers,
        }

    # The face

    def start(self, at: Moment) -> list[Effect]:
        """Begin: call once before anything else; facts of a first start are recorded."""
        now_s = seconds(at.utc)
        self._slot = quarter_of(now_s)
        self._home.set_period(now_s)
        facts: list[Fact] = [self.settings.tariff] if self._is_first_start else []
        self._home.rating.settle()
        facts += self._home.closed_bills()
        for text in self._home.texts.unconfirmed():
            self._orders.confirm(ConfirmText(text.device, text.message_id, text.acknowledged or at.utc), at.monotonic_s)
        return self._finish(facts, at)

    def receive(self, thing: Message | Command, at: Moment) -> list[Effect]:
        """Take one message or command; the effects are to be performed in order."""
        self._is_changed = True
        self._home.joining.hear(thing, at)
        return self._finish(self._takers[type(thing)](thing, at), at)

    def wake(self, at: Moment) -> list[Effect]:
        """Do what is due; harmless when nothing is."""
        effects = self._finish(None, at)
        home = self._home
        home.texts.expire(at.utc)
        home.joining.wake(at)
        if self._woken is None or self._limits_passed(self._woken) != self._limits_passed(at):
            self._is_changed = True
        self._woken = at
        if home.usage.meter is not None and self._is_meter_reachable:
            self._poll_silent(at)
            effects += self._orders.due(home.usage.meter, at.monotonic_s)
            if at.monotonic_s >= self._pages_s or self._wishes.is_profile_wanted:
                effects += self._pages(home.usage.meter, at)
        return effects

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, or None."""
        dues = [due_s for due_s in (self._flush_s, self._home.joining.next_wake_s) if due_s is not None]
        if self._is_meter_reachable:
            if (due_s := self._orders.next_s) is not None:
                dues.append(due_s)
            if self._home.ledger.has_open_gap:
                dues.append(0.0 if self._wishes.is_profile_wanted else self._pages_s)
        heard = self._home.demand.heard
        if heard is not None and self._woken is not None:
            passed = self._limits_passed(self._woken)
            dues += [heard.monotonic_s + limit + _JUST_AFTER_S for limit in _LIMITS_S[passed:]]
        return min(dues, default=None)

    def _limits_passed(self, at: Moment) -> int:
        """How many of the ages at which a number is seen differently the last reading has passed."""
        heard = self._home.demand.heard
        return 0 if heard is None else sum(at.seconds_since(heard) > limit for limit in _LIMITS_S)

    def note_storage(self, problem: str | None) -> None:
        """The store works again (None), or does not, with the reason for the screen."""
        self._is_changed = True
        self._health = replace(self._health, is_storage_working=problem is None, storage_problem=problem)

    def note_shed(self, count: int) -> None:
        """The full inbox dropped that many messages."""
        self._is_changed = True
        self._health = replace(self._health, messages_shed=self._health.messages_shed + count)

    def snapshot(self, at: Moment) -> Snapshot:
        """What may be seen at `at`; unchanged parts keep their identity, and so does the whole if none changed."""
        latest, seen = self._latest, self._seen
        if latest is None or seen is None or self._is_changed or at.seconds_since(seen) >= 1 or at.utc < seen.utc:
            self._is_changed = False
            self._seen = at
            if self._health.undelivered != self._orders.undelivered:
                self._health = replace(self._health, undelivered=self._orders.undelivered)
            self._latest = latest = self._portrait.at(at, self._health)
        return latest

    # What is to be kept

    def _finish(self, facts: Iterable[Fact] | None, at: Moment) -> list[Effect]:
        """Facts before everything else: at once if they are more than samples or a quarter-hour ended."""
        effects: list[Effect] = []
        kept = list(facts or ())
        now_s = seconds(at.utc)
        is_urgent = any(type(fact) is not Sample for fact in kept)
        if quarter_of(now_s) != self._slot:
            kept += self._turn_quarter(now_s)
            is_urgent = True
        home = self._home
        if is_urgent or (self._flush_s is not None and at.monotonic_s >= self._flush_s):
            kept += self._changed()
            self._flush_s = None
        elif self._flush_s is None and (home.ledger.changed or home.usage.has_new_anchor):
            self._flush_s = at.monotonic_s + FLUSH_S
        if kept:
            effects.append(Record(tuple(kept), is_urgent=is_urgent))
        effects += self._effects + self._wishes.effects
        self._effects.clear()
        self._wishes.effects.clear()
        return effects

    def _turn_quarter(self, now_s: int) -> list[Fact]:
        """A quarter-hour ended: perhaps a day, perhaps a bill."""
        home = self._home
        is_new_day = home.zone.date_of(self._slot) != home.zone.date_of(now_s)
        self._slot = quarter_of(now_s)
        self._pages_s = 0.0
        self._is_changed = True
        if not is_new_day:
            return []
        home.rating.settle()
        before = home.period
        home.set_period(now_s)
        horizon_s = now_s - REMEMBERED_DAYS * DAY_S
        home.ledger.forget_before(horizon_s)
        home.published.forget_before(horizon_s)
        if home.period == before:
            return []
        detail = f"a bill started on {home.period.start}"
        return [*home.closed_bills(), Happening(instant(now_s), Happened.BILL_STARTED, detail)]

    def _changed(self) -> list[Fact]:
        """Rows, gaps and anchors that changed since they were last recorded, consistent with each other."""
        home = self._home
        home.rating.settle()
        entries = sorted(home.ledger.changed, key=lambda entry: entry.start_s)
        home.ledger.changed.clear()
        facts: list[Fact] = [entry.fact() for entry in entries]
        if entries and entries[0].start_s < home.zone.midnight(home.period.start):
            facts += home.closed_bills()
        if home.usage.has_new_anchor:
            home.usage.has_new_anchor = False
            facts += home.usage.anchors()
        return facts

    # What the meter is asked

    def _pages(self, meter: Eui64, at: Moment) -> list[Effect]:
        home = self._home
        now_s = seconds(at.utc)
        since_s = now_s - PROFILE_DAYS * DAY_S
        until_s = quarter_of(now_s - _PAST_THE_QUARTER_S)
        effects: list[Effect] = []
        self._pages_s = at.monotonic_s + PAGES_S
        self._wishes.is_profile_wanted = False
        for channel in (DELIVERED, RECEIVED):
            slots = home.ledger.unknown(channel, since_s, until_s)
            interval_s = home.usage.interval_minutes * 60
            page = self._orders.page(meter, channel, slots, interval_s, at.monotonic_s, instant) if slots else None
            if page is not None:
                effects.append(page)
        return effects

    @property
    def _is_meter_reachable(self) -> bool:
        """May it be asked: it was heard since the radio was ready, or is known and may answer."""
        is_ready = self._home.radio.state is RadioState.READY
        return self._is_meter_there or (
            is_ready and self._home.usage.meter is not None and not self._home.usage.is_meter_gone
        )

    def _poll_silent(self, at: Moment) -> None:
        """A meter that does not report is asked."""
        heard = self._home.demand.heard
        is_quiet = heard is None or at.seconds_since(heard) > LIVE_S
        if is_quiet and at.monotonic_s - self._polled_s >= POLL_S:
            self._polled_s = at.monotonic_s
            self._orders.want_within(Errand.METER, at.monotonic_s)

    def _hear_meter(self, device: Eui64, at: Moment) -> None:
        """The first word of the meter since the radio was ready: ask it for everything."""
        self._home.household.heard(device, at)
        if device == self._home.usage.meter and not self._is_meter_there:
            self._is_meter_there = True
            self._orders.begin(at.monotonic_s)
            self._pages_s = 0.0

    # Messages

    def _ignore(self, _: object, __: Moment) -> None:
        """Not of use yet."""

    def _radio_changed(self, message: RadioChanged, _: Moment) -> None:
        home = self._home
        home.radio = message
        if message.state is not RadioState.READY:
            self._is_meter_there = False
            self._orders.end()
            home.household.radio_lost()

    def _device_joined(self, message: DeviceJoined, at: Moment) -> None:
        self._home.household.joined(message.device, at)

    def _device_ready(self, message: DeviceReady, at: Moment) -> list[Fact]:
        home = self._home
        kept = home.household.ready(message, at)
        if message.kind is DeviceKind.METER_GATEWAY:
            if home.usage.meter is None:
                home.usage.meter = message.device
            if message.device == home.usage.meter:
                home.usage.is_meter_gone = False
                self._is_meter_there = False
            self._hear_meter(message.device, at)
        return [kept]

    def _join_failed(self, message: JoinFailed, at: Moment) -> list[Fact]:
        return [Happening(at.utc, Happened.JOIN_FAILED, f"{message.device}: {message.why.value}")]

    def _device_left(self, message: DeviceLeft, _: Moment) -> list[Fact]:
        home = self._home
        if message.device == home.usage.meter:
            home.usage.is_meter_gone = True
            self._is_meter_there = False
            self._orders.end()
        kept = home.household.left(message.device)
        return [kept] if kept else []

    def _signal_heard(self, message: SignalHeard, _: Moment) -> None:
        self._home.household.signal(message)

    def _meter_described(self, message: MeterDescribed, at: Moment) -> list[Fact]:
        happenings = self._home.usage.describe(message, at)
        self._hear_meter(message.device, at)
        if happenings:
            self._orders.want(Errand.METER, at.monotonic_s)
        return [message, *happenings] if happenings else []

    def _reading(self, reading: Reading, at: Moment) -> list[Fact]:
        home = self._home
        self._hear_meter(reading.device, at)
        facts: list[Fact] = [Sample(at.utc, reading.demand_w, reading.delivered_wh, reading.received_wh)]
        happenings = home.usage.read(reading, at)
        if reading.device == home.usage.meter:
            home.demand.hear(reading.demand_w, at)
        if happenings:
            self._pages_s = 0.0
            facts += happenings
        return facts

    def _intervals_read(self, message: IntervalsRead, at: Moment) -> list[Fact]:
        self._hear_meter(message.device, at)
        ledger = self._home.ledger
        before_wh = ledger.not_itemised_wh
        if not self._home.usage.learn(message, at):
            self._count_malformed()
        self._orders.answered(message.channel, len(message.values_wh))
        self._pages_s = 0.0
        if not before_wh or ledger.not_itemised_wh:
            return []
        return [Happening(at.utc, Happened.GAP_FILLED, "the meter's own intervals filled every gap")]

    def _meter_time(self, message: MeterTime, at: Moment) -> list[Fact]:
        home = self._home
        self._hear_meter(message.device, at)
        if message.device != home.usage.meter:
            return []
        offset_s = seconds(message.utc) - seconds(at.utc)
        home.meter_clock_offset_s = offset_s
        home.usage.is_clock_known = True
        follows = home.preferences.clock_source is ClockSource.METER and message.is_synchronized
        if not follows or abs(offset_s) <= CLOCK_TOLERANCE_S * self.settings.speed:
            return []
        self._effects.append(StepClock(message.utc))
        self._orders.want_within(Errand.TIME, at.monotonic_s + POLL_S)
        detail = f"the clock follows the meter: stepped by {offset_s} s"
        return [Happening(at.utc, Happened.CLOCK_STEPPED, detail)]

    def _price_published(self, message: PricePublished, at: Moment) -> list[Fact]:
        home = self._home
        self._hear_meter(message.device, at)
        if message.device != home.usage.meter:
            return []
        facts = home.published.receive(message, at.utc)
        home.ledger.prices_changed()
        return [*facts]

    def _text_published(self, message: TextPublished, at: Moment) -> list[Fact]:
        self._hear_meter(message.device, at)
        return [*self._home.texts.publish(message, at.utc)]

    def _text_cancelled(self, message: TextCancelled, at: Moment) -> list[Fact]:
        return [*self._home.texts.cancel(message, at.utc)]

    def _temperature_read(self, message: TemperatureRead, at: Moment) -> None:
        self._home.household.heard(message.device, at)
        self._home.household.temperature(message)

    def _switch_read(self, message: SwitchRead, at: Moment) -> None:
        self._home.household.heard(message.device, at)
        self._home.household.switched(message)

    def _delivered(self, message: Delivered, at: Moment) -> list[Fact]:
        purpose = self._orders.delivered(message.order_id, at.monotonic_s)
        self._pages_s = 0.0
        kept = self._home.texts.confirmed(purpose.message_id) if isinstance(purpose, ConfirmText) else None
        return [kept] if kept else []

    def _undelivered(self, message: Undelivered, at: Moment) -> None:
        self._orders.failed(message.order_id, at.monotonic_s)

    def _malformed(self, _: Malformed, __: Moment) -> None:
        self._count_malformed()

    def _count_malformed(self) -> None:
        self._health = replace(self._health, malformed=self._health.malformed + 1)

    def _unprotected(self, _: Unprotected, __: Moment) -> None:
        self._health = replace(self._health, unprotected=self._health.unprotected + 1)
