"""What the ledger of energy is made of: rows and holes, mutable, one for each durable `Interval` and `Gap`."""

from decimal import Decimal

from devices.messages import IntervalChannel
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.facts import Gap, Interval, Quality
from hemsapp.domain.sums import NO_COSTS, Sums
from hemsapp.units import QUARTER_S, quarter_of

DELIVERED, RECEIVED = IntervalChannel.DELIVERED, IntervalChannel.RECEIVED
NO_SUMS = Sums()


class Row:
    """A quarter-hour, or the piece of one in which one price held; lists are by channel.

    `filled` came from gaps; `settled` of it from gaps that are closed for good and forgotten. `imported` is the quality
    of what came from a file; `amended` is what a person said was delivered instead.
    """

    __slots__ = (
        "amended",
        "costs",
        "filled",
        "imported",
        "is_published",
        "length_s",
        "measured",
        "price",
        "profile",
        "rate_version",
        "settled",
        "start_s",
        "sums",
    )
    rank = 2

    def __init__(self, start_s: int, length_s: int, *, is_published: bool, price: Decimal | None) -> None:
        self.start_s = start_s
        self.length_s = length_s
        self.measured = [0, 0]
        self.filled = [0, 0]
        self.settled = [0, 0]
        self.amended: int | None = None
        self.profile: list[int | None] = [None, None]
        self.imported: Quality | None = None
        self.is_published = is_published
        self.price = price
        self.rate_version: int | None = None
        self.costs = NO_COSTS
        self.sums: Sums = NO_SUMS

    @property
    def end_s(self) -> int:
        """Where it ends."""
        return self.start_s + self.length_s

    @property
    def delivered_wh(self) -> int:
        """Energy from the utility."""
        return self.measured[0] + self.filled[0] if self.amended is None else self.amended

    @property
    def counted_wh(self) -> int:
        """Energy from the utility, whatever a person said of it."""
        return self.measured[0] + self.filled[0]

    @property
    def received_wh(self) -> int:
        """Energy to the utility."""
        return self.measured[1] + self.filled[1]

    def fact(self) -> Interval:
        """What of it must survive."""
        quality = Quality.PROFILE if any(self.filled) else self.imported or Quality.MEASURED
        return Interval(
            instant(self.start_s), self.length_s, self.delivered_wh, self.received_wh,
            self.measured[0], self.measured[1], self.profile[0], self.profile[1],
            quality if self.amended is None else Quality.AMENDED,
            None if self.is_published else self.rate_version, self.price, self.costs,
            None if self.amended is None else self.counted_wh,
        )  # fmt: skip

    @classmethod
    def restored(cls, fact: Interval) -> "Row":
        """The row of a fact."""
        row = cls(seconds(fact.start), fact.length_s, is_published=fact.rate_version is None, price=fact.price)
        row.measured = [fact.measured_delivered_wh, fact.measured_received_wh]
        counted_wh = fact.delivered_wh
        if fact.counted_delivered_wh is not None:
            row.amended, counted_wh = fact.delivered_wh, fact.counted_delivered_wh
        row.filled = [counted_wh - row.measured[0], fact.received_wh - row.measured[1]]
        row.profile = [fact.profile_delivered_wh, fact.profile_received_wh]
        row.rate_version = fact.rate_version
        row.costs = fact.costs
        if fact.quality is Quality.IMPORTED or (fact.quality is Quality.AMENDED and fact.counted_delivered_wh is None):
            row.imported = fact.quality
        return row


class Hole:
    """A gap of one channel: `total_wh` passed unseen (None: unknown, it lies before the first reading)."""

    __slots__ = (
        "channel", "costs", "end_s", "is_published", "left_wh", "price", "rate_version", "start_s", "sums", "total_wh",
        "unknown",
    )  # fmt: skip

    def __init__(
        self, channel: IntervalChannel, start_s: int, end_s: int, total_wh: int | None, *,
        is_published: bool, price: Decimal | None,
    ) -> None:  # fmt: skip
        self.channel = channel
        self.start_s = start_s
        self.end_s = end_s
        self.total_wh = total_wh
        self.left_wh = total_wh or 0
        self.is_published = is_published
        self.price = price
        self.rate_version: int | None = None
        self.costs = NO_COSTS
        self.sums: Sums = NO_SUMS
        self.unknown = set(self.slots)

    @property
    def rank(self) -> int:
        """Its place among entries that start together."""
        return int(self.channel)

    @property
    def slots(self) -> range:
        """The starts of the quarter-hours that it touches."""
        return range(quarter_of(self.start_s), self.end_s, QUARTER_S) if self.end_s > self.start_s else range(0)

    @property
    def delivered_wh(self) -> int:
        """What is not itemised, of energy from the utility."""
        return self.left_wh if self.channel is DELIVERED else 0

    @property
    def received_wh(self) -> int:
        """What is not itemised, of energy to the utility."""
        return self.left_wh if self.channel is RECEIVED else 0

    def fact(self) -> Gap:
        """What of it must survive."""
        return Gap(
            self.channel, instant(self.start_s), self.end_s - self.start_s, self.total_wh, self.left_wh,
            None if self.is_published else self.rate_version, self.price, self.costs,
        )  # fmt: skip

    @classmethod
    def restored(cls, fact: Gap) -> "Hole":
        """The gap of a fact."""
        start_s = seconds(fact.start)
        hole = cls(
            fact.channel, start_s, start_s + fact.length_s, fact.total_wh,
            is_published=fact.rate_version is None, price=fact.price,
        )  # fmt: skip
        hole.left_wh = fact.left_wh
        hole.rate_version = fact.rate_version
        hole.costs = fact.costs
        return hole


Entry = Row | Hole


def key_of(entry: Entry) -> int:
    """Entries are in the order of their start, gaps before the row that starts with them."""
    return entry.start_s * 4 + entry.rank
