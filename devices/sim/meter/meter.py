"""The meter itself: it counts, cuts intervals and holds prices and texts, all by its own clock.

Nothing here knows a frame: `node` tells it on the air, `devices.sim.direct` in objects.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from devices.messages import Importance, IntervalChannel, MeterStatus
from devices.se.values import Formatting
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.house.house import SECOND_US, House
from devices.sim.meter.blocks import BlockTariff
from devices.sim.meter.clock import MeterClock, seconds
from devices.sim.meter.forwarding import Forwarding
from devices.sim.meter.intervals import KEPT_DAYS, IntervalRecorder
from devices.sim.meter.prices import PriceBook, PriceEvent, TimeOfUse
from devices.sim.meter.registers import INT24_MAX, Register, Scale
from devices.sim.meter.texts import Confirmation, TextCancellation, UtilityText, fitting

DEFAULT_LENGTH_S: Final = 900
NO_TIER: Final = 0
NOMINAL_MV: Final = 241_300
SAG_MICROVOLTS_A_WATT: Final = 420


@dataclass(frozen=True, slots=True)
class Rescaled:
    """The meter counts in other units from now on."""


Announcement = PriceEvent | BlockTariff | UtilityText | TextCancellation | Rescaled | Forwarding
"""What a meter sends by itself."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is printed on the meter."""

    serial_number: str
    manufacturer: str = "Sierra Metering"
    model: str = "SM-200 ESI"


class Meter:
    """Counts the energy of a `House`; it is the house's `Counter`."""

    def __init__(self, house: House, identity: Identity, base_wh: tuple[int, int] = (0, 0)) -> None:
        self.house = house
        self.identity = identity
        self.clock = MeterClock(house.at_us)
        self.delivered = Register(base_wh=base_wh[0])
        self.received = Register(base_wh=base_wh[1])
        self.scale = Scale()
        self.status = MeterStatus(0)
        self.prices = PriceBook(house.zone, last_event_id=self.now_s - ZCL_EPOCH_S)
        self.blocks: BlockTariff | None = None
        self.text: UtilityText | None = None
        self.confirmations: list[Confirmation] = []
        self.tier_wh: dict[int, int] = {}
        self.block_totals_wh: dict[int, int] = {}
        """What finished billing periods used in each block."""
        self._tier, self._tier_mark_wh = NO_TIER, 0
        start_s = self.now_s - self.now_s % DEFAULT_LENGTH_S
        self.recorder = IntervalRecorder(start_s, DEFAULT_LENGTH_S, self.registers_wh)
        self.days: deque[tuple[int, tuple[int, int]]] = deque(maxlen=2)
        """Local midnights (seconds) and the registers then: yesterday's and today's."""
        self.announcements: deque[Announcement] = deque()
        self._last_message_id = 0
        self._next_cut_us = 0
        self.is_inverted = False
        """Somebody has turned it upside down: what is drawn counts as given (X-TAMPER)."""
        self.supply_mv = NOMINAL_MV
        self._turn_quietly()
        house.counters.append(self)

    @property
    def now_s(self) -> int:
        """Seconds since 1970 that the meter's clock shows."""
        return seconds(self.clock.read(self.house.at_us))

    @property
    def kept_since_s(self) -> int:
        """The local midnight before the days whose intervals are kept (X-LONG-TERM)."""
        return self._midnight_s(self.now_s, -KEPT_DAYS)

    @property
    def registers_wh(self) -> tuple[int, int]:
        """Watt-hours counted since installation: delivered, received."""
        return self.delivered.wh, self.received.wh

    @property
    def voltage_mv(self) -> int:
        """Line to line at the meter: the supply, less what the service drop loses at this load."""
        return self.supply_mv - abs(self.house.power_w) * SAG_MICROVOLTS_A_WATT // 1000

    def register(self, channel: IntervalChannel) -> Register:
        """The register behind an interval channel."""
        return self.delivered if channel is IntervalChannel.DELIVERED else self.received

    # The house's counter

    @property
    def next_cut_us(self) -> int:
        """The true instant of the next interval end, price change, midnight or end of a text."""
        return self._next_cut_us

    def flow(self, duration_us: int, watts: int) -> None:
        """Count a stretch of constant power: drawn on one register, given on the other."""
        if self.is_inverted:
            watts = -watts
        if watts >= 0:
            self.delivered.add(duration_us * watts)
        else:
            self.received.add(duration_us * -watts)

    def cut(self, _at_us: int) -> None:
        """Do what the clock says is due."""
        now_s = self.now_s
        while self.recorder.end_s <= now_s:
            self.recorder.cut(self.registers_wh)
        self._turn(now_s)

    def _turn(self, now_s: int) -> None:
        """Follow the clock with prices, days, billing periods and texts."""
        self.prices.reach_ahead(now_s)
        active = self.prices.active(now_s)
        tier = active.tier if active else NO_TIER
        if active is not None and active.start_s == now_s:
            self.announcements.append(active)
        self._change_tier(tier)
        if not self.days or now_s >= self._midnight_s(self.days[-1][0], 1):
            self.days.append((self._midnight_s(now_s, 0), self.registers_wh))
            self.recorder.forget_until(self.kept_since_s)
        if self.blocks is not None and now_s >= self.blocks.start_s + self.blocks.minutes * 60:
            self._renew_blocks(self.blocks)
        self.forget_old_text()
        self._plan(now_s)

    def forget_old_text(self) -> None:
        """A text whose duration has passed is no longer the last message."""
        if self.text is not None and self.text.is_over(self.now_s):
            self.text = None

    def _plan(self, now_s: int) -> None:
        due_s = [self.recorder.end_s, self._midnight_s(self.days[-1][0], 1)]
        change_s = self.prices.next_change_s(now_s)
        if change_s is not None:
            due_s.append(change_s)
        if self.blocks is not None:
            due_s.append(self.blocks.start_s + self.blocks.minutes * 60)
        next_s = min(one for one in due_s if one > now_s)
        self._next_cut_us = max(self.clock.when(next_s * SECOND_US), self.house.at_us + 1)

    def _midnight_s(self, at_s: int, days_on: int) -> int:
        local = datetime.fromtimestamp(at_s, self.house.zone).date() + timedelta(days=days_on)
        midnight = datetime.combine(local, datetime.min.time(), self.house.zone)
        return int(midnight.astimezone(UTC).timestamp())

    def _change_tier(self, tier: int) -> None:
        self.tier_wh[self._tier] = self.tier_energy_wh(self._tier)
        self._tier, self._tier_mark_wh = tier, self.delivered.wh

    def tier_energy_wh(self, tier: int) -> int:
        """CurrentTierNSummationDelivered: what was drawn while that tier was active."""
        running_wh = self.delivered.wh - self._tier_mark_wh if tier == self._tier else 0
        return self.tier_wh.get(tier, 0) + running_wh

    def block_wh(self, block: int) -> int:
        """CurrentNoTierBlockNSummationDelivered: what was ever drawn in that block, from 1."""
        assert self.blocks is not None
        return self.block_totals_wh.get(block, 0) + self.blocks.split(self.delivered.wh)[block - 1]

    def _renew_blocks(self, over: BlockTariff) -> None:
        start_s = over.start_s + over.minutes * 60
        self.set_blocks(over.thresholds_wh, over.prices, start_s, over.minutes)

    # What a person at the meter, or the utility behind it, can do

    def set_blocks(
        self, thresholds_wh: tuple[int, ...], prices: tuple[Decimal, ...], start_s: int, minutes: int
    ) -> None:
        """A block tariff holds for a period and is repeated after it."""
        if self.blocks is not None:
            for block, used_wh in enumerate(self.blocks.split(self.delivered.wh), start=1):
                self.block_totals_wh[block] = self.block_totals_wh.get(block, 0) + used_wh
        self.prices.last_event_id += 1
        self.blocks = BlockTariff(self.prices.last_event_id, thresholds_wh, prices, start_s, minutes, self.delivered.wh)
        self.announcements.append(self.blocks)
        self._plan(self.now_s)

    def publish_price(self, start_s: int, minutes: int, price: Decimal, label: str, tier: int) -> PriceEvent:
        """The utility puts a price over what was published; whoever listens is told."""
        changed = self.prices.publish(start_s, minutes, price, label, tier, self.now_s)
        self.announcements += changed
        self._turn_quietly()
        return next(event for event in changed if event.start_s <= start_s < event.end_s)

    def withdraw_price(self, start_s: int, minutes: int) -> None:
        """The utility takes a price back: the schedule holds there again; whoever listens is told."""
        self.announcements += self.prices.withdraw(start_s, minutes, self.now_s)
        self._turn_quietly()

    def set_day(self, day: tuple[TimeOfUse, ...]) -> None:
        """Another time-of-use tariff holds from now on."""
        self.announcements += self.prices.set_day(day, self.now_s)
        self._turn_quietly()

    def _turn_quietly(self) -> None:
        announced = list(self.announcements)
        self._turn(self.now_s)
        self.announcements = deque(announced)

    def display_message(
        self, text: str, importance: Importance, minutes: int, *, is_confirmation_required: bool, start_s: int | None
    ) -> UtilityText:
        """The utility says something; what it said before is replaced."""
        self._last_message_id = max(self._last_message_id + 1, self.now_s - ZCL_EPOCH_S)
        begin_s = self.now_s if start_s is None else start_s
        self.text = UtilityText(
            self._last_message_id, fitting(text), importance, begin_s, minutes, is_confirmation_required
        )
        self.announcements.append(self.text)
        return self.text

    def cancel_message(self) -> TextCancellation:
        """The utility takes its last sentence back; ValueError if there is none."""
        if self.text is None:
            raise ValueError("there is no message to cancel")
        cancellation = TextCancellation(self.text.message_id)
        self.text = None
        self.announcements.append(cancellation)
        return cancellation

    def set_register(self, channel: IntervalChannel, raw: int) -> None:
        """Let a register show `raw` now (for rollover tests); what was counted since installation stays."""
        if not 0 <= raw < self.scale.modulus:
            raise ValueError(f"this register shows 0 to {self.scale.modulus - 1}, not {raw}")
        register = self.register(channel)
        register.base_wh = self.scale.wh(raw) - register.wh

    def rescale(self, multiplier: int, divisor: int, digits_left: int, digits_right: int) -> None:
        """Tell values in other units, with other digits; a divisor of 0 is told, while the meter counts on."""
        if not 1 <= multiplier <= INT24_MAX or not 0 <= divisor <= INT24_MAX:
            raise ValueError(f"multiplier is 1 to {INT24_MAX} and divisor 0 to {INT24_MAX}")
        summation = Formatting(digits_right, digits_left, is_zero_suppressed=True)
        summation.to_byte()
        self.announcements.append(Rescaled())
        self.scale = Scale(multiplier, divisor or self.scale.divisor, divisor, summation, self.scale.demand)

    def replace(self, identity: Identity) -> None:
        """Another meter hangs on the wall: registers at zero, no history, the same radio."""
        self.identity = identity
        self.delivered, self.received = Register(), Register()
        self.tier_wh, self._tier_mark_wh = {}, 0
        start_s = self.now_s - self.now_s % DEFAULT_LENGTH_S
        self.recorder = IntervalRecorder(start_s, DEFAULT_LENGTH_S, self.registers_wh)
        self.days.clear()
        self._turn_quietly()

    def step_clock(self, by_us: int) -> None:
        """The meter's clock jumps; the world's does not."""
        self.clock.step(by_us)
        now_s = self.now_s
        self.recorder.step(now_s, self.registers_wh)
        if self.days[-1][0] > now_s:
            self.days.clear()
        self._turn_quietly()

    def drift_clock(self, ppm: int) -> None:
        """The meter's clock runs fast (or, negative, slow) from now on."""
        self.clock.drift(ppm, self.house.at_us)
        self._plan(self.now_s)

    # Keeping

    def save(self) -> dict[str, object]:
        """Everything but the finished intervals, for the state file."""
        recorder = self.recorder
        self._change_tier(self._tier)
        return {
            "identity": [self.identity.serial_number, self.identity.manufacturer, self.identity.model],
            "clock": self.clock.save(),
            "delivered": self.delivered.save(),
            "received": self.received.save(),
            "scale": self.scale.save(),
            "status": int(self.status),
            "prices": self.prices.save(),
            "blocks": self.blocks.save() if self.blocks else None,
            "text": self.text.save() if self.text else None,
            "confirmations": [[one.message_id, one.at_s] for one in self.confirmations],
            "last_message_id": self._last_message_id,
            "tier_wh": {str(tier): wh for tier, wh in self.tier_wh.items()},
            "block_totals_wh": {str(block): wh for block, wh in self.block_totals_wh.items()},
            "tier": [self._tier, self._tier_mark_wh],
            "running": [
                recorder.start_s,
                recorder.length_s,
                list(recorder.mark_wh),
                recorder.pending_length_s,
                recorder.channels,
            ],
            "days": list(self.days),
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote; the intervals are loaded apart."""
        self.identity = Identity(*saved["identity"])
        self.clock.load(saved["clock"])
        self.delivered, self.received = Register(*saved["delivered"]), Register(*saved["received"])
        self.scale = Scale.of(saved["scale"])
        self.status = MeterStatus(saved["status"])
        self.prices.load(saved["prices"])
        self.blocks = BlockTariff.of(saved["blocks"]) if saved["blocks"] else None
        self.text = UtilityText.of(saved["text"]) if saved["text"] else None
        self.confirmations = [Confirmation(*one) for one in saved["confirmations"]]
        self._last_message_id = saved["last_message_id"]
        self.tier_wh = {int(tier): wh for tier, wh in saved["tier_wh"].items()}
        self.block_totals_wh = {int(block): wh for block, wh in saved["block_totals_wh"].items()}
        self._tier, self._tier_mark_wh = saved["tier"]
        start_s, length_s, mark_wh, pending_length_s, channels = saved["running"]
        self.recorder = IntervalRecorder(start_s, length_s, tuple(mark_wh), pending_length_s, channels)
        self.days = deque(((at_s, tuple(wh)) for at_s, wh in saved["days"]), maxlen=2)
        self._plan(self.now_s)
