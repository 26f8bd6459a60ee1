"""Nodes for the simulator process whose meter takes events from a test, as if the utility link had verified them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from devices.moment import Moment
from devices.sim.arguments import Arguments
from devices.sim.device import DeviceVerb
from devices.sim.house.neighbourhood import make_nodes as make_home_nodes
from devices.sim.meter.node import MeterNode
from devices.sim.node import Node
from devices.wan.words import (
    Body,
    Envelope,
    EventCancel,
    EventControl,
    Noun,
    Origin,
    Program,
    ReceiptStage,
    SecurityClass,
    Verb,
    Verified,
)

FACTORY = "tests.devices.drivers.event_home:make_nodes"
KINDS = "meter,thermostat,older-thermostat,pct,load-switch,display"


class EventMeter(MeterNode):
    """A meter with a utility in the test."""

    _counter = 0

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        return {
            **super().verbs,
            "utility_event": self._event,
            "utility_cancel": self._cancel,
            "utility_stage": self._stage,
        }

    def _event(self, arguments: Arguments) -> object:
        now = self.duties.log.now.replace(microsecond=0)
        control = EventControl(
            issuer_event_id=arguments.integer("id"),
            revision=1,
            program=Program(arguments.text("program", "emergency")),
            origin=Origin.UTILITY,
            priority=1,
            start=now + timedelta(seconds=arguments.integer("in_s", 0)),
            duration_minutes=arguments.integer("minutes", 60),
            criticality=arguments.integer("criticality", 2),
            device_class=arguments.integer("device_class", 1),
            price=arguments.money("price") if arguments.has("price") else None,
            cooling_offset_centi_c=220,
            reason="Very hot",
        )
        return self._send(control, Verb.CREATE, Noun.END_DEVICE_CONTROLS)

    def _cancel(self, arguments: Arguments) -> object:
        return self._send(EventCancel(arguments.integer("id")), Verb.CANCEL, Noun.END_DEVICE_CONTROLS)

    def _stage(self, arguments: Arguments) -> object:
        sequence = arguments.integer("sequence")
        find = "select log_number from receipt where sequence = ?"
        (log_number,) = self.duties.log.ledger.database.execute(find, (sequence,)).fetchone()
        stage = ReceiptStage("coordinator", sequence, log_number, "MS", self.duties.log.now)
        return self._send(stage, Verb.REPLY, Noun.END_DEVICE_EVENTS)

    def _send(self, body: Body, verb: Verb, noun: Noun) -> object:
        self._counter += 1
        at = self.duties.log.true_time(self.duties.log.now)
        until = at + timedelta(hours=1)
        name = f"t{self._counter}"
        envelope = Envelope(verb, noun, name, "MS", self.duties.name, at, until, self._counter, body)
        sent = self.duties.receive(Verified(envelope, SecurityClass.CONTROL), at)
        self.hurry()
        return [asdict(one.body) for one in sent]


def make_nodes(kinds: Sequence[str], *, seed: int, start: Moment, profile_id: int, state: Path | None) -> list[Node]:
    """For `--nodes`: the home of these kinds, its meter an `EventMeter`."""
    nodes: list[Any] = make_home_nodes(kinds, seed=seed, start=start, profile_id=profile_id, state=state)
    for node in nodes:
        if isinstance(node, MeterNode):
            node.__class__ = EventMeter
    return nodes
