"""The simulated meter and the real head end: in objects, and as processes on a broker; also when they are killed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from devices.moment import Moment
from devices.se.profile import PROFILE_ID
from devices.sim.__main__ import main
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.meter.image import image
from devices.sim.meter.node import MeterNode
from devices.utility.broker import BrokerProcess
from devices.utility.bus import Faults
from devices.utility.local import LocalNet
from devices.utility.mqtt_bus import MqttBus
from devices.utility.ms.downloads import BLOCK_OCTETS, Terms
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.utility.parcel_command import MAKER, new_maker
from devices.utility.shell import run
from devices.utility.station import Station
from devices.wan.download_words import DownloadKind
from devices.wan.journal import Noted
from devices.wan.keys import Keys, Role, introduce
from devices.wan.parcels import Packed, described, signed
from devices.wan.words import Program
from tests.devices.radio.world import World, simulator, simulator_process
from tests.devices.sim.meter.bench import NOON

METER = "MTR-1"
HOUR = timedelta(hours=1)


def keys() -> tuple[Keys, Keys]:
    both = Keys.generate("MS", Role.HEAD_END), Keys.generate(METER, Role.METER)
    introduce(both)
    return both


def order(minutes: int = 60, after: timedelta = HOUR) -> EventOrder:
    return EventOrder(
        Program.CRITICAL_PEAK,
        NOON + after,
        minutes,
        price=Decimal("0.62"),
        cooling_offset_centi_c=222,
        issuer_event_id=7,
    )


def noted(head_end: HeadEnd) -> list[Noted]:
    return [entry.noted for _, entry in head_end.links.journal() if entry.issuer_event_id == 7]


# In objects


class Objects:
    """Head end and meter on a bus in virtual time."""

    def __init__(self, faults: Faults | None = None, seed: int = 1) -> None:
        node = make_nodes(["meter"], seed=1, start=Moment(NOON, 0.0), profile_id=PROFILE_ID, state=None)[0]
        assert isinstance(node, MeterNode)
        self.node = node
        node.duties.rename(METER)
        self.head_end = HeadEnd(None, lambda _sender, _octets: None)
        self.head_end.enrol(METER, NOON)
        self.net = LocalNet(NOON, seed, faults)
        ms_keys, self.meter_keys = keys()
        self.net.add(self.head_end, ms_keys)
        self.net.add(node.duties, self.meter_keys)

    def journal(self) -> list[Noted]:
        """What the meter did, without what it told again: nobody lives in this home to answer."""
        entries = (entry for _, entry in self.node.duties.log.ledger.entries() if entry.issuer_event_id == 7)
        return [entry.noted for entry in entries if entry.noted is not Noted.RECOVERED]


def test_an_event_is_confirmed_launched_and_ended_in_objects() -> None:
    world = Objects()
    world.head_end.schedule(order(), [METER], NOON)
    world.net.advance(NOON + 3 * HOUR)
    assert Noted.CONFIRMATION_RECEIVED in noted(world.head_end)
    assert world.journal() == [
        Noted.EVENT_LOGGED,
        Noted.FACE_PENDING,
        Noted.EVENT_CONFIRMED,
        Noted.EVENT_LAUNCHED,
        Noted.FACE_ACTIVE,
        Noted.EVENT_TERMINATED,
        Noted.FACE_ENDED,
        Noted.FACE_NORMAL,
    ]
    world.head_end.close()


@pytest.mark.parametrize("seed", range(8))
def test_on_a_line_that_loses_doubles_and_reorders_an_event_is_acted_on_once(seed: int) -> None:
    """C1FR6, F87"""
    world = Objects(Faults(loss=0.3, duplicate=0.3, reorder=0.3, delay=timedelta(seconds=20)), seed)
    world.head_end.schedule(order(), [METER], NOON)
    world.net.advance(NOON + 3 * HOUR)
    acts = [one for one in world.journal() if one is not Noted.EVENT_CONFIRMED]
    assert len(acts) == len(set(acts))
    assert not acts or acts[-1] is Noted.FACE_NORMAL
    confirmed = Noted.CONFIRMATION_RECEIVED in noted(world.head_end)
    assert not confirmed or Noted.EVENT_LAUNCHED in acts
    world.head_end.close()


def test_a_change_and_a_cancellation_reach_the_meter() -> None:
    """C1FR30"""
    world = Objects()
    world.head_end.schedule(order(), [METER], NOON)
    world.net.advance(NOON + HOUR / 10)
    world.head_end.change(7, {"start": NOON + 2 * HOUR}, world.net.now)
    world.net.advance(NOON + HOUR / 5)
    (event,) = world.node.duties.events.book.live()
    assert event.start == NOON + 2 * HOUR
    world.head_end.cancel(7, world.net.now)
    world.net.advance(NOON + HOUR / 2)
    assert world.node.duties.events.book.live() == []
    world.head_end.close()


# As processes


class Utility:
    """A head end that runs beside the test."""

    def __init__(self, head_end: HeadEnd, station: Station) -> None:
        self.head_end, self._station = head_end, station

    def schedule(self, wanted: EventOrder) -> None:
        self.head_end.schedule(wanted, [METER], self._station.now)
        self._station.wake()

    def download(self, packed: Packed, terms: Terms) -> None:
        self.head_end.downloads.order(packed, [METER], terms, "Kim", self.now)
        self._station.wake()

    @property
    def now(self) -> datetime:
        return self._station.now

    def downloaded(self) -> int:
        return int(self._download()["done_octets"])

    def state(self) -> str:
        return str(self._download()["state"])

    def _download(self) -> Any:
        return self.head_end.downloads.listed()[0]["meters"][0]

    def has(self, kind: Noted) -> bool:
        return kind in noted(self.head_end)


@asynccontextmanager
async def utility(broker: str, ms_keys: Keys, world: World) -> AsyncIterator[Utility]:
    head_end = HeadEnd(None, lambda _sender, _octets: None)
    bus = MqttBus(broker, "MS")
    loop = asyncio.get_running_loop()
    began_s, began = loop.time(), datetime.fromisoformat((await world.ask("clock"))["utc"])
    station = Station(head_end, ms_keys, bus, lambda: began + timedelta(seconds=loop.time() - began_s))
    head_end.enrol(METER, station.now)
    task = asyncio.create_task(run(bus, [station]))
    try:
        yield Utility(head_end, station)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        head_end.close()


async def until(such: Callable[[], bool], within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not such():  # noqa: ASYNC110 - many things are waited for, few have an event
            await asyncio.sleep(0.05)


async def meter_of(world: World) -> str:
    (meter,) = [entry["device"] for entry in await world.ask("list")]
    return str(meter)


async def test_a_meter_that_was_killed_goes_on_where_it_stood(tmp_path: Path) -> None:
    """C1FR20: an event is announced; the process dies; the next one launches and ends it, and logs it once."""
    ms_keys, meter_keys = keys()
    meter_keys.save(tmp_path / f"{METER}.keys")
    state = tmp_path / "state"
    with BrokerProcess() as broker:
        link = ("--utility", broker.url, "--keys", str(tmp_path), "--meter-id", METER, "--devices", "meter")
        async with simulator_process(14, state, *link, "--start", NOON.isoformat()) as world:
            meter = await meter_of(world)
            async with utility(broker.url, ms_keys, world) as its:
                its.schedule(order(minutes=1, after=timedelta(minutes=5)))
                await until(lambda: its.has(Noted.CONFIRMATION_RECEIVED))
                state_before = await world.ask("drive", device=meter, command="event_state")
                assert [event["status"] for event in state_before["events"]] == ["pending"]
                lines = await world.ask("drive", device=meter, command="face")
                assert "* CRITICAL PEAK PENDING" in lines
            world.kill()
        later = (NOON + timedelta(minutes=5, seconds=-3)).isoformat()
        async with simulator(14, state, *link, "--start", later) as world, utility(broker.url, ms_keys, world) as its:
            async with asyncio.timeout(20):
                while True:
                    journal = await world.ask("drive", device=meter, command="journal")
                    kinds = [entry["noted"] for entry in journal if entry["issuer_event_id"] == 7]
                    if "event launched" in kinds:
                        break
                    await asyncio.sleep(0.1)
            assert kinds.count("event logged") == 1
            assert kinds.count("event launched") == 1


def test_a_link_without_keys_or_meter_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--utility", "mqtt://127.0.0.1:1", "--devices", "meter"])
    assert "--utility needs --keys and --meter-id" in capsys.readouterr().err


def test_keys_that_are_not_there_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--utility", "mqtt://127.0.0.1:1", "--devices", "meter", "--keys", str(tmp_path), "--meter-id", "MTR-9"])
    assert "MTR-9.keys" in capsys.readouterr().err


async def test_a_download_goes_on_where_the_killed_meter_stood(tmp_path: Path) -> None:
    """X-REMOTE-DOWNLOAD: on a broker, with the maker's key beside the meter's own; its process dies amid the blocks."""
    ms_keys, meter_keys = keys()
    meter_keys.save(tmp_path / f"{METER}.keys")
    secret, _ = new_maker(tmp_path)
    octets = image(5 * BLOCK_OCTETS)
    parcel = described(DownloadKind.FIRMWARE, MAKER, 2, "1.5", octets)
    maker = load_pem_private_key(secret.read_bytes(), None)
    assert isinstance(maker, ec.EllipticCurvePrivateKey)
    packed = Packed(parcel, signed(parcel, maker), octets)
    with BrokerProcess() as broker:
        link = ("--utility", broker.url, "--keys", str(tmp_path), "--meter-id", METER, "--devices", "meter")
        async with simulator_process(14, tmp_path / "state", *link, "--start", NOON.isoformat()) as world:
            meter = await meter_of(world)
            async with utility(broker.url, ms_keys, world) as its:
                its.download(packed, Terms(activate_at=NOON, block_s=1))
                await until(lambda: its.downloaded() >= BLOCK_OCTETS)
                world.kill()
                before = its.downloaded()
                again = its.now.isoformat()
                async with simulator(14, tmp_path / "state", *link, "--start", again) as risen:
                    await until(lambda: its.state() == "runs", within_s=45.0)
                    told = await risen.ask("drive", device=meter, command="firmware")
                    assert (told["firmware"], told["download"]) == ("1.5", None)
                assert BLOCK_OCTETS <= before < 5 * BLOCK_OCTETS
