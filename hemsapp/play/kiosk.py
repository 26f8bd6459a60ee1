"""The kiosk of a scenario: an engine on a store, shown by presenters."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from devices.firmware.words import FirmwareEnded, GiveFirmware, Outcome
from devices.moment import Moment
from devices.sim.direct import DirectHan
from devices.wan.journal import Entry
from hemsapp.domain.event_facts import KeptReceipt
from hemsapp.effects import (
    DoWork,
    Effect,
    ForgetDevice,
    GiveImage,
    ListenToAir,
    PermitJoin,
    ReadShelf,
    Record,
    Restart,
    SendOrder,
    StepClock,
)
from hemsapp.engine import Engine, Settings
from hemsapp.inbox import Thing
from hemsapp.play.firmware import Images
from hemsapp.play.screen import Screen
from hemsapp.rows import select
from hemsapp.snapshot import Snapshot
from hemsapp.store import Store


class Kiosk:
    """An engine on a store, shown by presenters: what a process is, without one."""

    def __init__(self, path: Path, settings: Settings, now: Callable[[], Moment]) -> None:
        self._path = path
        self._settings = settings
        self._now = now
        self.hand = timedelta()
        self.store: Store | None = None
        self.shelf = Images()
        self.on_effect: Callable[[], None] = lambda: None
        """Called after each effect; whoever watches may kill the process there."""
        self.on_heard: Callable[[Thing, Moment], None] = lambda _thing, _at: None
        """Is told of everything that comes, as a recording is."""
        self.on_wish: Callable[[Effect], None] = _nobody_does
        """Does what needs more than a home: letting a device in, long work, a restart."""

    def start(self, han: DirectHan) -> None:
        """The process starts: what is known is what is on disk."""
        self.hand = timedelta()
        self.store = Store(self._path, self._settings.zone)
        self.engine = Engine(self._settings, self.store.restore(self.now.utc))
        self.screen = Screen()
        self._han = han
        self._perform(self.engine.start(self.now))
        han.connect(self.take)
        self.turn()

    def kill(self) -> None:
        """SIGKILL: what was not committed is gone."""
        if self.store is not None:
            self.store.close()
        self.store = None

    @property
    def is_running(self) -> bool:
        """Does the process live?"""
        return self.store is not None

    @property
    def now(self) -> Moment:
        """What its clock says: the machine's, or as far from it as the person or the meter set it."""
        machine = self._now()
        return Moment(machine.utc + self.hand, machine.monotonic_s)

    @property
    def next_wake_s(self) -> float | None:
        """When it wants its turn next (`Moment.monotonic_s`); None: when something comes."""
        if self.store is None:
            return None
        dues = [due for due in (self.engine.next_wake_s, self.store.due_s) if due is not None]
        return min(dues, default=None)

    def take(self, thing: Thing) -> None:
        """A message or a command, at once."""
        if self.store is not None:
            self.on_heard(thing, self.now)
            self._perform(self.engine.receive(thing, self.now))

    def turn(self) -> None:
        """What the service does between messages."""
        if self.store is None:
            return
        self._perform(self.engine.wake(self.now))
        if not self.is_running:
            return  # killed by what it did
        if self.store.due_s is not None and self.store.due_s <= self.now.monotonic_s:
            self.store.settle(self.now)

    def seen(self) -> Snapshot:
        """What may be seen."""
        self.turn()
        return self.engine.snapshot(self.now)

    def catch_up(self) -> None:
        """What is still held back is in the file, for a reader."""
        if self.store is not None:
            self._perform(self.engine.flush())
            self.store.catch_up(self.now)

    def entries(self) -> list[Entry]:
        """Its journal, as far as it is on disk."""
        return [] if self.store is None else list(select(self.store.database, Entry, "ORDER BY rowid"))

    @property
    def owed(self) -> int:
        """How many receipts the meter has not logged, as far as is on disk."""
        receipts = [] if self.store is None else select(self.store.database, KeptReceipt)
        return sum(receipt.logged is None for receipt in receipts)

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            if self.store is None:
                return  # it was killed between two effects
            match effect:
                case Record():
                    self.store.record(effect, self.now)
                case SendOrder():
                    self._han.send(effect.order_id, effect.order)
                case ReadShelf():
                    self.take(self.shelf.listed())
                case GiveImage():
                    self._give(effect)
                case StepClock():
                    self.hand = timedelta() if effect.utc is None else effect.utc - self._now().utc
                case PermitJoin() | ForgetDevice() | ListenToAir() | DoWork() | Restart():
                    self.on_wish(effect)
            self.on_effect()

    def _give(self, effect: GiveImage) -> None:
        image = self.shelf.image(effect.digest)
        if image is None:
            self.take(FirmwareEnded(effect.device, Outcome.LOST))
        else:
            self._han.send(effect.order_id, GiveFirmware(effect.device, image))


def _nobody_does(effect: Effect) -> None:
    raise AssertionError(f"no scenario asks for {effect}")
