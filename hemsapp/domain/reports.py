"""What the house tells us: each message changes the home, and says what is to be kept of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, get_args

from devices.demand_response import DemandResponseMessage
from devices.firmware.words import FirmwareMessage
from devices.han import ConfirmText
from devices.messages import (
    Awaited,
    BatteryRead,
    BlocksPublished,
    Delivered,
    DeviceFound,
    DeviceJoined,
    DeviceKind,
    DeviceLeft,
    DeviceReady,
    DisplayPowerRead,
    Eui64,
    Exchanged,
    IntervalsRead,
    LoadMeasured,
    Malformed,
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
    VolumeRead,
)
from devices.moment import Moment
from hemsapp.commands import ClockSource
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Fact, Happened, Happening, Preference, Sample
from hemsapp.domain.home import AWAITED_METER, Home
from hemsapp.domain.orders import Errand, Orders
from hemsapp.domain.polling import Polling, is_quiet
from hemsapp.effects import Effect, StepClock
from hemsapp.snapshot import SILENT_S

Taker = Callable[[Any, Moment], Iterable[Fact] | None]
CLOCK_TOLERANCE_S = 10
TIME_AGAIN_S = 30.0


class Reports:
    """Takes messages; `effects` are performed after the facts are kept. `is_meter_there`: heard since the radio was."""

    def __init__(self, home: Home, orders: Orders, speed: float) -> None:
        self.effects: list[Effect] = []
        self.is_meter_there = False
        self.polling = Polling()
        self._spoke: Moment | None = None
        self._home = home
        self._orders = orders
        self._speed = speed
        self.takers: dict[type, Taker] = {
            RadioChanged: self._radio_changed,
            DeviceFound: self._ignore,
            DeviceJoined: self._device_joined,
            DeviceReady: self._device_ready,
            DeviceLeft: self._device_left,
            SignalHeard: self._signal_heard,
            MeterDescribed: self._meter_described,
            Reading: self._reading,
            IntervalsRead: self._intervals_read,
            MeterTime: self._meter_time,
            PricePublished: self._price_published,
            BlocksPublished: self._blocks_published,
            TextPublished: self._text_published,
            TextCancelled: self._text_cancelled,
            TemperatureRead: self._temperature_read,
            SwitchRead: self._switch_read,
            Awaited: self._awaited,
            LoadMeasured: self._load_measured,
            VolumeRead: self._volume_read,
            BatteryRead: self._battery_read,
            DisplayPowerRead: lambda message, at: home.household.batteries.powered(message, at.utc),
            Exchanged: lambda message, _: home.household.answers.hear(message),
            Delivered: self._delivered,
            Undelivered: self._undelivered,
            Malformed: self._malformed,
            Unprotected: self._unprotected,
            **dict.fromkeys(get_args(DemandResponseMessage), self._meter_spoke),
            **dict.fromkeys(get_args(FirmwareMessage), self._device_spoke),
        }

    def _hear_meter(self, device: Eui64, at: Moment) -> None:
        """The meter's first word since the radio was ready: ask it for everything; after a silence, for numbers."""
        self._home.household.heard(device, at)
        if device != self._home.usage.meter:
            return
        spoke, self._spoke = self._spoke, at
        if spoke is not None and at.seconds_since(spoke) > SILENT_S:  # a word of it may have been lost (DR10)
            self._orders.want_soon(Errand.EVENTS, at.monotonic_s)
        if not self.is_meter_there:
            self.is_meter_there = True
            self._orders.begin(at.monotonic_s)
            self._orders.is_profile_wanted = True
        elif is_quiet(self._home.demand.heard, at):
            self.polling.begin()
            self._orders.want(Errand.METER, at.monotonic_s)

    def _ignore(self, _: object, __: Moment) -> None:
        """Not of use yet."""

    def _device_spoke(self, message: Any, at: Moment) -> None:
        """Of its firmware: `Upgrading` takes it."""
        self._home.household.heard(message.device, at)

    def _meter_spoke(self, message: Any, at: Moment) -> None:
        """Of an event, or of a receipt: `DemandResponse` takes it."""
        self._hear_meter(message.device, at)

    def _radio_changed(self, message: RadioChanged, _: Moment) -> None:
        home = self._home
        home.radio = message
        if message.state is not RadioState.READY:
            self.is_meter_there = False
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
                self.is_meter_there = False
            self._hear_meter(message.device, at)
        return [kept]

    def _device_left(self, message: DeviceLeft, _: Moment) -> list[Fact]:
        home = self._home
        if message.device == home.usage.meter:
            home.usage.is_meter_gone = True
            self.is_meter_there = False
            self._orders.end()
        return home.household.left(message.device)

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
        old = home.usage.meter
        happenings = home.usage.read(reading, at)
        if old is not None and home.usage.meter != old:
            facts += self._meter_taken_over(old)
        if reading.device == home.usage.meter:
            home.demand.hear(reading.demand_w, at)
            facts += home.household.batteries.metered(reading, home.household.name_of(reading.device), at.utc)
            if home.scale.hear(reading, at):
                facts.append(self._scale_judged(at))
        if happenings:
            self._orders.is_profile_wanted = True
            facts += happenings
        return facts

    def _meter_taken_over(self, old: Eui64) -> list[Fact]:
        """The new meter that a person told of is there; the old one is of this home no more."""
        return [Preference(AWAITED_METER, "no"), *self._home.household.left(old)]

    def _scale_judged(self, at: Moment) -> Happening:
        doubt = self._home.scale.doubt
        self._home.health = replace(self._home.health, meter_scale_doubt=doubt)
        if doubt is None:
            return Happening(at.utc, Happened.SCALE_CONFIRMED, "the meter's power and energy agree again")
        return Happening(at.utc, Happened.SCALE_DOUBTED, doubt)

    def _intervals_read(self, message: IntervalsRead, at: Moment) -> list[Fact]:
        self._hear_meter(message.device, at)
        ledger = self._home.ledger
        before_wh = ledger.not_itemised_wh
        if not self._home.usage.learn(message, at):
            self._count_malformed()
        self._orders.answered(message.channel, len(message.values_wh))
        self._orders.is_profile_wanted = True
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
        if not follows or abs(offset_s) <= CLOCK_TOLERANCE_S * self._speed:
            return []
        self.effects.append(StepClock(message.utc))
        self._orders.want_within(Errand.TIME, at.monotonic_s + TIME_AGAIN_S)
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

    def _blocks_published(self, message: BlocksPublished, at: Moment) -> list[Fact]:
        self._hear_meter(message.device, at)
        if message.device != self._home.usage.meter:
            return []
        return [*self._home.blocks.receive(message, at.utc)]

    def _text_published(self, message: TextPublished, at: Moment) -> list[Fact]:
        self._hear_meter(message.device, at)
        return [*self._home.texts.publish(message, at.utc)]

    def _text_cancelled(self, message: TextCancelled, at: Moment) -> list[Fact]:
        return [*self._home.texts.cancel(message, at.utc)]

    def _temperature_read(self, message: TemperatureRead, at: Moment) -> None:
        self._home.household.heard(message.device, at)
        self._home.household.temperature(message)
        if message.outdoor_centi_c is not None:
            self._home.outdoors.hear(message.outdoor_centi_c, seconds(at.utc))

    def _switch_read(self, message: SwitchRead, at: Moment) -> None:
        self._home.household.heard(message.device, at)
        self._home.household.switched(message)

    def _awaited(self, message: Awaited, _: Moment) -> None:
        self._home.household.awaited(message)

    def _load_measured(self, message: LoadMeasured, at: Moment) -> None:
        self._home.household.heard(message.device, at)
        self._home.household.measured(message)

    def _volume_read(self, message: VolumeRead, at: Moment) -> list[Fact]:
        self._hear_meter(message.device, at)
        household = self._home.household
        return household.volumes.read(message, household.name_of(message.device), at.utc)

    def _battery_read(self, message: BatteryRead, at: Moment) -> list[Fact]:
        household = self._home.household
        household.heard(message.device, at)
        return household.batteries.read(message, household.name_of(message.device), at.utc)

    def _delivered(self, message: Delivered, at: Moment) -> list[Fact]:
        purpose = self._orders.delivered(message.order_id, at.monotonic_s)
        self._orders.is_profile_wanted = True
        kept = self._home.texts.confirmed(purpose.message_id) if isinstance(purpose, ConfirmText) else None
        return [kept] if kept else []

    def _undelivered(self, message: Undelivered, at: Moment) -> None:
        self._orders.failed(message.order_id, at.monotonic_s)

    def _malformed(self, _: Malformed, __: Moment) -> None:
        self._count_malformed()

    def _count_malformed(self) -> None:
        self._home.health = replace(self._home.health, malformed=self._home.health.malformed + 1)

    def _unprotected(self, _: Unprotected, __: Moment) -> None:
        self._home.health = replace(self._home.health, unprotected=self._home.health.unprotected + 1)
