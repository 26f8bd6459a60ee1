"""Plays a scenario on the wire: broker, head end, records and simulator as processes, the kiosk on the real stack.

What a line looks for may take a moment of real time: it is looked for again for `PATIENCE_S`.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial, singledispatchmethod
from pathlib import Path
from typing import Any

from devices.demand_response import EventStatus
from devices.names import Eui64
from devices.sim.actions import Drive, Person, Radio, RadioTrouble, Shows, Silence
from devices.sim.care_phrases import AsksDisplay, FindsProblem, HasHeard, Heard, TestsDisplay
from devices.sim.desk_phrases import Serves
from devices.sim.event_phrases import (
    Announces,
    Cancels,
    Chooses,
    Moves,
    PhaseIs,
    Plans,
    Policy,
    Receipts,
    SetPointIs,
    Stands,
)
from devices.sim.firmware_file import write_folder
from devices.sim.firmware_phrases import BringsFirmware, FirmwareIs, UpdatesFirmware
from devices.sim.scenario import Scenario, Step
from devices.sim.scenario_phrases import Action
from devices.sim.website_phrases import Browses
from devices.wan.journal import Entry, Noted, System
from hemsapp.cli.assembly import make_service, start_logs
from hemsapp.cli.demo import DemoService, demo_config
from hemsapp.cli.simulator import simulator
from hemsapp.cli.utility_side import METER, utility_side
from hemsapp.clock import Clock, WorldTime
from hemsapp.commands import FindProblem
from hemsapp.firmware import LookForFirmware, StopUpdate, UpdateFirmware
from hemsapp.play import firmware, wishes
from hemsapp.play.browser import WEB_FILE, WebBrowser
from hemsapp.play.browser import entries as web_entries
from hemsapp.play.event_actor import ROUNDING_CENTI_C
from hemsapp.play.report import Window
from hemsapp.play.representative import Representative
from hemsapp.play.run import Run
from hemsapp.play.screen import Screen
from hemsapp.play.texts import is_at_website
from hemsapp.rows import select
from hemsapp.store import Store

SET_UP_S = 40.0  # forming the network, and letting every device in, on a machine that does nothing else
_LONGEST_SET_UP_S = 240.0
PATIENCE_S = 6.0
ACCOUNT, CUSTOMER = "1001", "Jordan Reyes"
_LATE = timedelta(minutes=1)
_LOOK_S = 0.25
_PROGRAMS = {"critical peak": "critical-peak", "demand bidding": "demand-bidding"}
CHECKS = Receipts | Stands | SetPointIs | PhaseIs | Shows | HasHeard | Browses | FirmwareIs | Serves


def play(scenario: Scenario, folder: Path, speed: float) -> Run:
    """Everything in its order, `speed` times faster than life. Raises Refused if a process does not start."""
    return asyncio.run(Wire(scenario, folder, speed).play())


class Wire:
    """The processes of one scenario, as long as it plays; `_act` is what happens once every device is in."""

    def __init__(self, scenario: Scenario, folder: Path, speed: float) -> None:
        self._scenario = scenario
        self._folder = folder
        self._speed = speed
        first = scenario.steps[0].at if scenario.steps else scenario.start
        begin = first - timedelta(seconds=set_up_s() * speed)
        self._time = WorldTime.beginning(begin, speed)
        self._windows: dict[int, Window] = {}
        self._complaints: list[str] = []
        self._brought: list[tuple[str, bytes, str]] = []
        self._screen = Screen()
        self._is_at_website = is_at_website(scenario)
        self._browser: WebBrowser

    async def play(self) -> Run:
        """Start everything, play, gather the journals, end everything."""
        kinds = ",".join(placed.kind for placed in self._scenario.devices)
        listen = "127.0.0.1:0" if self._is_at_website else ""
        with utility_side(self._folder / "utility", self._time, listen=listen) as self._utility:
            more = ["--devices", kinds, "--since", repr(self._time.since_s), *self._utility.meter_options]
            with simulator(
                self._folder, speed=self._speed, seed=self._scenario.seed, start=self._time.start, more=more
            ) as self._world:
                return await self._with_kiosk()

    async def _with_kiosk(self) -> Run:
        config = demo_config(self._folder, self._world.port, "1024x600")
        start_logs(config)
        self._clock = Clock(start=self._time.now, speed=self._speed)
        self._service = make_service(
            config, self._clock, lambda *parts: DemoService(self._world, self._utility, config, *parts)
        )
        assert isinstance(self._service, DemoService)
        serving = asyncio.create_task(self._service.run())
        try:
            await self._first(serving, self._service.settled.wait())
            async with AsyncExitStack() as stack:
                if self._is_at_website:
                    customer = self._utility.people[0]
                    browser = WebBrowser(self._utility.web, customer.name, customer.password)
                    self._browser = await stack.enter_async_context(browser)
                await self._act()
            journals = [*await self._utility_entries(), *await self._device_entries()]
        finally:
            self._service.stop()
            await serving
        store = Store(config.store.path, config.home.zone)
        kiosk = select(store.database, Entry, "ORDER BY rowid")
        store.close()
        checks = sum(isinstance(step.action, CHECKS) for step in self._scenario.steps)
        return Run((*journals, *kiosk), tuple(self._windows.values()), tuple(self._complaints), checks)

    @staticmethod
    async def _first(serving: asyncio.Task[None], wanted: Awaitable[Any]) -> None:
        """Wait for something while the kiosk lives; its end is raised."""
        waiting = asyncio.ensure_future(wanted)
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            serving.result()

    async def _act(self) -> None:
        devices = [device.device for device in await self._world.devices()]
        placed = list(zip(devices, self._scenario.devices, strict=True))
        self._rooms = {each.room: device for device, each in placed if each.room}
        self._kinds: dict[str, str] = {device: each.kind for device, each in placed}
        for action in self._scenario.settings:
            await self._do(action)
        self._complaints += late(self._scenario, self._time.now)
        if is_served(self._scenario) and not self._is_at_website:
            await self._utility.ask("records", "open-account", account=ACCOUNT, name=CUSTOMER, meter=METER)
        for step in self._scenario.steps:
            await asyncio.sleep(max(0.0, (step.at - self._time.now).total_seconds() / self._speed))
            await self._step(step)

    async def _step(self, step: Step) -> None:
        loop = asyncio.get_running_loop()
        end_s = loop.time() + (PATIENCE_S if isinstance(step.action, CHECKS) else 0.0)
        while True:
            try:
                await self._do(step.action)
            except (AssertionError, ValueError) as error:
                if loop.time() >= end_s:
                    at = f"{step.at.astimezone(self._scenario.zone):%Y-%m-%d %H:%M:%S}"
                    self._complaints.append(f"line {step.line}, {at}: {error}")
                    return
                await asyncio.sleep(_LOOK_S)
            else:
                return

    # The actors

    @singledispatchmethod
    async def _do(self, action: Action) -> None:
        raise AssertionError(f"that plays in objects only: {action}")

    @_do.register
    async def _drive(self, action: Drive) -> None:
        await self._world.ask(
            "drive", device=self._of_kind(action.kind), command=action.verb, arguments=dict(action.arguments)
        )

    @_do.register
    async def _silence(self, action: Silence) -> None:
        await self._world.ask("device", device=self._of_kind(action.kind), silent=action.is_silent)
        if action.is_silent and action.seconds is not None:
            self._later(action.seconds, lambda: self._silence(Silence(action.kind, is_silent=False)))

    @_do.register
    async def _radio(self, action: Radio) -> None:
        match action.trouble:
            case RadioTrouble.UNPLUGGED if action.seconds is not None:
                await self._world.ask("unplug", seconds=action.seconds / self._speed)
            case RadioTrouble.RESET:
                await self._world.ask("reset_ncp", reason="watchdog")
            case _:
                raise AssertionError(f"that plays in objects only: {action}")

    @_do.register
    async def _person(self, action: Person) -> None:
        self._service.submit(wishes.wish(action, self._seen()))

    @_do.register
    async def _brings(self, action: BringsFirmware) -> None:
        device = wishes.device(action.room, self._rooms)
        image = firmware.brought(action, self._kinds[device])
        self._brought.append((f"{image.digest[:12]}.ota", image.octets, image.label))
        write_folder(self._folder / "firmware", self._brought)
        self._service.submit(LookForFirmware())

    @_do.register
    async def _updates(self, action: UpdatesFirmware) -> None:
        device = wishes.device(action.room, self._rooms)
        self._service.submit(StopUpdate(device) if action.is_stopped else UpdateFirmware(device))

    @_do.register
    async def _firmware(self, action: FirmwareIs) -> None:
        shown = firmware.shown(self._seen(), wishes.device(action.room, self._rooms))
        assert shown == action.word, f"{action.room} {shown}, not {action.word}"

    @_do.register
    async def _chooses(self, action: Chooses) -> None:
        self._service.submit(wishes.choice(action, self._rooms))

    @_do.register
    async def _plans(self, action: Plans) -> None:
        self._service.submit(wishes.plan(action, self._rooms, self._seen()))

    @_do.register
    async def _policy(self, action: Policy) -> None:
        self._service.submit(wishes.policy(action))

    @_do.register
    async def _announces(self, action: Announces) -> None:
        wanted = {
            "price": None if action.price is None else str(action.price),
            "cooling_offset_centi_c": action.offset_centi_c,
            "cooling_set_point_centi_c": action.set_point_centi_c,
            "reason": action.reason or None,
        }
        await self._utility.ask(
            "ms",
            "schedule",
            program=_PROGRAMS.get(action.program, action.program),
            to=[METER],
            event=action.issuer_event_id,
            start=action.start.isoformat(),
            duration_minutes=action.minutes,
            **{name: value for name, value in wanted.items() if value is not None},
        )
        end = action.start + timedelta(minutes=action.minutes)
        self._windows[action.issuer_event_id] = Window(action.issuer_event_id, action.start, end)

    @_do.register
    async def _moves(self, action: Moves) -> None:
        before = self._windows[action.issuer_event_id]
        minutes = action.minutes or (before.end - before.start) // timedelta(minutes=1)
        change = {"start": action.start.isoformat(), "duration_minutes": minutes}
        await self._utility.ask("ms", "change", event=action.issuer_event_id, **change)
        end = action.start + timedelta(minutes=minutes)
        self._windows[action.issuer_event_id] = Window(action.issuer_event_id, action.start, end)

    @_do.register
    async def _cancels(self, action: Cancels) -> None:
        await self._utility.ask("ms", "cancel", event=action.issuer_event_id)

    @_do.register
    async def _asks_display(self, _: AsksDisplay) -> None:
        await self._utility.ask("records", "ask-display", meter=METER)

    @_do.register
    async def _tests_display(self, action: TestsDisplay) -> None:
        await self._utility.ask("ms", "test-display", to=[METER], within_s=action.within_s)

    @_do.register
    async def _finds_problem(self, _: FindsProblem) -> None:
        self._service.submit(FindProblem())

    # Looking

    @_do.register
    async def _has_heard(self, action: HasHeard) -> None:
        if action.heard is Heard.DIAGNOSIS:
            diagnosis = self._seen().upkeep.diagnosis
            assert diagnosis is not None, "the display shows no support code"
            assert diagnosis.is_sent, f"the display says that {diagnosis.code} is not sent yet"
            assert await self._utility.ask("records", "support", code=diagnosis.code)
            return
        said = {each["kind"] for each in await self._utility.ask("records", "display-reports", meter=METER)}
        said |= {each["state"] for each in await self._utility.ask("ms", "display-tests")}
        beats = await self._utility.ask("records", "heartbeats", meter=METER)
        said |= {"missing"} if any(each["is_missed"] for each in beats) else set()
        assert action.heard.value in said, f"the utility has {', '.join(sorted(said)) or 'nothing'} of the display"

    @_do.register
    async def _receipts(self, action: Receipts) -> None:
        found = await self._utility.ask("records", "receipts", event=action.issuer_event_id)
        held = [(_status_word(each["status"]), self._kinds.get(each["device"], "kiosk")) for each in found]
        wanted = [each for each in held if each[0] == action.status and action.by in (None, each[1])]
        assert wanted, f"no receipt of #{action.issuer_event_id} says {action.status}; the records hold {held}"

    @_do.register
    async def _stands(self, action: Stands) -> None:
        found = await self._utility.ask("records", "standing", event=action.issuer_event_id, meter=METER)
        state = found[0]["state"] if isinstance(found, list) and found else found and found["state"]
        assert state == action.state, f"the customer stands {state!r}, not {action.state!r}"

    @_do.register
    async def _set_point(self, action: SetPointIs) -> None:
        device = wishes.device(action.room, self._rooms)
        held = await self._world.ask("drive", device=device, command="set_points", arguments={})
        is_right = abs(held["cooling_centi_c"] - action.centi_c) < ROUNDING_CENTI_C
        assert is_right, f"{action.room} is set to {held['cooling_centi_c']}, not {action.centi_c} (1/100 C)"

    @_do.register
    async def _phase(self, action: PhaseIs) -> None:
        events = self._seen().events.all
        event = next((each for each in events if each.issuer_event_id == action.issuer_event_id), None)
        shown = None if event is None else event.phase.value
        assert shown == action.phase, f"#{action.issuer_event_id} is shown as {shown}, not {action.phase}"
        is_missing = event is not None and event.is_confirmation_missing
        assert "not confirmed" not in action.details or is_missing, f"#{action.issuer_event_id} is shown as confirmed"

    @_do.register
    async def _shows(self, action: Shows) -> None:
        shown = self._screen.shows(action.quantity, self._seen(), self._clock.now())
        assert shown == action.value, f"{action.quantity.value}: {shown} is shown, not {action.value}"

    @_do.register
    async def _browses(self, action: Browses) -> None:
        await self._browser.do(action)

    @_do.register
    async def _serves(self, action: Serves) -> None:
        await Representative(partial(self._utility.ask, "records"), METER).do(action)

    # Inside

    def _seen(self) -> Any:
        assert isinstance(self._service, DemoService)
        assert self._service.seen is not None, "the kiosk shows nothing yet"
        return self._service.seen

    def _of_kind(self, kind: str) -> Eui64:
        return Eui64(next(device for device, each in self._kinds.items() if each == kind))

    def _later(self, seconds: float, then: Callable[[], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(seconds / self._speed, lambda: asyncio.ensure_future(then()))

    async def _utility_entries(self) -> list[Entry]:
        found = await self._utility.ask("ms", "journal")
        for system in ("MDMS", "CSS"):
            found += await self._utility.ask("records", "records-journal", system=system)
        seen_there = web_entries(self._utility.folder / WEB_FILE) if self._is_at_website else []
        return [*(entry_of(each) for each in found), *seen_there]

    async def _device_entries(self) -> list[Entry]:
        entries: list[Entry] = []
        for device in await self._world.devices():
            found = await self._world.ask("drive", device=device.device, command="journal", arguments={})
            entries += [entry_of(each) for each in found]
        return entries


def is_served(scenario: Scenario) -> bool:
    """Does a representative look after the home?"""
    return any(isinstance(step.action, Serves) for step in scenario.steps)


def late(scenario: Scenario, now: datetime) -> list[str]:
    """What is to be said if the set-up took so long that the first line is late; otherwise nothing."""
    first = scenario.steps[0].at if scenario.steps else now
    if now - first < _LATE:
        return []
    here = now.astimezone(scenario.zone)
    return [f"the set-up lasted until {here:%H:%M}, and what is written for before came late: try a lower --speed"]


def set_up_s() -> float:
    """How long the set-up takes where others work too, by what waited for a processor lately."""
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    return min(_LONGEST_SET_UP_S, SET_UP_S * max(1.0, busy))


def _status_word(status: Any) -> str:
    return EventStatus(status).name.lower().replace("_", " ") if isinstance(status, int) else str(status)


def entry_of(line: dict[str, Any]) -> Entry:
    """A line of a journal as the systems' own processes tell it."""
    return Entry(
        System(line["system"]),
        datetime.fromisoformat(line["at"]).astimezone(UTC),
        Noted(line["noted"]),
        line.get("issuer_event_id", line.get("event")),
        line["who"],
        line["detail"],
    )
