"""One short scenario, coupled in objects and in bytes: the application is told the same, message for message."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    CriticalPeakPublished,
    EnrolDevice,
    EventsListed,
    EventStatus,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
    ReadEvents,
    ReadTemperature,
    Receipt,
    ReceiptLogged,
    ReceiptProgress,
    SendReceipt,
    SetTemperature,
    SwitchLoad,
)
from devices.han import ConfirmText, Han, Order, ReadIntervals, ReadMeter, ReadPrices, ReadText, ReadTime
from devices.messages import (
    Delivered,
    DeviceReady,
    Eui64,
    IntervalChannel,
    IntervalsRead,
    Message,
    MeterDescribed,
    MeterTime,
    PricePublished,
    RadioState,
    Reading,
    SwitchRead,
    TemperatureRead,
    TextCancelled,
    TextPublished,
    Undelivered,
)
from devices.moment import Moment
from devices.se.profile import PROFILE_ID, DeviceId
from devices.self_report import SelfReport
from devices.sim.actions import Drive
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.scenario import parse
from devices.wan.receipts import ReceiptKey
from devices.wan.signing import signed
from tests.devices.drivers.event_home import FACTORY
from tests.devices.drivers.event_home import make_nodes as make_event_nodes
from tests.devices.radio.world import DATABASE, STATE, Ear, admit, serving, simulator

SCENARIO = parse("""
date    2026-07-14
tariff  00:00 low 0.156, 08:00 normal 0.246, 22:00 low
house   all off, base 0 W, air conditioner 0 W

12:00   house       load house 1.8 kW
        utility     price 0.62 from 17:00 for 4 h called Critical
        utility     says "Very hot: power is dear from 5 PM", high, for 8 h, to be confirmed
        house       load house off
        utility     takes its message back
        meter       divisor 100
        meter       register 12.34 kWh
""")
MIDNIGHT = SCENARIO.start
NOON = MIDNIGHT + timedelta(hours=12)
ANNOUNCED = MeterDescribed | PricePublished | TextPublished | TextCancelled
Answered = Reading | IntervalsRead | MeterTime | PricePublished | TextPublished | Delivered


@dataclass(frozen=True, slots=True)
class House:
    """A house, however it is coupled: verbs go in, orders go in, messages are heard."""

    han: Han
    ear: Ear
    drive: Callable[[str, dict[str, object]], Awaitable[object]]
    meter: Eui64


@asynccontextmanager
async def in_objects(_: Path) -> AsyncIterator[House]:
    start = Moment(NOON, 100.0)
    nodes = make_nodes(["meter"], seed=1, start=start, profile_id=PROFILE_ID, state=None)
    han, ear = DirectHan(nodes, start, is_joined=False), Ear()
    han.connect(ear)
    meter = Eui64(nodes[0].eui64)
    await han.permit(meter, nodes[0].install_code, 30)

    async def drive(verb: str, arguments: dict[str, object]) -> object:
        return han.drive(meter, verb, arguments)

    yield House(han, ear, drive, meter)


@asynccontextmanager
async def in_bytes(folder: Path) -> AsyncIterator[House]:
    arguments = ("--start", NOON.isoformat(), "--devices", "meter")
    async with (
        simulator(14, folder / STATE, *arguments) as world,
        serving(world.port, folder / DATABASE) as (han, ear),
    ):
        await ear.state(RadioState.READY)
        meter = await admit(world, han, ear, DeviceId.ENERGY_SERVICES_INTERFACE)

        async def drive(verb: str, arguments: dict[str, object]) -> object:
            return await world.ask("drive", device=meter, command=verb, arguments=arguments)

        yield House(han, ear, drive, meter)


async def told(coupling: Callable[[Path], AbstractAsyncContextManager[House]], folder: Path) -> dict[str, object]:
    """What the application was told: of the meter's own accord, and upon each question."""
    async with coupling(folder) as house:
        ready = await house.ear.first(DeviceReady)
        for action in [*SCENARIO.settings, *(step.action for step in SCENARIO.steps)]:
            assert isinstance(action, Drive)
            await house.drive(action.verb, dict(action.arguments))
        text = await house.ear.first(TextPublished)
        await house.ear.first(TextCancelled)
        await house.ear.first(PricePublished, lambda m: m.rate_label == "Critical")
        await house.ear.first(MeterDescribed, lambda m: m.divisor == 100)
        await house.ear.first(Reading, lambda m: m.delivered_wh == 12_340)
        answers = [await asked(house, order) for order in orders(house.meter, text.message_id)]
        announced = {timeless(message) for message in house.ear.messages if isinstance(message, ANNOUNCED)}
    return {"ready": ready, "announced": announced, "answers": answers}


def orders(meter: Eui64, message_id: int) -> list[Order]:
    """Everything that may be asked."""
    return [
        ReadMeter(meter),
        ReadTime(meter),
        ReadPrices(meter),
        ReadText(meter),
        ConfirmText(meter, message_id, NOON),
        ReadIntervals(meter, IntervalChannel.DELIVERED, MIDNIGHT, 21),
        ReadIntervals(meter, IntervalChannel.RECEIVED, MIDNIGHT, 4),
        ReadIntervals(meter, IntervalChannel.DELIVERED, MIDNIGHT - timedelta(days=40), 8),
    ]


async def asked(house: House, order: Order) -> list[Message]:
    """Everything that an order brings, but for the reports that come anyway."""
    before = len(house.ear.messages)
    house.han.send(7, order)
    await house.ear.first(Delivered, after=before)
    said = [message for message in house.ear.messages[before:] if isinstance(message, Answered)]
    return [timeless(m) for m in said if not (isinstance(m, Reading) and m.interval_start is None)]


def timeless(message: Message) -> Message:
    """A message without what depends on the second in which it was said; identifiers are made of it, too."""
    match message:
        case MeterTime():
            return replace(message, utc=NOON)
        case TextPublished():
            return replace(message, start=NOON, message_id=1)
        case TextCancelled():
            return replace(message, message_id=1)
        case PricePublished():
            return replace(message, issuer_event_id=1)
        case Reading():
            return replace(message, interval_delivered_wh=None)
    return message


async def test_the_application_is_told_the_same_in_objects_and_in_bytes(tmp_path: Path) -> None:
    """C1FR32, C1FR34b, C1FR44: what is tested in objects holds over the air"""
    objects = await told(in_objects, tmp_path / "objects")
    octets = await told(in_bytes, tmp_path / "octets")
    assert objects["ready"] == octets["ready"]
    assert objects["announced"] == octets["announced"]
    assert objects["answers"] == octets["answers"]


# Demand response

SEED_AND_KINDS = ["meter", "thermostat", "older-thermostat", "pct", "plug"]
RECEIPT = Receipt(
    1, 7, Eui64("00:0d:6f:00:00:00:00:0a"), EventStatus.RECEIVED, NOON, NOON, "heard", "America/Los_Angeles", 2, 2555
)
KEY = ReceiptKey.generate(RECEIPT.subject)


@dataclass(frozen=True, slots=True)
class EventHouse:
    """A house with devices, however it is coupled."""

    han: Han
    ear: Ear
    drive: Callable[[Eui64, str, dict[str, object]], Awaitable[object]]
    devices: dict[str, Eui64]


def sign(receipt: Receipt | SelfReport) -> bytes:
    return signed(receipt, KEY)


@asynccontextmanager
async def events_in_objects(_: Path) -> AsyncIterator[EventHouse]:
    start = Moment(NOON, 100.0)
    nodes = make_event_nodes(SEED_AND_KINDS, seed=1, start=start, profile_id=PROFILE_ID, state=None)
    han, ear = DirectHan(nodes, start, is_joined=False, sign=sign), Ear()
    han.connect(ear)
    for node in nodes:
        await han.permit(Eui64(node.eui64), node.install_code, 30)

    async def drive(device: Eui64, verb: str, arguments: dict[str, object]) -> object:
        answer = han.drive(device, verb, arguments)
        for _ in range(8):  # reports may be as late as five seconds
            now = han.now
            han.advance(Moment(now.utc + timedelta(seconds=1), now.monotonic_s + 1))
        return answer

    names = dict(zip(SEED_AND_KINDS, (Eui64(node.eui64) for node in nodes), strict=True))
    yield EventHouse(han, ear, drive, names)


@asynccontextmanager
async def events_in_bytes(folder: Path) -> AsyncIterator[EventHouse]:
    arguments = ("--start", NOON.isoformat(), "--devices", ",".join(SEED_AND_KINDS), "--nodes", FACTORY)
    async with (
        simulator(14, folder / STATE, *arguments) as world,
        serving(world.port, folder / DATABASE, sign=sign) as (han, ear),
    ):
        await ear.state(RadioState.READY)
        listed = await world.ask("list")
        for entry in listed:
            await asyncio.sleep(0.3)  # the network locks itself behind each
            await han.permit(Eui64(entry["device"]), bytes.fromhex(entry["install_code"]), 30)
            await world.ask("join", device=entry["device"])
            await ear.first(DeviceReady, lambda m, entry=entry: m.device == entry["device"])  # type: ignore[misc]

        async def drive(device: Eui64, verb: str, arguments: dict[str, object]) -> object:
            answer = await world.ask("drive", device=device, command=verb, arguments=arguments)
            await asyncio.sleep(6)
            return answer

        names = dict(zip(SEED_AND_KINDS, (Eui64(entry["device"]) for entry in listed), strict=True))
        yield EventHouse(han, ear, drive, names)


async def told_of_events(
    coupling: Callable[[Path], AbstractAsyncContextManager[EventHouse]], folder: Path
) -> dict[str, object]:
    """An event's life at the kiosk and at an enrolled thermostat, and what orders bring."""
    async with coupling(folder) as house:
        meter, thermostat, older, pct, plug = (house.devices[kind] for kind in SEED_AND_KINDS)
        answers: dict[str, list[Message]] = {}

        async def ask(name: str, order: Order) -> None:
            before = len(house.ear.messages)
            house.han.send(7, order)
            await house.ear.first(object, lambda m: isinstance(m, Delivered | Undelivered), after=before)
            kept = (m for m in house.ear.messages[before:] if isinstance(m, AnsweredOfEvents) and _is_of(m, order))
            answers[name] = [_without_time(message) for message in kept]

        await ask("enrol", EnrolDevice(meter, pct, is_enrolled=True))
        await ask("enrol a plain one", EnrolDevice(meter, thermostat, is_enrolled=True))
        await ask("nothing listed", ReadEvents(meter))
        await ask("set", SetTemperature(thermostat, 2500, 1900))
        await ask("set beyond", SetTemperature(thermostat, 3300))
        await ask("set an older one", SetTemperature(older, 2500))
        await ask("read", ReadTemperature(pct))
        await ask("switch", SwitchLoad(plug, is_on=False))
        await ask("cannot", SwitchLoad(thermostat, is_on=False))
        event = {"id": 7, "minutes": 60, "program": "critical peak", "price": "0.62"}
        await house.drive(meter, "utility_event", event)
        await house.ear.first(LoadControl)
        await house.ear.first(CriticalPeakPublished)
        await ask("listed", ReadEvents(meter))
        await ask("answer", AnswerCriticalPeak(meter, 7, is_accepted=True))
        await ask("receipt", SendReceipt(meter, RECEIPT))
        logged = await house.ear.first(ReceiptLogged)
        await ask("practice", AskForPractice(meter, 15))
        await house.drive(meter, "utility_stage", {"sequence": 1})
        reached = await house.ear.first(ReceiptProgress)
        await house.drive(meter, "utility_cancel", {"id": 7})
        await house.ear.first(LoadControlCancelled)
        await house.ear.first(EventTold, lambda m: m.status is MeterEventStatus.CANCELLED)
        journal = await house.drive(pct, "journal", {})
        statuses = {m.status for m in house.ear.messages if isinstance(m, EventTold)}
        events = {replace(m, start=NOON) for m in house.ear.messages if isinstance(m, LoadControl)}
        peaks = {replace(m, start=NOON) for m in house.ear.messages if isinstance(m, CriticalPeakPublished)}
        ready = {m for m in house.ear.messages if isinstance(m, DeviceReady)}
    assert isinstance(journal, list)
    return {
        "ready": ready,
        "answers": answers,
        "statuses": statuses,
        "events": events,
        "peaks": peaks,
        "receipt": (logged.sequence, reached.sequence, reached.stage),
        "journal": [(entry["noted"], entry["detail"]) for entry in journal],
    }


AnsweredOfEvents = TemperatureRead | SwitchRead | EventsListed | Delivered | Undelivered


def _is_of(message: Message, order: Order) -> bool:
    """Is it an answer? A report that a thermostat makes by itself meanwhile is none: it tells no limits."""
    if isinstance(message, TemperatureRead) and message.cooling_limits_centi_c is None:
        return False
    return getattr(message, "device", order.device) == order.device


def _without_time(message: Message) -> Message:
    match message:
        case TemperatureRead():
            return replace(message, changed=None, local_centi_c=None, outdoor_centi_c=None)
        case Undelivered():
            return replace(message, why="")  # a sentence for a person, made where it happens
    return message


async def test_events_and_comfort_are_told_the_same_in_objects_and_in_bytes(tmp_path: Path) -> None:
    """C1FR30, UC96.1.6 to UC96.1.17: what is tested in objects holds over the air"""
    objects = await told_of_events(events_in_objects, tmp_path / "objects")
    octets = await told_of_events(events_in_bytes, tmp_path / "octets")
    assert objects == octets
