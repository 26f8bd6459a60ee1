"""A meter on a bench with a head end that speaks to it, and a display that is bound to it."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from zigpy.zcl import Cluster
from zigpy.zcl.foundation import ZCLHeader

from devices.moment import Moment
from devices.sim.device import Label
from devices.sim.house.home import Home
from devices.sim.meter.ledger import Ledger
from devices.sim.meter.meter import Identity, Meter
from devices.sim.meter.node import MeterNode
from devices.sim.node import ApsFrame
from devices.wan.journal import Entry, Noted
from devices.wan.words import (
    Body,
    Dispatch,
    Envelope,
    EventCancel,
    EventControl,
    Noun,
    Origin,
    Program,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)
from tests.devices.sim.meter.bench import CLIENT_ENDPOINT, NOON, SE, MeterBench, parsed

START = NOON + timedelta(hours=5)
PRICE, DRLC, TUNNELING = 0x0700, 0x0701, 0x0704
PEAK = EventControl(
    issuer_event_id=7,
    revision=1,
    program=Program.CRITICAL_PEAK,
    origin=Origin.UTILITY,
    priority=3,
    start=START,
    duration_minutes=240,
    criticality=2,
    device_class=0x0001,
    price=Decimal("0.62"),
    cooling_offset_centi_c=222,
    reason="Very hot",
)


def peak(**changes: Any) -> EventControl:
    """A critical peak tonight, with changes."""
    return replace(PEAK, **changes)


class EventBench(MeterBench):
    """The bench; `dispatches` is everything that the meter sent to the utility."""

    def __init__(self, start: datetime = NOON, base_w: int = 2_000, ledger: Path | None = None) -> None:
        self._path = ledger
        self.dispatches: list[Dispatch] = []
        self._counter = 0
        super().__init__(start, base_w)

    def _make(self, label: Label, home: Home, base_wh: int, profile_id: int) -> MeterNode:
        self.meter = Meter(home.house, Identity("4711"), (base_wh, 0))
        home.add_meter(label.eui64, self.meter)
        return MeterNode(label, home, self.meter, profile_id, self.make_ledger())

    def make_ledger(self) -> Ledger:
        """In memory, unless there is a path."""
        return Ledger(self._path)

    @property
    def meter_node(self) -> MeterNode:
        """The node."""
        assert isinstance(self.node, MeterNode)
        return self.node

    @property
    def duties(self) -> Any:
        """The system."""
        return self.meter_node.duties

    def bind(self, *clusters: int, to: str | None = None) -> None:
        """A device of the home hears what these clusters send."""
        for cluster in clusters or (PRICE, DRLC):
            self.node.bind(1, cluster, CLIENT_ENDPOINT, True, to)

    def send(
        self,
        body: Body,
        verb: Verb = Verb.CREATE,
        noun: Noun = Noun.END_DEVICE_CONTROLS,
        security: SecurityClass = SecurityClass.CONTROL,
        source: str = "MS",
        correlation_id: str = "",
    ) -> list[Dispatch]:
        """The link verified a message; what the meter answers."""
        self._counter += 1
        at = self.now.utc
        name = f"m{self._counter}"
        until, me, counter = at + timedelta(hours=1), self.duties.name, self._counter
        envelope = Envelope(verb, noun, name, source, me, at, until, counter, body, correlation_id)
        answered: list[Dispatch] = self.duties.receive(Verified(envelope, security), at)
        self.dispatches += answered
        return answered

    def reply(self, body: Body, verb: Verb | None = None, **how: Any) -> Reply:
        """The reply to a message."""
        default = Verb.CANCEL if isinstance(body, EventCancel) else Verb.CREATE
        answers = [one for one in self.send(body, verb or default, **how) if isinstance(one.body, Reply)]
        (answer,) = answers
        assert isinstance(answer.body, Reply)
        return answer.body

    def pass_time(self, seconds: float) -> list[ApsFrame]:
        """Let time pass to what is due, and on; the frames and (in `dispatches`) messages that come of it."""
        until = self.now.utc + timedelta(seconds=seconds)
        frames: list[ApsFrame] = []
        while (due := self.duties.next_wake) is not None and due <= until:
            self._come_to(max(due, self.now.utc))
            self.dispatches += self.duties.wake(self.now.utc)
            frames += self.node.wake(self.now)
        self._come_to(until)
        return [*frames, *self.node.wake(self.now)]

    def _come_to(self, utc: datetime) -> None:
        self.now = Moment(utc, self.now.monotonic_s + (utc - self.now.utc).total_seconds())

    def sent(self, kind: type) -> list[Any]:
        """Bodies of that kind that went to the utility."""
        return [one.body for one in self.dispatches if isinstance(one.body, kind)]

    def noted(self, *kinds: Noted) -> list[Entry]:
        """Entries of the journal, of these kinds or all."""
        entries = [entry for _, entry in self.duties.log.ledger.entries()]
        return [entry for entry in entries if not kinds or entry.noted in kinds]

    def frames(self) -> list[ApsFrame]:
        """What the meter sends now."""
        return self.node.wake(self.now)

    def ask(self, cluster: type[Cluster], name: str, peer: str | None = None, **fields: object) -> list[Any]:
        """A command of a device of the home to the server; its parsed answers."""
        schema = getattr(cluster.ServerCommandDefs, name).schema
        payload = ZCLHeader.cluster(0x55, schema.command.id).serialize() + schema(**fields).serialize()
        frame = ApsFrame(SE, int(cluster.cluster_id), CLIENT_ENDPOINT, 1, payload, is_encrypted=True, peer=peer)
        return [parsed(cluster, one) for one in self.node.receive(frame, self.now)]


def of_cluster(cluster: type[Cluster], frames: list[ApsFrame], name: str) -> list[Any]:
    """Commands of that name among frames, read with the dictionary."""
    found = []
    for frame in frames:
        header, _ = ZCLHeader.deserialize(frame.payload)
        wanted = getattr(cluster.ClientCommandDefs, name)
        if frame.cluster_id == cluster.cluster_id and not header.frame_control.is_general:
            found += [parsed(cluster, frame)] if header.command_id == wanted.id else []
    return found
