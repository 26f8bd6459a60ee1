"""A meter on a work bench: a quiet house, a hand on the clock, and requests made of the dictionary's own schemas."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zigpy.zcl import Cluster, foundation
from zigpy.zcl.foundation import CommandSchema, GeneralCommand, ZCLHeader

from devices.moment import Moment
from devices.se.metering import Metering
from devices.sim.device import HomeNode, Label
from devices.sim.display import DisplayNode
from devices.sim.house.appliances import WATTS, Switch
from devices.sim.house.climate import SystemMode
from devices.sim.house.home import Home
from devices.sim.house.house import House, microseconds
from devices.sim.house.state_file import StateFile
from devices.sim.load_switch import LoadSwitchNode
from devices.sim.meter.meter import Identity, Meter
from devices.sim.meter.node import MeterNode
from devices.sim.node import ApsFrame
from devices.sim.pct import PctNode
from devices.sim.thermostat_node import ThermostatNode

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 7, 14, 19, 0, tzinfo=UTC)
SE = 0x0109
CLIENT_ENDPOINT = 11
GENERAL_SCHEMAS: dict[int, Any] = {int(number): one.schema for number, one in foundation.GENERAL_COMMANDS.items()}
TYPE_VALUE: Any = foundation.TypeValue  # its types take plain numbers, but do not say so


def quiet_house(start: datetime = NOON, base_w: int = 0) -> House:
    """A house that draws `base_w` and nothing else."""
    house = House(1, microseconds(start), LOS_ANGELES)
    house.settings.base_w = base_w
    house.settings.held = dict.fromkeys(WATTS, Switch.OFF)
    house.climate.mode = SystemMode.OFF
    house.refresh()
    return house


class Bench:
    """One node, the moment that it is, and whoever asks it. `link_key` says whether requests are encrypted."""

    def __init__(self, make: Callable[[Label, Home], HomeNode], start: datetime = NOON, base_w: int = 0) -> None:
        self.house = quiet_house(start, base_w)
        self.home = Home(self.house, StateFile(None))
        self.now = Moment(start, 1_000.0)
        self.node = make(Label.of(1, "meter", 1), self.home)

    def wait(self, seconds: float, monotonic_s: float | None = None) -> list[ApsFrame]:
        """Let time pass (the real clock may keep another pace); what the node sends by itself, waking when it asks."""
        target = Moment(
            self.now.utc + timedelta(seconds=seconds),
            self.now.monotonic_s + (seconds if monotonic_s is None else monotonic_s),
        )
        pace = seconds / max(1e-9, target.monotonic_s - self.now.monotonic_s)
        sent: list[ApsFrame] = []
        while (due_s := self.node.next_wake_s) is not None and due_s <= target.monotonic_s:
            passed_s = max(0.0, due_s - self.now.monotonic_s)
            self.now = Moment(self.now.utc + timedelta(seconds=passed_s * pace), self.now.monotonic_s + passed_s)
            sent += self.node.wake(self.now)
        self.now = target
        return sent

    def drive(self, verb: str, **arguments: object) -> Any:
        """Carry out a verb now."""
        return self.node.drive(verb, arguments, self.now)

    def raw(self, cluster_id: int, payload: bytes, *, is_encrypted: bool = True, endpoint: int = 1) -> list[ApsFrame]:
        """Send octets."""
        return self.node.receive(ApsFrame(SE, cluster_id, CLIENT_ENDPOINT, endpoint, payload, is_encrypted), self.now)

    def general(self, cluster: type[Cluster], command: GeneralCommand, **fields: object) -> Any:
        """Send a general command; its parsed answer."""
        request = foundation.GENERAL_COMMANDS[command].schema(**fields)
        header = ZCLHeader.general(0x55, command)
        return answer(cluster, self.raw(int(cluster.cluster_id), header.serialize() + request.serialize()))

    def command(self, cluster: type[Cluster], name: str, **fields: object) -> list[Any]:
        """Send a cluster command to the server; its parsed answers."""
        schema = getattr(cluster.ServerCommandDefs, name).schema
        header = ZCLHeader.cluster(0x55, schema.command.id)
        frames = self.raw(int(cluster.cluster_id), header.serialize() + schema(**fields).serialize())
        return [parsed(cluster, frame) for frame in frames]

    def read(self, cluster: type[Cluster], *names: str) -> dict[str, Any]:
        """Read attributes by name; the value, or the status where there is none."""
        ids = [int(getattr(cluster.AttributeDefs, name).id) for name in names]
        response = self.general(cluster, GeneralCommand.Read_Attributes, attribute_ids=ids)
        by_id = {
            int(record.attrid): record.value.value if record.value is not None else record.status
            for record in response.status_records
        }
        return {name: by_id[attribute_id] for name, attribute_id in zip(names, ids, strict=True)}

    def register(self, name: str = "current_summ_delivered") -> int:
        """A register as the air tells it."""
        return int(self.read(Metering, name)[name])


class MeterBench(Bench):
    """A bench with a meter on it."""

    def __init__(self, start: datetime = NOON, base_w: int = 0, base_wh: int = 0, profile_id: int = SE) -> None:
        super().__init__(lambda label, home: self._make(label, home, base_wh, profile_id), start, base_w)

    def _make(self, label: Label, home: Home, base_wh: int, profile_id: int) -> MeterNode:
        self.meter = Meter(home.house, Identity("4711"), (base_wh, 0))
        home.add_meter(label.eui64, self.meter)
        return MeterNode(label, home, self.meter, profile_id)


def thermostat_bench() -> Bench:
    """A bench with a thermostat on it."""
    return Bench(lambda label, home: ThermostatNode(label, home, SE))


def pct_bench() -> Bench:
    """A bench with a programmable communicating thermostat on it."""
    return Bench(lambda label, home: PctNode(label, home, 1, SE))


def display_bench() -> Bench:
    """A bench with a second display on it."""
    return Bench(lambda label, home: DisplayNode(label, home, 1, SE))


def load_switch_bench() -> Bench:
    """A bench with a load switch on it."""
    return Bench(lambda label, home: LoadSwitchNode(label, home, 1, SE))


def parsed(cluster: type[Cluster], frame: ApsFrame) -> Any:
    """A frame from a server, read with the dictionary; every octet must belong to it."""
    header, payload = ZCLHeader.deserialize(frame.payload)
    schema: type[CommandSchema]
    if header.frame_control.is_general:
        schema = GENERAL_SCHEMAS[header.command_id]
    else:
        by_id = {int(command.id): command.schema for command in cluster.ClientCommandDefs}
        schema = by_id[header.command_id]
    command, rest = schema.deserialize(payload)
    assert rest == b""
    return command


def answer(cluster: type[Cluster], frames: list[ApsFrame]) -> Any:
    """The one answer among frames."""
    (frame,) = frames
    return parsed(cluster, frame)


def reports(frames: list[ApsFrame], cluster_id: int = 0x0702) -> list[dict[int, int]]:
    """The Report Attributes frames of a cluster, as attribute values."""
    told = []
    for frame in frames:
        header, payload = ZCLHeader.deserialize(frame.payload)
        if frame.cluster_id == cluster_id and header.frame_control.is_general:
            assert header.command_id == GeneralCommand.Report_Attributes
            command: Any
            command, rest = GENERAL_SCHEMAS[GeneralCommand.Report_Attributes].deserialize(payload)
            assert rest == b""
            told.append({int(one.attrid): int(one.value.value) for one in command.attribute_reports})
    return told
