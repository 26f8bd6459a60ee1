"""How a concentrator works: what its owner may set."""

from dataclasses import dataclass

from devices.utility.owed import Policy

FORWARD = Policy(10.0, None, 300.0)  # to the head end, for as long as it takes


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and times of one concentrator."""

    name: str
    ms: str = "MS"
    meters_at_most: int = 5_000  # those beyond it are not registered (X-SCALE)
    interval_minutes: int = 15
    channels: tuple[int, ...] = (0,)
    keep_days: int = 60  # X-LONG-TERM
    wh_at_most: int = 60_000  # in an interval: 240 kW in a quarter of an hour; more is marked doubtful
    batch_s: float = 1.0  # answers are gathered for so long
    repeat_s: float = 2.0  # then meters that have not answered are told again
    repeats: int = 4
    poll_lag_s: float = 10.0  # after an interval's end, so that meters have closed it
    poll_every_s: float = 60.0  # again, for those that did not answer
    polls: int = 4
    is_passing_on_each_interval: bool = True  # C1NFR9; otherwise the head end asks for whole days
    beat_s: float = 300.0  # the head end hears of the concentrator at least so often
    forward: Policy = FORWARD
