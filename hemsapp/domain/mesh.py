"""The network map: read slowly in the background, one device after the other, and never in the way of an event.

A round begins a while after the radio is ready and each six hours, where a device came, and when a person asks. It asks
our own radio first, then each device in turn, `PACE_S` apart (`ASKED_PACE_S` when a person waits). It stands still
while an event is about to start or end, or while an order of ours is unanswered, and then goes on. What a device told
is kept with its time; one that does not tell keeps what it told before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from devices.bindings import BindingsRead
from devices.messages import Delivered, DeviceLeft, DeviceReady, Eui64, RadioChanged, RadioState, Undelivered
from devices.moment import Moment
from devices.neighbours import NeighboursRead, ReadNeighbours
from hemsapp.domain.facts import Fact
from hemsapp.domain.health_facts import KeptBindings, KeptNeighbours
from hemsapp.snapshot.mesh import Mesh, Surroundings

FIRST_S = 120.0
ROUND_S = 6 * 3600.0
PACE_S = 20.0
ASKED_PACE_S = 1.0
ANSWER_S = 60.0


@dataclass(slots=True)
class _Round:
    """Whom to ask yet, and how soon after one another."""

    waiting: list[Eui64]
    pace_s: float


@dataclass(slots=True)
class MeshRounds:
    """What is known of the network, and whom to ask next; `view` is what may be seen of it."""

    view: Mesh = field(default_factory=Mesh)
    _round: _Round | None = None
    _due_s: float | None = None
    _sent: tuple[int, float] | None = None

    def restore(self, kept: Iterable[KeptNeighbours]) -> None:
        """What was told before the restart is seen at once."""
        parts = tuple(Surroundings(each.device, each.read, each.neighbours, each.routes) for each in kept)
        self.view = Mesh(self.view.own, parts)

    def hear(self, thing: object, at: Moment) -> list[Fact]:
        """Take what concerns the map; what is to be kept."""
        match thing:
            case RadioChanged():
                self._radio_changed(thing, at)
            case DeviceReady():
                if self.view.part(thing.device) is None:
                    self._want_within(at.monotonic_s + FIRST_S)
            case DeviceLeft():
                parts = tuple(part for part in self.view.parts if part.device != thing.device)
                self._show(parts)
            case NeighboursRead():
                return [self._told(thing, at)]
            case BindingsRead():
                return [KeptBindings(thing.device, at.utc, thing.bindings, thing.reports)]
            case Delivered() | Undelivered() if self._sent is not None and thing.order_id == self._sent[0]:
                self._sent = None
                self._go_on(at)
        return []

    def begin(self, devices: Iterable[Eui64], at: Moment, *, is_asked: bool) -> None:
        """Read all of it, from our own radio on: at once when a person asks."""
        own = [] if self.view.own is None else [self.view.own]
        self._round = _Round([*own, *devices], ASKED_PACE_S if is_asked else PACE_S)
        self._due_s = at.monotonic_s
        self._show(self.view.parts)

    def due(self, order_id: int, devices: Iterable[Eui64], at: Moment, *, is_held: bool) -> ReadNeighbours | None:
        """Whom to ask now, under that identifier; None: nobody, or not while `is_held`."""
        if self._sent is not None and at.monotonic_s >= self._sent[1]:
            self._sent = None
            self._go_on(at)
        if self._due_s is None or at.monotonic_s < self._due_s or self._sent is not None:
            return None
        if is_held:
            self._due_s = at.monotonic_s + PACE_S
            return None
        if self._round is None:
            self.begin(devices, at, is_asked=False)
        assert self._round is not None
        if not self._round.waiting:
            self._end(at)
            return None
        self._sent = order_id, at.monotonic_s + ANSWER_S
        return ReadNeighbours(self._round.waiting.pop(0))

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which somebody is to be asked, or given up."""
        return self._due_s if self._sent is None else self._sent[1]

    def _radio_changed(self, message: RadioChanged, at: Moment) -> None:
        if message.state is RadioState.READY:
            if message.own is not None and message.own != self.view.own:
                self.view = Mesh(message.own, self.view.parts)
            self._want_within(at.monotonic_s + FIRST_S)
        else:
            self._round = self._due_s = self._sent = None
            self._show(self.view.parts)

    def _want_within(self, at_s: float) -> None:
        if self._round is None:
            self._due_s = at_s if self._due_s is None else min(self._due_s, at_s)

    def _go_on(self, at: Moment) -> None:
        if self._round is None:
            return
        if self._round.waiting:
            self._due_s = at.monotonic_s + self._round.pace_s
        else:
            self._end(at)

    def _end(self, at: Moment) -> None:
        self._round, self._due_s = None, at.monotonic_s + ROUND_S
        self._show(self.view.parts)

    def _told(self, message: NeighboursRead, at: Moment) -> KeptNeighbours:
        kept = KeptNeighbours(message.device, at.utc, message.neighbours, message.routes)
        new = Surroundings(kept.device, kept.read, kept.neighbours, kept.routes)
        self._show((*(part for part in self.view.parts if part.device != kept.device), new))
        return kept

    def _show(self, parts: tuple[Surroundings, ...]) -> None:
        self.view = Mesh(self.view.own, parts, is_reading=self._round is not None)
