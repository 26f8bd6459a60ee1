"""The simulated meter's connection to the utility: its system behind the shell that every system has, over MQTT.

The simulation's clock paces it. What a message causes in the home is said as soon as it is committed.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from devices.sim.meter.node import MeterNode
from devices.utility.mqtt_bus import Certificates, MqttBus
from devices.utility.shell import run
from devices.utility.station import Station
from devices.wan.credentials import TERM, Credential, Register
from devices.wan.keys import Keys, KeysRefused

if TYPE_CHECKING:
    from devices.sim.simulation import Simulation

KEYS_SUFFIX: Final = ".keys"
MAKER: Final = "maker.pub"


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Where the utility is, and who the meter is there. `keys` holds NAME.keys; `certificates` is for mqtts://."""

    broker: str
    keys: Path
    meter_id: str
    certificates: Path | None = None


class UtilityLink:
    """`async with UtilityLink(settings, simulation)`: connected, again and again, while it is open.

    ValueError with a sentence if there is no meter to connect, or its keys or the broker's address cannot be used.
    """

    def __init__(self, settings: LinkSettings, simulation: "Simulation") -> None:
        self._simulation = simulation
        self._node = _meter_of(simulation)
        self._node.duties.rename(settings.meter_id)
        folder, name = settings.certificates, settings.meter_id
        self._bus = MqttBus(settings.broker, name, None if folder is None else Certificates.of(folder, name))
        keys = _keys_of(settings)
        downloads = self._node.duties.downloads
        downloads.maker = _maker_in(settings.keys)
        downloads.believe = lambda notice: _believed(notice, keys, settings, simulation.now().utc)
        self._station = Station(self._node.duties, keys, self._bus, lambda: simulation.now().utc)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Connect in the background."""
        self._task = asyncio.create_task(run(self._bus, [self._station], self._simulation.settings.speed))
        self._task.add_done_callback(self._ended)
        self._node.duties.on_home_news = self._speak_soon
        self._node.duties.log.on_news = self._send_soon
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect; raises what went wrong inside."""
        self._station.end()
        assert self._task is not None
        if self._task.done():
            self._task.result()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _speak_soon(self) -> None:
        """Say in the home what a message caused, once that is committed (C1NFR12)."""
        self._node.hurry()
        asyncio.get_running_loop().call_soon(self._simulation.pump)

    def _send_soon(self) -> None:
        """Send what the home caused, once that is committed."""
        asyncio.get_running_loop().call_soon(self._station.wake)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Our own mistake ends the simulation: what is owed is in the ledger."""
        if not task.cancelled():
            self._simulation.stopped.set()


def _meter_of(simulation: "Simulation") -> MeterNode:
    nodes = [one.node for one in simulation.air.stations.values() if isinstance(one.node, MeterNode)]
    if len(nodes) != 1:
        raise ValueError(f"--utility connects one meter; this neighbourhood has {len(nodes)}")
    return nodes[0]


def _maker_in(folder: Path) -> ec.EllipticCurvePublicKey | None:
    """Whose firmware the meter believes: `maker.pub` beside its keys; nobody's if it is not there."""
    path = folder / MAKER
    if not path.exists():
        return None
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError(f"{path} is no key of a maker of firmware")  # noqa: TRY004 - of a file, not of an argument
    return key


def _believed(notice: bytes, keys: Keys, settings: LinkSettings, at: datetime) -> str:
    """Take a renewal or a list of revocations that was downloaded, and keep it; what changed. Raises KeysRefused."""
    path = settings.keys / f"{settings.meter_id}.register"
    register = Register.read(path.read_bytes(), keys) if path.exists() else Register(keys)
    for peer in keys.peers.values():
        register.held.setdefault(peer.name, Credential(peer, 1, at, at + TERM))
    line = register.take(notice, at)
    keys.save(settings.keys / f"{settings.meter_id}{KEYS_SUFFIX}")
    path.write_bytes(register.written())
    return line


def _keys_of(settings: LinkSettings) -> Keys:
    path = settings.keys / f"{settings.meter_id}{KEYS_SUFFIX}"
    try:
        return Keys.load(path)
    except (KeysRefused, OSError) as error:
        raise ValueError(f"the meter's keys cannot be used: {error}") from error
