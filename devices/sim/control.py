"""The control socket: one JSON object a line in, one out; what a tester may do to the simulated world.

A request is `{"do": VERB, ...}`; the answer is `{"ok": true, "result": ...}` or `{"ok": false, "error": SENTENCE}`.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from devices.cbke import certificate_file
from devices.cbke.authority import DemonstrationAuthority
from devices.cbke.suites import SUITES
from devices.moment import Moment
from devices.sim.faults import LinkFaults
from devices.sim.join_trouble import JoinTrouble
from devices.sim.ncp.ash import ResetCode
from devices.sim.ncp.flash import octets_of
from devices.sim.ncp.joining import DEFAULT_SECONDS, start_joining
from devices.sim.ncp.rekeying import ask_for_key
from devices.sim.ncp.station import Station, afflict
from devices.sim.node import ApsFrame

if TYPE_CHECKING:
    from devices.sim.simulation import Simulation

Arguments = dict[str, Any]
_MAX_LINE = 1 << 20


class BadRequest(ValueError):
    """A request that cannot be done, in a sentence."""


@dataclass(slots=True)
class ControlPort:
    """Serves any number of testers on 127.0.0.1."""

    simulation: "Simulation"
    address: tuple[str, int] = ("", 0)
    _server: asyncio.Server | None = None
    _clients: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, host: str, port: int) -> None:
        """Start to listen."""
        self._server = await asyncio.start_server(self._serve, host, port, limit=_MAX_LINE)
        self.address = cast("tuple[str, int]", self._server.sockets[0].getsockname()[:2])

    async def close(self) -> None:
        """Stop listening and let everyone go."""
        if self._server:
            self._server.close()
        for client in list(self._clients):
            client.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await client

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            while line := await reader.readline():
                writer.write(json.dumps(self.answer(line), default=str).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            pass  # a line of more than a megabyte, or a client that is gone: nobody is left to tell
        except asyncio.CancelledError:
            pass  # the simulation ends
        finally:
            self._clients.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    def answer(self, line: bytes) -> dict[str, Any]:
        """Do what one line asks."""
        try:
            request = json.loads(line)
        except ValueError as error:
            return {"ok": False, "error": f"this line is not JSON: {error}"}
        if not isinstance(request, dict) or not isinstance(request.get("do"), str):
            return {"ok": False, "error": 'a request is an object with a verb, such as {"do": "list"}'}
        verb = request.pop("do")
        perform = _VERBS.get(verb)
        if perform is None:
            return {"ok": False, "error": f"there is no verb {verb!r}; there are {', '.join(_VERBS)}"}
        try:
            result = perform(Request(self.simulation, request, self.simulation.now()))
        except ValueError as error:
            return {"ok": False, "error": str(error)}
        self.simulation.pump()
        return {"ok": True, "result": result}


@dataclass(frozen=True, slots=True)
class Request:
    """One verb's arguments and the world that it acts on."""

    simulation: "Simulation"
    arguments: Arguments
    at: Moment

    @property
    def station(self) -> Station:
        """The device that the argument `device` names."""
        stations, name = self.simulation.air.stations, self.arguments.get("device")
        if not isinstance(name, str) or name.lower() not in stations:
            raise ValueError(f"there is no device {name!r}; there are {', '.join(stations) or 'none'}")
        return stations[name.lower()]

    def number(self, name: str, default: float | None = None) -> float:
        """A number that an argument must be."""
        value = self.arguments.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadRequest(f"{name} is a number, not {value!r}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """A truth that an argument must be."""
        value = self.arguments.get(name, default)
        if not isinstance(value, bool):
            raise BadRequest(f"{name} is true or false, not {value!r}")
        return value


def _describe(station: Station) -> dict[str, Any]:
    return {
        "device": station.node.eui64,
        "install_code": station.node.install_code.hex().upper(),
        "membership": station.membership.value,
        "note": station.note,
        "node_id": station.node_id,
        "endpoints": [asdict(endpoint) for endpoint in station.endpoints],
        "bindings": [[row.source_endpoint, row.cluster_id, row.target_endpoint] for row in station.bindings],
        "silent": station.is_silent,
        "loss": station.loss,
        "trouble": station.trouble.value,
        "lqi": station.lqi,
        "rssi_dbm": station.rssi_dbm,
    }


def _list(request: Request) -> list[dict[str, Any]]:
    return [_describe(station) for station in request.simulation.air.stations.values()]


def _join(request: Request) -> dict[str, Any]:
    seconds, is_insisting = request.number("seconds", DEFAULT_SECONDS), request.flag("insists", default=False)
    start_joining(request.simulation.air, request.station, request.at, seconds, is_insisting=is_insisting)
    return _describe(request.station)


def _leave(request: Request) -> dict[str, Any]:
    request.simulation.air.leave(request.station, request.at)
    return _describe(request.station)


def _remove(request: Request) -> None:
    del request.simulation.air.stations[request.station.node.eui64]


def _power_cycle(request: Request) -> None:
    station, air = request.station, request.simulation.air
    station.node.reset(request.at)
    air.announce(station, request.at)


def _drive(request: Request) -> object:
    command, arguments = request.arguments.get("command"), request.arguments.get("arguments", {})
    if not isinstance(command, str) or not isinstance(arguments, dict):
        raise BadRequest('drive takes a command, a word, and its arguments, an object such as {"watts": 2900}')
    return request.station.node.drive(command, arguments, request.at)


def _set_device(request: Request) -> dict[str, Any]:
    station = request.station
    station.is_silent = request.flag("silent", default=station.is_silent)
    ask_for_key(request.simulation.air, station, request.at)
    lqi = int(request.number("lqi", station.lqi))
    if not 0 <= lqi <= 255:
        raise ValueError(f"lqi is from 0 to 255, not {lqi}")
    station.lqi = lqi
    station.rssi_dbm = int(request.number("rssi_dbm", station.rssi_dbm))
    station.loss = request.number("loss", station.loss)
    if not 0 <= station.loss <= 1:
        raise ValueError(f"loss is a share from 0 to 1, not {station.loss}")
    if "trouble" in request.arguments:
        afflict(station, request.arguments["trouble"])
    return _describe(station)


def _spread(request: Request) -> list[dict[str, Any]]:
    """Every station stands where its address puts it, and is heard as well as that lets."""
    request.simulation.air.mesh.spread()
    return _list(request)


def _noise(request: Request) -> dict[int, int]:
    """A channel is that loud, in dBm; without a channel all are as chance makes them again."""
    noise = request.simulation.air.noise_dbm
    if "channel" not in request.arguments:
        noise.clear()
        return noise
    channel, dbm = int(request.number("channel")), int(request.number("dbm"))
    if not 11 <= channel <= 26 or not -128 <= dbm <= 0:
        raise ValueError(f"channels are 11 to 26 and noise -128 to 0 dBm, not {channel} at {dbm}")
    noise[channel] = dbm
    return noise


def _dongle(request: Request) -> dict[str, Any]:
    """How many transient keys its RAM has room for."""
    chip = request.simulation.dongle.chip
    chip.transient_key_places = int(request.number("transient_keys", chip.transient_key_places))
    return {"transient_keys": chip.transient_key_places}


def _transmit(request: Request) -> None:
    values = request.arguments
    profile_id, cluster_id, source, destination = (
        int(request.number(name, default)) for name, default in _FRAME_FIELDS.items()
    )
    try:
        payload = bytes.fromhex(str(values.get("payload", "")))
    except ValueError as error:
        raise ValueError(f"payload is hexadecimal digits: {error}") from error
    is_encrypted = request.flag("encrypted", default=False)
    frame = ApsFrame(profile_id, cluster_id, source, destination, payload, is_encrypted)
    request.simulation.air.transmit(request.station, frame, request.at)


def _spoof(request: Request) -> None:
    """Announce another device's EUI64, as an attacker on the network would."""
    victim = request.arguments.get("as")
    if not isinstance(victim, str):
        raise BadRequest("spoof takes as, the EUI64 that the device pretends to have")
    request.simulation.air.announce(request.station, request.at, eui64=octets_of(victim))


def _link(request: Request) -> dict[str, Any]:
    link = request.simulation.port.link
    link.faults = link.faults.changed(request.arguments)
    return asdict(link.faults)


def _clear(request: Request) -> dict[str, Any]:
    request.simulation.port.link.faults = LinkFaults()
    for station in request.simulation.air.stations.values():
        station.is_silent, station.loss = False, 0.0
        afflict(station, JoinTrouble.NONE.value)
        ask_for_key(request.simulation.air, station, request.at)
    return asdict(LinkFaults())


def _unplug(request: Request) -> None:
    seconds = request.number("seconds", 10)
    if seconds < 0:
        raise ValueError(f"seconds is at least 0, not {seconds}")
    request.simulation.port.pull(seconds)


def _reset_ncp(request: Request) -> None:
    name = str(request.arguments.get("reason", "watchdog")).upper()
    if name not in ResetCode.__members__:
        raise ValueError(f"there is no reason {name.lower()}; there are {', '.join(ResetCode.__members__).lower()}")
    code = ResetCode[name]
    if code is ResetCode.ACK_TIMEOUTS:
        request.simulation.port.fail(code)
    else:
        request.simulation.port.reset(code)


def _statistics(request: Request) -> dict[str, Any]:
    simulation = request.simulation
    return {
        "air": asdict(simulation.air.statistics),
        "ezsp": asdict(simulation.dongle.statistics),
        "ash": asdict(simulation.port.statistics),
        "link": asdict(simulation.port.link.statistics),
        "connected": simulation.port.is_connected,
        "refused_clients": simulation.port.refused,
        "devices": {
            "joined": len(simulation.air.joined()),
            "all": len(simulation.air.stations),
        },
    }


def _clock(request: Request) -> dict[str, Any]:
    return {"utc": request.at.utc.isoformat(), "speed": request.simulation.clock.speed}


def _keys(request: Request) -> dict[str, Any]:
    flash = request.simulation.dongle.flash
    stations = request.simulation.air.stations.values()
    return {
        "network": flash.network_key.hex() if flash.network else None,
        "trust_centre": flash.tc_link_key.hex() if flash.network else None,
        "devices": {station.node.eui64: station.link_key.hex() for station in stations},
    }


def _certificate(request: Request) -> str:
    """What a home's owner gets from the demonstration authority for the dongle: {suites?: [1, 2]}."""
    numbers = request.arguments.get("suites", [suite.number for suite in SUITES])
    suites = [suite for suite in SUITES if isinstance(numbers, list) and suite.number in numbers]
    if not suites:
        raise ValueError(f"suites is [1], [2] or [1, 2], not {numbers!r}")
    authority, name = DemonstrationAuthority(request.simulation.settings.seed), request.simulation.dongle.eui64[::-1]
    return certificate_file.written({suite: authority.issue(suite, name) for suite in suites})


def _stop(request: Request) -> None:
    request.simulation.stopped.set()


_FRAME_FIELDS = {"profile_id": 0x0109, "cluster_id": None, "source_endpoint": 1, "destination_endpoint": 1}
_VERBS: dict[str, Callable[[Request], object]] = {
    "list": _list,
    "join": _join,
    "leave": _leave,
    "remove": _remove,
    "power_cycle": _power_cycle,
    "drive": _drive,
    "device": _set_device,
    "spread": _spread,
    "noise": _noise,
    "dongle": _dongle,
    "transmit": _transmit,
    "spoof": _spoof,
    "link": _link,
    "clear": _clear,
    "unplug": _unplug,
    "reset_ncp": _reset_ncp,
    "statistics": _statistics,
    "clock": _clock,
    "keys": _keys,
    "certificate": _certificate,
    "stop": _stop,
}
