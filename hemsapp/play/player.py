"""Plays a scenario: the real engine, store and presenters on a house that is coupled in objects (docs/scenarios.md).

A day passes in a second or two. The kiosk has a clock of its own, which `kiosk clock steps` moves; the world's goes on.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import singledispatchmethod
from itertools import count
from pathlib import Path

from devices.moment import Moment
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.meter.node import MeterNode
from devices.sim.scenario import Scenario, Step
from devices.sim.scenario_phrases import (
    Action,
    Agrees,
    Drive,
    KioskClock,
    KioskStops,
    Person,
    Radio,
    RadioTrouble,
    Shows,
    Silence,
    Wish,
)
from hemsapp import commands
from hemsapp.commands import Command
from hemsapp.play.kiosk import Kiosk

TICK_S = 10
RESET_S = 3
SE_PROFILE = 0x0109
KINDS = ("meter", "thermostat")


class Player:
    """One scenario, from its beginning to its end, in `folder`."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self._scenario = scenario
        self._zone = scenario.zone
        start = Moment(scenario.start, 1000.0)
        nodes = make_nodes(KINDS, seed=scenario.seed, start=start, profile_id=SE_PROFILE, state=None, zone=self._zone)
        self._han = DirectHan(nodes, start, report_s=TICK_S)
        self._devices = dict(zip(KINDS, self._han.nodes, strict=True))
        self._machine_step = timedelta()
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._before_wh = 0
        self._midnights: dict[date, int] = {}
        past = self._meter.meter.recorder.intervals
        self._past_wh = {one.end_s: one.start_wh[0] + one.energy_wh[0] for one in past}
        self.kiosk = Kiosk(folder / "home.db", self._zone.key, self._machine_now)

    def play(self) -> None:
        """Everything in its order; in the end the totals agree, and agree again after a kill and a start.

        Raises AssertionError with the line.
        """
        for action in self._scenario.settings:
            self._do(action)
        self._note_midnight()
        self.kiosk.start(self._han)
        if self._scenario.bill_start is not None:
            self.kiosk.take(commands.StartBill(self._scenario.bill_start))
        for step in self._scenario.steps:
            self._live_until(step.at)
            self._step(step)
        for action in (Agrees(), KioskStops(is_running=False), KioskStops(is_running=True), Agrees()):
            self._do(action)
        self.kiosk.kill()

    def _step(self, step: Step) -> None:
        try:
            self._do(step.action)
        except AssertionError as error:
            at = f"{step.at.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"
            raise AssertionError(f"line {step.line}, {at}: {error}") from error

    # Time

    def _machine_now(self) -> Moment:
        now = self._han.now
        return Moment(now.utc + self._machine_step, now.monotonic_s)

    def _live_until(self, end: datetime) -> None:
        while self._han.now.utc < end:
            now = self._han.now
            stop = min(end, now.utc + timedelta(seconds=TICK_S), self._next_midnight())
            if self._later:
                stop = min(stop, self._later[0][0])
            passed_s = (stop - now.utc).total_seconds()
            self._han.advance(Moment(stop, now.monotonic_s + passed_s))
            while self._later and self._later[0][0] <= stop:
                heapq.heappop(self._later)[2]()
            if stop.astimezone(self._zone).time() == datetime.min.time():
                self._note_midnight()
            self.kiosk.turn()

    def _after(self, seconds: float | None, then: Callable[[], None]) -> None:
        if seconds is not None:
            at = self._han.now.utc + timedelta(seconds=seconds)
            heapq.heappush(self._later, (at, next(self._order), then))

    def _next_midnight(self) -> datetime:
        today = self._han.now.utc.astimezone(self._zone).date()
        return self._midnight(today + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, datetime.min.time(), self._zone).astimezone(UTC)

    # The truth

    @property
    def _meter(self) -> MeterNode:
        node = self._han.nodes[self._devices["meter"]]
        assert isinstance(node, MeterNode)
        return node

    def _true_wh(self) -> int:
        """What all meters that hung on this wall counted so far."""
        registers = self._han.drive(self._devices["meter"], "registers", {})
        assert isinstance(registers, dict)
        return self._before_wh + int(registers["delivered_wh"])

    def _note_midnight(self) -> None:
        self._midnights[self._han.now.utc.astimezone(self._zone).date()] = self._true_wh()

    def _true_wh_at(self, day: date) -> int:
        """The same at the midnight with which a day began, from the meter's own record if that was before us."""
        if day in self._midnights:
            return self._midnights[day]
        end_s = int(self._midnight(day).timestamp())
        return self._past_wh[end_s]

    # The actors

    @singledispatchmethod
    def _do(self, action: Action) -> None:
        raise AssertionError(f"the player does not know {action}")

    @_do.register
    def _drive(self, action: Drive) -> None:
        if action.verb == "replace":
            self._before_wh = self._true_wh()
        self._han.drive(self._devices[action.kind], action.verb, action.arguments)

    @_do.register
    def _silence(self, action: Silence) -> None:
        device = self._devices[action.kind]
        self._han.silence(device, is_silent=action.is_silent)
        self._after(action.seconds, lambda: self._han.silence(device, is_silent=False))

    @_do.register
    def _radio(self, action: Radio) -> None:
        match action.trouble:
            case RadioTrouble.UNPLUGGED:
                self._han.unplug()
                self._after(action.seconds, self._han.plug_in)
            case RadioTrouble.PLUGGED_IN:
                self._han.plug_in()
            case RadioTrouble.RESET:
                self._han.unplug()
                self._after(RESET_S, self._han.plug_in)
            case RadioTrouble.LOSES | RadioTrouble.CORRUPTS:
                pass  # objects have no line: ASH repairs it, and tests/soak shows that it does

    @_do.register
    def _person(self, action: Person) -> None:
        self.kiosk.take(self._wish(action))

    def _wish(self, action: Person) -> Command:  # noqa: PLR0911 - a table: one line a wish
        match action.wish, action.value:
            case Wish.STARTS_BILL, date() as day:
                return commands.StartBill(day)
            case Wish.SETS_CLOCK, datetime() as utc:
                return commands.SetClock(utc)
            case Wish.FOLLOWS_METER_CLOCK, _:
                return commands.SetClock(None)
            case (Wish.SAYS_METER_REPLACED | Wish.SAYS_METER_SAME) as said, _:
                return commands.AnswerMeterReplaced(is_replaced=said is Wish.SAYS_METER_REPLACED)
            case Wish.USES_PUBLISHED_PRICES, _:
                return commands.ChoosePriceSource(commands.PriceSource.PUBLISHED)
            case Wish.USES_STORED_PRICES, _:
                return commands.ChoosePriceSource(commands.PriceSource.STORED)
            case Wish.CONFIRMS_MESSAGE, _:
                unread = [text for text in self.kiosk.seen().texts if not text.is_acknowledged]
                assert unread, "there is no message to confirm"
                return commands.AcknowledgeText(unread[0].message_id)
        raise AssertionError(f"{action.wish.value}: that needs a screen")

    @_do.register
    def _shows(self, action: Shows) -> None:
        snapshot = self.kiosk.seen()
        shown = self.kiosk.screen.shows(action.quantity, snapshot, self.kiosk.now)
        if isinstance(action.value, int | Decimal) and not isinstance(action.value, bool) and action.resolution:
            assert shown is not None, f"{action.quantity.value}: nothing is shown, not {action.value}"
            assert isinstance(shown, Decimal)
            is_right = abs(shown - action.value) * 2 <= action.resolution
        else:
            is_right = shown == action.value
        assert is_right, f"{action.quantity.value}: {shown} is shown, not {action.value}"

    @_do.register
    def _agrees(self, _: Agrees) -> None:
        true_wh = self._true_wh()
        snapshot = self.kiosk.seen()
        today = self.kiosk.now.utc.astimezone(self._zone).date()
        self._is_right("today", snapshot.today.used_wh, true_wh - self._true_wh_at(today))
        self._is_right("the bill", snapshot.bill.used_wh, true_wh - self._true_wh_at(snapshot.bill.start))

    @staticmethod
    def _is_right(what: str, shown_wh: int | None, true_wh: int) -> None:
        assert shown_wh == true_wh, f"{what}: {shown_wh} Wh, and the meter counted {true_wh} Wh"

    @_do.register
    def _kiosk_clock(self, action: KioskClock) -> None:
        self._machine_step += timedelta(seconds=action.step_s)

    @_do.register
    def _kiosk_stops(self, action: KioskStops) -> None:
        if action.is_running:
            self.kiosk.start(self._han)
        else:
            self.kiosk.kill()
