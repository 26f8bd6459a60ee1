"""One short scenario, coupled in objects and in bytes: the application is told the same, message for message."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

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
    TextCancelled,
    TextPublished,
)
from devices.moment import Moment
from devices.se.profile import PROFILE_ID, DeviceId
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.scenario import parse
from devices.sim.scenario_phrases import Drive
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
