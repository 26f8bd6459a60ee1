"""A neighbourhood in this process, on the real stack: devices that wait to join, and an engine that lets them in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from devices.errors import DevicesError
from devices.messages import Eui64, JoinFailed, Message, RadioState
from devices.moment import Moment
from devices.se.profile import PROFILE_ID
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.ncp.joining import start_joining
from devices.sim.ncp.station import Station, afflict
from devices.sim.simulation import Settings as World
from devices.sim.simulation import Simulation
from devices.zigbee import ZigbeeHan
from hemsapp.commands import Command
from hemsapp.effects import Effect, ForgetDevice, ListenToAir, PermitJoin, SendOrder
from hemsapp.engine import Engine, Settings
from hemsapp.service import join_fault
from hemsapp.snapshot import Join, JoinState, Snapshot
from tests.devices.radio.world import CHANNEL
from tests.hemsapp.domain.world import SAMPLE, ZONE

START = datetime(2026, 7, 14, 19, tzinfo=UTC)
_OVER = (JoinState.READY, JoinState.FAILED)


class Kiosk:
    """An engine on a network, without a store and a screen."""

    def __init__(self, simulation: Simulation, han: ZigbeeHan) -> None:
        self.simulation, self.han = simulation, han
        self.engine = Engine(Settings(ZONE, SAMPLE))
        self.engine.start(self.now())
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()

    def now(self) -> Moment:
        """The home's moment."""
        return self.simulation.now()

    def take(self, thing: Message | Command) -> None:
        """Let the engine have it, and do as it says."""
        self._perform(self.engine.receive(thing, self.now()))
        self._news.set()

    def _perform(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, SendOrder):
                self.han.send(effect.order_id, effect.order)
            elif isinstance(effect, PermitJoin | ForgetDevice | ListenToAir):
                task = asyncio.create_task(self._tend(effect))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _tend(self, effect: PermitJoin | ForgetDevice | ListenToAir) -> None:
        try:
            match effect:
                case PermitJoin():
                    await self.han.permit(effect.device, effect.install_code, effect.seconds)
                case ForgetDevice():
                    await self.han.remove(effect.device)
                case ListenToAir():
                    await self.han.scan_air()
        except DevicesError as error:
            assert isinstance(effect, PermitJoin)
            self.take(JoinFailed(effect.device, join_fault(error)))

    async def until(self, is_so: Callable[[Snapshot], bool], within_s: float = 60) -> Snapshot:
        """The first snapshot that is so."""
        async with asyncio.timeout(within_s):
            while not is_so(seen := self.engine.snapshot(self.now())):
                self._news.clear()
                try:
                    async with asyncio.timeout(0.2):
                        await self._news.wait()
                except TimeoutError:
                    self._perform(self.engine.wake(self.now()))
        return seen

    async def all_over(self, within_s: float = 60) -> dict[Eui64, Join]:
        """How every joining ended."""
        seen = await self.until(lambda snapshot: all(join.state in _OVER for join in snapshot.joins), within_s)
        return {join.device: join for join in seen.joins}


class Neighbourhood:
    """Stations by their place in the list of kinds."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.stations: list[Station] = list(kiosk.simulation.air.stations.values())
        self.names = [Eui64(station.node.eui64) for station in self.stations]
        self.codes = [station.node.install_code for station in self.stations]

    def look(self, *places: int, is_insisting: bool = False) -> None:
        """These look for a network from now on."""
        simulation = self.kiosk.simulation
        for place in places:
            start_joining(simulation.air, self.stations[place], simulation.now(), is_insisting=is_insisting)
        simulation.pump()

    def afflict(self, place: int, trouble: str) -> None:
        """Something is the matter with it."""
        afflict(self.stations[place], trouble)


@asynccontextmanager
async def neighbourhood(*kinds: str, seed: int = 5) -> AsyncIterator[Neighbourhood]:
    """A kiosk that just formed its network, and devices of these kinds around it."""
    moment = Moment(START, asyncio.get_running_loop().time())
    nodes: Sequence[object] = make_nodes(kinds, seed=seed, start=moment, profile_id=PROFILE_ID, state=None)
    async with Simulation(World(seed=seed, start=START), nodes) as simulation:  # type: ignore[arg-type]  # HomeNodes
        host, port = simulation.port.address
        han = ZigbeeHan(f"socket://{host}:{port}", None, CHANNEL)
        kiosk = Kiosk(simulation, han)
        serving = asyncio.create_task(han.run(kiosk.take))
        try:
            await kiosk.until(lambda seen: seen.link.radio is RadioState.READY)
            yield Neighbourhood(kiosk)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
