"""Readings become energy in the ledger: registers, silences, the meter's intervals, the question about the meter."""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.messages import Eui64, IntervalChannel, IntervalsRead, MeterDescribed, Reading
from devices.moment import Moment
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.entries import DELIVERED, RECEIVED
from hemsapp.domain.facts import Happened, Happening, RegisterAnchor
from hemsapp.domain.ledger import Ledger
from hemsapp.domain.metered import Metered
from hemsapp.domain.register import Outcome, Point, Register, most_wh
from hemsapp.saying import say
from hemsapp.snapshot import LIVE_S, SILENT_S, MeterQuestion
from hemsapp.units import QUARTER_S, quarter_of, spread

ASK_AGAIN_S = 3600
STEP_S = 5
HOUR_S = 3600
_MOST_PARTS = 2000


class ChangeRefused(ValueError):
    """The two readings of a changed meter cannot be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch that a reading closes: how far back it reaches, and whether that was a silence."""

    from_s: int
    elapsed_s: int
    is_silence: bool
    is_lost: bool = False


class Usage:
    """Counts both registers of the home's meter. `history_from_s`: how far back the meter's profile is wanted."""

    def __init__(self, ledger: Ledger, speed: float = 1.0) -> None:
        self.meter: Eui64 | None = None
        self.is_meter_gone = False
        self._descriptions: dict[Eui64, MeterDescribed] = {}
        self.question: MeterQuestion | None = None
        self.history_from_s = 0
        self.interval_minutes = 15
        self.is_clock_known = False
        self.has_new_anchor = False
        self.metered = Metered(ledger)
        self._ledger = ledger
        self._speed = speed
        self._registers = {DELIVERED: Register(), RECEIVED: Register()}
        self._heard_s: dict[IntervalChannel, float] = {}
        self.is_change_awaited = False
        self._candidate: Eui64 | None = None
        self._quiet_until_s = 0.0
        self._heads: dict[IntervalChannel, Point] = {}
        self._parts: dict[tuple[IntervalChannel, int, int], dict[int, tuple[int, int]]] = {}

    def restore(self, anchors: tuple[RegisterAnchor, ...], described: MeterDescribed | None) -> None:
        """Go on from the last counted registers."""
        if described is not None:
            self._descriptions[described.device] = described
        for anchor in anchors:
            self.meter = anchor.device
            doubt = None
            if anchor.doubt_utc is not None and anchor.doubt_wh is not None:
                doubt = Point(seconds(anchor.doubt_utc), anchor.doubt_wh)
            self._registers[anchor.channel] = Register(Point(seconds(anchor.utc), anchor.register_wh), doubt)

    def anchors(self) -> Iterator[RegisterAnchor]:
        """What must survive of the registers."""
        for channel, register in self._registers.items():
            if register.anchor is not None and self.meter is not None:
                doubt = register.doubt.first if register.doubt else None
                yield RegisterAnchor(
                    channel,
                    self.meter,
                    instant(register.anchor.at_s),
                    register.anchor.wh,
                    instant(doubt.at_s) if doubt else None,
                    doubt.wh if doubt else None,
                )

    def has_register(self, channel: IntervalChannel) -> bool:
        """Was that register ever read?"""
        return self._registers[channel].anchor is not None

    def describe(self, described: MeterDescribed, at: Moment) -> list[Happening]:
        """Learn how a meter counts; a change of scale is an entry of the audit log."""
        if self.meter is None:
            self.meter = described.device
        if self._descriptions.get(described.device) == described:
            return []
        self._descriptions[described.device] = described
        detail = (
            f"meter {described.serial_number or described.device}: multiplier {described.multiplier}, "
            f"divisor {described.divisor}, wraps at {described.register_modulus_wh} Wh"
        )
        return [Happening(at.utc, Happened.METER_DESCRIBED, detail)]

    def read(self, reading: Reading, at: Moment) -> list[Happening]:
        """Count a reading; what is notable of it."""
        if self.meter is None:
            self.meter = reading.device
        now_s = seconds(at.utc)
        if self.is_change_awaited and reading.device != self.meter:
            self._take_over(reading, now_s)
        is_other = reading.device != self.meter
        if is_other and not (self.is_meter_gone or self._is_silent(at)):
            return []
        if is_other:
            self._candidate = reading.device
        happenings: list[Happening] = []
        if reading.delivered_wh is not None:
            self._take(DELIVERED, reading.delivered_wh, reading, at, now_s, is_other, happenings)
        if reading.received_wh is not None and not self._is_unmoved(reading, at, now_s, is_other=is_other):
            self._take(RECEIVED, reading.received_wh, reading, at, now_s, is_other, happenings)
        return happenings

    def _is_unmoved(self, reading: Reading, at: Moment, now_s: int, *, is_other: bool) -> bool:
        """The register of a home that sells nothing, heard a moment ago: there is nothing to place, only to note."""
        register = self._registers[RECEIVED]
        anchor = register.anchor
        if anchor is None or anchor.wh != reading.received_wh or is_other or register.doubt is not None:
            return False
        if reading.interval_start is not None or at.monotonic_s - self._heard_s.get(RECEIVED, -SILENT_S) > LIVE_S:
            return False
        register.anchor = Point(now_s, anchor.wh)
        register.is_glitching = False
        self._heard_s[RECEIVED] = at.monotonic_s
        self.has_new_anchor = True
        return True

    def _is_silent(self, at: Moment) -> bool:
        return all(at.monotonic_s - heard_s > SILENT_S for heard_s in self._heard_s.values())

    def _take(
        self,
        channel: IntervalChannel,
        register_wh: int,
        reading: Reading,
        at: Moment,
        now_s: int,
        is_other: bool,
        happenings: list[Happening],
    ) -> None:
        register = self._registers[channel]
        span = self._span(channel, register, now_s, at.monotonic_s)
        if span is None:
            return
        described = self._descriptions.get(reading.device)
        modulus_wh = described.register_modulus_wh if described else 0
        before = register.anchor
        outcome, energy_wh = register.offer(register_wh, now_s, span.elapsed_s, modulus_wh, is_other_meter=is_other)
        self.has_new_anchor = True
        if outcome is Outcome.IGNORED:
            return
        if outcome is Outcome.DOUBTED:
            self._ask(register, at, happenings)
            return
        self._heard_s[channel] = at.monotonic_s
        if outcome is Outcome.FIRST:
            self._begin(channel, reading, now_s)
            detail = f"the {channel.name.lower()} register is counted from {register_wh} Wh on"
            happenings.append(Happening(at.utc, Happened.COUNTING_BEGAN, detail))
            return
        if register.is_glitching:
            self.question = None
            happenings.append(
                Happening(
                    at.utc, Happened.GLITCH_IGNORED, f"the register is back at {register_wh} Wh: ignored the jump"
                )
            )
        if outcome is Outcome.ROLLED_OVER and before is not None:
            happenings.append(
                Happening(at.utc, Happened.ROLLOVER_ACCEPTED, f"the register went from {before.wh} to {register_wh} Wh")
            )
        self._count_head(channel, register_wh, reading, now_s)
        self._count(channel, span, now_s, energy_wh, reading, at, happenings)

    def _span(self, channel: IntervalChannel, register: Register, now_s: int, monotonic_s: float) -> Span | None:
        """How the anchor and now lie to each other on both clocks; None: wait until the clock is known."""
        anchor = register.anchor
        if anchor is None:
            return Span(now_s, 0, is_silence=False)
        passed_s = now_s - anchor.at_s
        heard_s = self._heard_s.get(channel)
        silent_s = round(SILENT_S * self._speed)
        if heard_s is None:
            return self._span_since_restart(anchor, passed_s, silent_s, now_s)
        real_s = monotonic_s - heard_s
        expected_s = round(real_s * self._speed)
        if passed_s - expected_s > silent_s:
            return Span(anchor.at_s, passed_s, is_silence=True)
        if passed_s - expected_s < -STEP_S * max(self._speed, 1):
            return Span(now_s - expected_s, expected_s, is_silence=real_s > SILENT_S)
        return Span(min(anchor.at_s, now_s), max(passed_s, expected_s), is_silence=real_s > SILENT_S)

    def _span_since_restart(self, anchor: Point, passed_s: int, silent_s: int, now_s: int) -> Span | None:
        if passed_s >= 0:
            return Span(anchor.at_s, passed_s, is_silence=passed_s > silent_s)
        if passed_s < -silent_s and not self.is_clock_known:
            return None
        return Span(now_s, HOUR_S, is_silence=True, is_lost=True)

    def _begin(self, channel: IntervalChannel, reading: Reading, now_s: int) -> None:
        """The first reading: the running interval counts whole if it is known, before it is the meter's profile."""
        known = self._running(channel, reading, now_s)
        start_s = now_s
        anchor = self._registers[channel].anchor
        if known is not None:
            start_s, counted_wh = known
            self._ledger.count(channel, start_s, now_s, counted_wh)
        elif anchor is not None:
            self._heads[channel] = anchor
            self._ledger.count(channel, now_s, now_s, 0)
        if self.history_from_s < quarter_of(start_s):
            self._ledger.open_gap(channel, self.history_from_s, quarter_of(start_s), None)

    def _count_head(self, channel: IntervalChannel, register_wh: int, reading: Reading, now_s: int) -> None:
        """A running interval that began before our first reading tells what we missed of it."""
        first = self._heads.get(channel)
        known = self._running(channel, reading, now_s)
        if first is None or known is None:
            return
        del self._heads[channel]
        start_s, counted_wh = known
        missed_wh = counted_wh - (register_wh - first.wh)
        if start_s == quarter_of(first.at_s) and missed_wh > 0:
            self._ledger.count(channel, start_s, first.at_s, missed_wh)

    def extend_history(self) -> None:
        """The bill turned out to start earlier: want the meter's profile from there."""
        if not self._ledger.entries:
            return
        first_s = self._ledger.entries[0].start_s
        for channel in self._registers:
            if self.has_register(channel) and self.history_from_s < quarter_of(first_s):
                self._ledger.open_gap(channel, self.history_from_s, quarter_of(first_s), None)

    @staticmethod
    def _running(channel: IntervalChannel, reading: Reading, now_s: int) -> tuple[int, int] | None:
        """The running interval's start and what it counted, when the reading says so and the clocks agree."""
        counted_wh = reading.interval_delivered_wh if channel is DELIVERED else reading.interval_received_wh
        if reading.interval_start is None or counted_wh is None:
            return None
        start_s = seconds(reading.interval_start)
        return (start_s, counted_wh) if 0 <= now_s - start_s <= HOUR_S else None

    def _count(
        self,
        channel: IntervalChannel,
        span: Span,
        now_s: int,
        energy_wh: int,
        reading: Reading,
        at: Moment,
        happenings: list[Happening],
    ) -> None:
        end_s = now_s
        if (known := self._running(channel, reading, now_s)) is not None:
            start_s, counted_wh = known
            if span.from_s < start_s and counted_wh <= energy_wh:
                self._ledger.count(channel, start_s, now_s, counted_wh)
                energy_wh -= counted_wh
                end_s = start_s
        if span.is_lost or (span.is_silence and quarter_of(span.from_s) != quarter_of(end_s - 1)):
            self._ledger.open_gap(channel, span.from_s, end_s, energy_wh)
            if channel is DELIVERED:
                detail = (
                    f"nothing heard since {instant(span.from_s):%Y-%m-%d %H:%M:%S} UTC: {energy_wh} Wh not itemised"
                )
                happenings.append(Happening(at.utc, Happened.GAP_OPENED, detail))
        else:
            self._ledger.count(channel, span.from_s, end_s, energy_wh)

    # The question

    def _ask(self, register: Register, at: Moment, happenings: list[Happening]) -> None:
        if self.question is not None or at.monotonic_s < self._quiet_until_s:
            return
        anchor, doubt = register.anchor, register.doubt
        if anchor is None or doubt is None:
            return
        self.question = MeterQuestion(anchor.wh, doubt.first.wh, instant(doubt.first.at_s))
        happenings.append(
            Happening(at.utc, Happened.METER_DOUBTED, f"the register jumped from {anchor.wh} to {doubt.first.wh} Wh")
        )

    def answer(self, is_replaced: bool, at: Moment) -> list[Happening]:
        """The person's answer: join the history at the new register, or go on waiting for the old one."""
        if self.question is None:
            return []
        question, self.question = self.question, None
        self.has_new_anchor = True
        jump = f"from {question.before_wh} to {question.after_wh} Wh"
        if not is_replaced:
            self._quiet_until_s = at.monotonic_s + ASK_AGAIN_S
            for register in self._registers.values():
                register.dismiss()
            return [Happening(at.utc, Happened.METER_KEPT, f"not replaced: the jump {jump} is ignored")]
        self._join_all(at)
        return [Happening(at.utc, Happened.METER_REPLACED, f"the meter was replaced: history is joined {jump}")]

    def _join_all(self, at: Moment) -> None:
        """Go on with the meter and the registers that were doubted."""
        if self._candidate is not None:
            self.meter, self._candidate, self.is_meter_gone = self._candidate, None, False
        for channel, register in self._registers.items():
            if (joined := register.join()) is not None:
                first, last = joined
                self._heard_s[channel] = at.monotonic_s - max(seconds(at.utc) - last.at_s, 0) / self._speed
                self._place(channel, first, last, last.wh - first.wh)

    def _place(self, channel: IntervalChannel, first: Point, last: Point, energy_wh: int) -> None:
        """Energy between two registers that was not followed: within a quarter-hour it is counted, else a gap."""
        if quarter_of(first.at_s) == quarter_of(last.at_s):
            self._ledger.count(channel, first.at_s, last.at_s, energy_wh)
        else:
            self._ledger.open_gap(channel, first.at_s, last.at_s, energy_wh)

    def change_meter(self, closing_wh: int, opening_wh: int, at: Moment) -> list[Happening]:
        """The meter was changed: count up to the old one's last reading, and on from the new one's first.

        The new one may have been heard already; else it is awaited. Raises ChangeRefused.
        """
        register = self._registers[DELIVERED]
        anchor, now_s = register.anchor, seconds(at.utc)
        if anchor is None:
            raise ChangeRefused(say("no meter was read yet, so there is nothing to join"))
        last = register.doubt.last if register.doubt else Point(max(now_s, anchor.at_s), opening_wh)
        before_wh, since_wh = closing_wh - anchor.wh, last.wh - opening_wh
        if before_wh < 0:
            raise ChangeRefused(
                say(
                    "the old meter showed {wh} Wh already, so it cannot have ended at {closing_wh} Wh",
                    wh=anchor.wh,
                    closing_wh=closing_wh,
                )
            )
        if since_wh < 0:
            raise ChangeRefused(
                say(
                    "the new meter shows {wh} Wh, so it cannot have begun at {opening_wh} Wh",
                    wh=last.wh,
                    opening_wh=opening_wh,
                )
            )
        if before_wh + since_wh > most_wh(last.at_s - anchor.at_s):
            raise ChangeRefused(
                say(
                    "{wh} Wh since the old meter was last heard is more than a home can use: "
                    "look at both readings again",
                    wh=before_wh + since_wh,
                )
            )
        self.is_change_awaited = register.doubt is None
        register.anchor, register.doubt = last, None
        self._heard_s[DELIVERED] = at.monotonic_s - max(now_s - last.at_s, 0) / self._speed
        self._join_all(at)
        self._place(DELIVERED, anchor, last, before_wh + since_wh)
        self.question = None
        self.has_new_anchor = True
        detail = f"the meter was changed: it ended at {closing_wh} Wh, the new one began at {opening_wh} Wh"
        return [Happening(at.utc, Happened.METER_REPLACED, detail)]

    def _take_over(self, reading: Reading, now_s: int) -> None:
        """The awaited new meter is heard: it goes on from the opening reading, if that can be."""
        anchor = self._registers[DELIVERED].anchor
        if anchor is None or reading.delivered_wh is None:
            return
        if not 0 <= reading.delivered_wh - anchor.wh <= most_wh(now_s - anchor.at_s):
            return
        self.meter, self._candidate = reading.device, None
        self.is_meter_gone = self.is_change_awaited = False
        sold = self._registers[RECEIVED] = Register()
        if reading.received_wh is not None:
            sold.anchor = Point(now_s, reading.received_wh)
        self._heard_s.pop(RECEIVED, None)
        self.has_new_anchor = True

    # The meter's own intervals

    def learn(self, message: IntervalsRead, at: Moment) -> bool:
        """Take a page of the meter's profile; False: it is not our meter's, or its end fits no interval."""
        length_s = message.interval_minutes * 60
        end_s = seconds(message.end)
        if length_s <= 0 or end_s % min(length_s, QUARTER_S):
            return False
        if message.device != self.meter or end_s > seconds(at.utc) + HOUR_S:
            return False
        self.interval_minutes = message.interval_minutes
        start_s = end_s - length_s * len(message.values_wh)
        values = ((start_s + index * length_s, value) for index, value in enumerate(message.values_wh))
        told = list(self._by_quarter(message.channel, length_s, values))
        self._ledger.learn(message.channel, told)
        if message.channel is DELIVERED:
            self.metered.learn(told)
        return True

    def _by_quarter(
        self, channel: IntervalChannel, length_s: int, values: Iterator[tuple[int, int | None]]
    ) -> Iterator[tuple[int, int | None]]:
        """Intervals of any length as quarter-hours, shared by time where they do not fit; each once it is whole."""
        for start_s, value_wh in values:
            end_s = start_s + length_s
            if value_wh is None:
                yield from ((slot, None) for slot in range(quarter_of(start_s), end_s, QUARTER_S))
                continue
            edges = [start_s, *range(quarter_of(start_s) + QUARTER_S, end_s, QUARTER_S), end_s]
            for from_s, to_s, part in spread(value_wh, edges):
                whole_wh = part if to_s - from_s == QUARTER_S else self._gather(channel, length_s, from_s, to_s, part)
                if whole_wh is not None:
                    yield quarter_of(from_s), whole_wh

    def _gather(self, channel: IntervalChannel, length_s: int, from_s: int, to_s: int, part_wh: int) -> int | None:
        """Keep a piece of a quarter-hour; the whole, once the pieces make it up."""
        if len(self._parts) > _MOST_PARTS:
            self._parts.clear()
        pieces = self._parts.setdefault((channel, length_s, quarter_of(from_s)), {})
        pieces[from_s] = (to_s - from_s, max(part_wh, pieces.get(from_s, (0, 0))[1]))
        if sum(seconds_long for seconds_long, _ in pieces.values()) < QUARTER_S:
            return None
        return sum(wh for _, wh in pieces.values())
