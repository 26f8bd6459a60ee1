"""A demonstration that is recorded, or done again: what ties the recorder or the replay to the window."""

from dataclasses import dataclass, field
from pathlib import Path

from hemsapp.clock import SteeredClock
from ui.recorder import Recorder
from ui.recording import Recording, Start
from ui.replay import Outcome, Replay
from ui.window import Window


@dataclass(slots=True)
class Session:
    """How a steered demonstration began; the file it is recorded in (None: it is kept to be asked for), or its replay.

    After a replay `outcome` says how it went.
    """

    clock: SteeredClock
    start: Start
    path: Path | None = None
    replayed: Recording | None = None
    secrets: tuple[str, ...] = ()
    speed: float | None = None
    outcome: Outcome = field(default_factory=Outcome)

    def attend(self, window: Window) -> Recorder | Replay:
        """Begin, before the window is shown. Raises OSError when the recording cannot be written."""
        if self.replayed is None:
            return Recorder(window, self.clock, self.start, self.path)
        replay = Replay(window, self.clock, self.replayed, self.secrets, self.speed)
        self.outcome = replay.outcome
        return replay
