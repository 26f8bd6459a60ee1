"""The port of a concentrator to its meters: what it needs of whatever reaches them, simulated or real."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from devices.wan.bits import Bits, Marks, Numbers, Wh
from devices.wan.field_words import Told
from devices.wan.words import Body


@dataclass(frozen=True, slots=True)
class Heard:
    """What some meters said: of the order `number` (0: of their own accord), each at its own time."""

    number: int
    told: Told
    issuer_event_id: int | None
    places: Numbers
    times_ms: Numbers
    failed: Marks | None = None
    """Of a test (`Told.TESTED`), for each place: bit i is set where the i-th `MeterCheck` was not good."""


class Neighbourhood(Protocol):
    """Meters by place: the order in which the concentrator first heard them. Nothing here waits."""

    def names(self, first: int) -> Sequence[str]:
        """The ids of the meters that were ever heard, from place `first` on."""

    def served(self, at: datetime) -> Bits:
        """Which of them have chosen this concentrator now, as long as `names(0)`."""

    @property
    def next_news(self) -> datetime | None:
        """When `served` or `heard` may have something new to say."""

    def tell(self, number: int, targets: Bits, body: Body, at: datetime) -> None:
        """Send an order to those meters; what they say to it comes with `heard`."""

    def heard(self, at: datetime) -> list[Heard]:
        """What came since it was last asked."""

    def read(self, places: Numbers, channel: int, start: datetime, count: int, at: datetime) -> Wh:
        """What those meters recorded: a row each, an interval each, MISSING_WH where nothing came."""
