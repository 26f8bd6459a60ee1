"""A report is played again in a simulated home with the same devices: is the same fault seen?"""

from dataclasses import dataclass, field
from pathlib import Path

from devices.messages import Eui64, Message
from devices.moment import Moment
from hemsapp.bundle.faults import Fault, FaultKind, Owed, found
from hemsapp.bundle.lines import Heard
from hemsapp.bundle.pack import Report
from hemsapp.bundle.scenario import TROUBLES, written
from hemsapp.domain.event_facts import KeptReceipt
from hemsapp.inbox import Thing
from hemsapp.play.player import Player
from hemsapp.play.texts import said
from hemsapp.rows import select

NEAR_PERCENT = 15


@dataclass(frozen=True, slots=True)
class Again:
    """A fault of the report, by the scenario's name of its device, and the same in the replay (None: not seen)."""

    fault: Fault
    room: str
    seen: Fault | None

    @property
    def is_played(self) -> bool:
        """Is a scenario able to make it happen?"""
        return self.fault.kind is not FaultKind.JOIN_FAILED or self.fault.why in TROUBLES


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it: the scenario, each fault, what else was not as written."""

    text: str
    faults: tuple[Again, ...]
    complaints: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Did every fault that can be played show itself again?"""
        return all(each.seen is not None for each in self.faults if each.is_played)


@dataclass(slots=True)
class _Recording:
    heard: list[Heard] = field(default_factory=list)

    def note(self, thing: Thing, at: Moment) -> None:
        message = thing if isinstance(thing, Message) else None
        self.heard.append(Heard(at.utc, type(thing).__name__, message))


def replay(report: Report, folder: Path) -> Replay:
    """Play the report in `folder`, which is its own."""
    scenario = written(report)
    player = Player(said(scenario.text, "the report"), folder, is_strict=False)
    recording = _Recording()
    player.kiosk.on_heard = recording.note
    try:
        run = player.live()
        seen = _found(player, recording)
    finally:
        player.close()
    rooms = player.rooms
    again = []
    for fault in scenario.faults:
        room = "" if fault.device is None else scenario.rooms.get(fault.device, "")
        same = (each for each in seen if _is_same(fault, each, room, rooms))
        again.append(Again(fault, room, next(same, None)))
    return Replay(scenario.text, tuple(again), run.complaints)


def _found(player: Player, recording: _Recording) -> tuple[Fault, ...]:
    kinds = {each.device: each.kind for each in player.kiosk.seen().devices}
    store = player.kiosk.store
    assert store is not None, "the scenario of a report does not end the kiosk"
    player.kiosk.catch_up()
    receipts = [Owed(each.owed, each.mdms or each.ms) for each in select(store.database, KeptReceipt)]
    return found(recording.heard, kinds, receipts, player.now)


def _is_same(fault: Fault, seen: Fault, room: str, rooms: dict[Eui64, str]) -> bool:
    """The same kind, of the same device, at the same time, and about as bad."""
    if seen.kind is not fault.kind or seen.why is not fault.why:
        return False
    if not seen.lasts_into(fault) and fault.kind is not FaultKind.JOIN_FAILED:
        return False
    if fault.device is not None and rooms.get(seen.device or Eui64("")) != room:
        return False
    return fault.percent is None or seen.percent is None or abs(fault.percent - seen.percent) <= NEAR_PERCENT
