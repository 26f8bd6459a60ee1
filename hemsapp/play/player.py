"""Plays a scenario: the real engine, store and presenters on a house that is coupled in objects (docs/scenarios.md).

A day passes in a second or two. The kiosk has a clock of its own, which `kiosk clock steps` moves; the world's goes on.
"""

import heapq
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial, singledispatchmethod
from itertools import count
from pathlib import Path

from devices.errors import DevicesError
from devices.install_code import crc_x25
from devices.messages import JoinFailed
from devices.moment import Moment
from devices.names import Eui64
from devices.sim.actions import (
    Agrees,
    Drive,
    KioskClock,
    KioskStops,
    Person,
    Radio,
    RadioTrouble,
    Shows,
    Silence,
)
from devices.sim.care_phrases import HasHeard
from devices.sim.desk_phrases import Serves
from devices.sim.device_journal import DeviceJournal
from devices.sim.device_phrases import Absent, Ails, Joins, SignalIs
from devices.sim.direct import DirectHan
from devices.sim.event_phrases import PhaseIs, Policy, Receipts, SetPointIs, Stands
from devices.sim.firmware_phrases import BringsFirmware, FirmwareIs, UpdatesFirmware
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.join_trouble import JoinTrouble
from devices.sim.meter.node import MeterNode
from devices.sim.scenario import Scenario, Step
from devices.sim.scenario_phrases import Action
from devices.wan.journal import Entry
from devices.wan.receipts import ReceiptKey
from devices.wan.signing import signed
from hemsapp import commands
from hemsapp.domain.tariff import parse
from hemsapp.effects import Effect, PermitJoin
from hemsapp.engine import Settings
from hemsapp.firmware import LookForFirmware, StopUpdate, UpdateFirmware
from hemsapp.play import firmware, wishes
from hemsapp.play.event_actor import EventActor
from hemsapp.play.kiosk import Kiosk
from hemsapp.play.outages import Outages
from hemsapp.play.run import Run
from hemsapp.play.utility import MS, ObjectUtility
from hemsapp.service import join_fault
from hemsapp.snapshot.signal import signal
from resources import tariffs

TICK_S = 10
BEGIN_S = 1000.0
"""The world's `monotonic_s` at its beginning."""
RESET_S = 3
SE_PROFILE = 0x0109
SILENT_PERCENT = 100
WRONG_CODE = "with a wrong code"
TROUBLES = {
    "mute": JoinTrouble.MUTE,
    "without its certificate": JoinTrouble.WRONG_KEY,
    "without what it must have": JoinTrouble.LACKS_CLUSTERS,
}
LEAST = timedelta(milliseconds=20)
KIOSK_EUI64 = Eui64("00:0d:6f:00:00:00:00:01")
CHECKS = Shows | SignalIs | Agrees | Receipts | Stands | SetPointIs | PhaseIs | HasHeard | FirmwareIs | Serves


class Player:
    """One scenario, from its beginning to its end, in `folder`.

    A strict one raises AssertionError, with the line, where something is not as it is written, and looks in the end
    whether the totals agree, and agree again after a kill and a start; another notes it in its `Run` and goes on.
    """

    def __init__(self, scenario: Scenario, folder: Path, *, is_strict: bool = True) -> None:
        self._scenario = scenario
        self._zone = scenario.zone
        self._is_strict = is_strict
        start = Moment(scenario.start, BEGIN_S)
        kinds = [placed.kind for placed in scenario.devices]
        nodes = make_nodes(kinds, seed=scenario.seed, start=start, profile_id=SE_PROFILE, state=None, zone=self._zone)
        key = ReceiptKey.generate(KIOSK_EUI64)
        self._han = DirectHan(nodes, start, report_s=TICK_S, sign=partial(signed, key=key), own=KIOSK_EUI64)
        self._placed = dict(zip(self._han.nodes, scenario.devices, strict=True))
        self._devices = {placed.kind: device for device, placed in reversed(self._placed.items())}
        self._machine_step = timedelta()
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._before_wh = 0
        self._midnights: dict[date, int] = {}
        self._complaints: list[str] = []
        self._to_come = deque(scenario.steps)
        past = self._meter.meter.recorder.intervals
        self._past_wh = {one.end_s: one.start_wh[0] + one.energy_wh[0] for one in past}
        self.kiosk = Kiosk(folder / "home.db", settings(scenario), self._machine_now)
        self._meter.duties.log.head_end = MS
        self.utility = ObjectUtility(folder, scenario.start, self._meter.duties, {KIOSK_EUI64: key.public}.get)
        self._events = EventActor(self.utility, self.kiosk, self._han, self._placed, self._after)
        self.outages = Outages(self.kiosk, self._han, self.utility, self._devices["meter"], self._after)
        self.on_moment: Callable[[], None] = lambda: None
        """Called whenever something may have been noted; whoever watches may strike there."""
        self.kiosk.on_effect = self._look
        self.kiosk.on_wish = self._wish

    def play(self) -> Run:
        """Everything in its order."""
        run = self.live()
        self.close()
        return run

    def live(self) -> Run:
        """Everything in its order, and all stay as they are, to be looked at; then `close`."""
        self.begin()
        self.live_until(self._scenario.end)
        entries = self.entries()
        for action in (Agrees(), KioskStops(is_running=False), KioskStops(is_running=True), Agrees()):
            if self._is_strict:
                self._do(action)
        checks = sum(isinstance(step.action, CHECKS) for step in self._scenario.steps)
        return Run(tuple(entries), tuple(self.utility.windows.values()), tuple(self._complaints), checks)

    def begin(self) -> None:
        """The world is as the headings say, and the kiosk starts."""
        for action in self._scenario.settings:
            self._do(action)
        if self._scenario.start.astimezone(self._zone).time() == datetime.min.time():
            self._note_midnight()
        self.kiosk.start(self._han)
        if self._scenario.bill_start is not None:
            self.kiosk.take(commands.StartBill(self._scenario.bill_start))

    def live_for(self, seconds: float) -> None:
        """Let so much time pass."""
        self.live_until(self.now + timedelta(seconds=seconds))

    def live_until(self, end: datetime) -> None:
        """Let time pass, with everything that the timetable has by then."""
        while self._to_come and self._to_come[0].at <= end:
            step = self._to_come.popleft()
            self._live_until(step.at)
            self._step(step)
        self._live_until(end)

    def close(self) -> None:
        """End everybody."""
        self.kiosk.kill()
        self.utility.close()

    def _step(self, step: Step) -> None:
        try:
            self._do(step.action)
        except AssertionError as error:
            at = f"{step.at.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"
            complaint = f"line {step.line}, {at}: {error}"
            if self._is_strict:
                raise AssertionError(complaint) from error
            self._complaints.append(complaint)

    def entries(self) -> list[Entry]:
        """What every system noted in its journal."""
        entries = [*self.utility.entries(), *self.kiosk.entries()]
        entries += [entry for _, entry in self._meter.duties.log.ledger.entries(0)]
        for node in self._han.nodes.values():
            journal = getattr(node, "journal", None)
            entries += journal.entries if isinstance(journal, DeviceJournal) else []
        return entries

    # Time

    def _machine_now(self) -> Moment:
        now = self._han.now
        return Moment(now.utc + self._machine_step, now.monotonic_s)

    def _live_until(self, end: datetime) -> None:
        while self._han.now.utc < end:
            now = self._han.now
            stop = min(end, now.utc + timedelta(seconds=TICK_S), self._next_midnight(), self._next_wake(now))
            if self._later:
                stop = min(stop, self._later[0][0])
            passed_s = (stop - now.utc).total_seconds()
            self._han.advance(Moment(stop, now.monotonic_s + passed_s))
            self._look()
            self.utility.advance(stop)
            self._look()
            while self._later and self._later[0][0] <= stop:
                heapq.heappop(self._later)[2]()
            if stop.astimezone(self._zone).time() == datetime.min.time():
                self._note_midnight()
            self.kiosk.turn()

    def _look(self) -> None:
        self.on_moment()

    def _next_wake(self, now: Moment) -> datetime:
        """When somebody has something to do, a moment from now at least."""
        soonest = now.utc + LEAST
        wakes = [] if (wake := self.utility.net.next_wake) is None else [wake]
        if (wake_s := self.kiosk.next_wake_s) is not None:
            wakes.append(now.utc + timedelta(seconds=wake_s - now.monotonic_s))
        return max(soonest, min(wakes, default=now.utc + timedelta(seconds=TICK_S)))

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

    def _wish(self, effect: Effect) -> None:
        """Let a device in, at once; nothing else needs more than this home."""
        assert isinstance(effect, PermitJoin), f"no scenario asks for {effect}"
        permit = self._han.permit(effect.device, effect.install_code, effect.seconds)
        try:
            permit.send(None)
        except StopIteration:
            return
        except DevicesError as error:
            self.kiosk.take(JoinFailed(effect.device, join_fault(error)))
        else:
            raise AssertionError("a home of objects waits for nothing")

    @property
    def now(self) -> datetime:
        """The world's time."""
        return self._han.now.utc

    @property
    def now_s(self) -> float:
        """The same as the world's `monotonic_s`, which no clock steps."""
        return self._han.now.monotonic_s

    @property
    def han(self) -> DirectHan:
        """The home area network."""
        return self._han

    def device_in(self, room: str) -> Eui64:
        """The device of that room; a kind names the first one of it."""
        for device, placed in self._placed.items():
            if room in (placed.room, placed.kind):
                return device
        raise AssertionError(f"there is no device in {room}")

    @property
    def rooms(self) -> dict[Eui64, str]:
        """By what name the scenario calls each device."""
        return {device: placed.room or placed.kind for device, placed in self._placed.items()}

    @property
    def complaints(self) -> tuple[str, ...]:
        """What was not as it is written, so far."""
        return tuple(self._complaints)

    def set_point_centi_c(self, room: str = "hall") -> int:
        """What the thermostat of a room holds for cooling now."""
        return self._events.cooling_centi_c(room)

    @property
    def meter_owes(self) -> int:
        """How many messages the utility has not answered to the meter."""
        return self._meter.duties.owed

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
        self._events.do(action)

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
    def _ails(self, action: Ails) -> None:
        device = self.device_in(action.room)
        self._ail(device, action.percent)
        self._after(action.seconds, lambda: self._ail(device, 0))

    def _ail(self, device: Eui64, percent: int) -> None:
        self._han.silence(device, is_silent=percent == SILENT_PERCENT)
        self._han.losses.weaken(device, percent % SILENT_PERCENT)

    @_do.register
    def _absent(self, action: Absent) -> None:
        self._han.joining.joined.discard(self.device_in(action.room))

    @_do.register
    def _joins(self, action: Joins) -> None:
        device = self.device_in(action.room)
        code = self._han.nodes[device].install_code
        self._han.joining.troubles[device] = TROUBLES.get(action.trouble, JoinTrouble.NONE)
        if action.trouble == WRONG_CODE:
            other = bytes(octet ^ 1 for octet in code[:-2])
            code = other + crc_x25(other).to_bytes(2, "little")
        self.kiosk.take(commands.AllowJoin(device, code))

    @_do.register
    def _signal(self, action: SignalIs) -> None:
        wanted = self.device_in(action.room)
        shown = next(
            (signal(each, self.kiosk.now).value for each in self.kiosk.seen().devices if each.device == wanted), None
        )
        assert shown == action.word, f"{action.room} is shown as {shown}, not {action.word}"

    @_do.register
    def _brings(self, action: BringsFirmware) -> None:
        kind = self._placed[self.device_in(action.room)].kind
        self.kiosk.shelf.put(firmware.brought(action, kind))
        self.kiosk.take(LookForFirmware())

    @_do.register
    def _updates(self, action: UpdatesFirmware) -> None:
        device = self.device_in(action.room)
        self.kiosk.take(StopUpdate(device) if action.is_stopped else UpdateFirmware(device))

    @_do.register
    def _firmware(self, action: FirmwareIs) -> None:
        shown = firmware.shown(self.kiosk.seen(), self.device_in(action.room))
        assert shown == action.word, f"{action.room} {shown}, not {action.word}"

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
        self.kiosk.take(wishes.wish(action, self.kiosk.seen()))

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


def settings(scenario: Scenario) -> Settings:
    """What the installation fixes; the policy that a person of the scenario lives under is theirs from the start."""
    lived = next((step.action for step in scenario.steps if isinstance(step.action, Policy)), None)
    return Settings(
        scenario.zone.key,
        parse(tariffs.read()),
        is_exempt=lived is not None and lived.is_exempt,
        utility_name="Sample Power & Light",
        utility_phone="1-800-555-0100",
    )
