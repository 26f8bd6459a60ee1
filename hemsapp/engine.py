"""The pure engine: (what happened, when) in, (new state, what to do) out."""

from dataclasses import dataclass

from devices.messages import Message
from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.domain.facts import NOTHING_RESTORED, Restored, TariffVersion
from hemsapp.effects import Effect
from hemsapp.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Settings:
    """What the installation fixes: the home's zone, the preprogrammed tariff (C1FR34b), the port's name for the screen.

    `bill_day` is the installer's, until the person sets another. `speed` is how many seconds of `Moment.utc` pass in a real second (above 1 only in a demonstration).
    """

    zone: str
    tariff: TariffVersion
    port: str = ""
    speed: float = 1.0
    bill_day: int | None = None


class Engine:
    """All that is known of the home, and what to do about it; never awaits, never asks the time."""

    def __init__(self, settings: Settings, restored: Restored = NOTHING_RESTORED) -> None:
        self.settings = settings
        self._restored = restored

    def start(self, at: Moment) -> list[Effect]:
        """Begin: call once before anything else; facts of a first start are recorded."""
        raise NotImplementedError

    def receive(self, thing: Message | Command, at: Moment) -> list[Effect]:
        """Take one message or command; the effects are to be performed in order."""
        raise NotImplementedError

    def wake(self, at: Moment) -> list[Effect]:
        """Do what is due; harmless when nothing is."""
        raise NotImplementedError

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, or None."""
        raise NotImplementedError

    def note_storage(self, problem: str | None) -> None:
        """The store works again (None), or does not, with the reason for the screen."""
        raise NotImplementedError

    def note_shed(self, count: int) -> None:
        """The full inbox dropped that many messages."""
        raise NotImplementedError

    def snapshot(self, at: Moment) -> Snapshot:
        """What may be seen at `at`; unchanged parts keep their identity."""
        raise NotImplementedError
