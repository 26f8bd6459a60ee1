"""The price of the coming hours: length is time, height and colour are price."""

from datetime import datetime, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import level_word, shown_level
from ui.views import AxisMark, PriceBlockView, SkylineView

HOURS = 12
_BEFORE_NOW = timedelta(minutes=12)
_TALLEST = Decimal("0.38")
_LOWEST = 0.22
_MARK_APART = 0.075


def skyline(snapshot: Snapshot, now: Moment) -> SkylineView:
    """The blocks of the next twelve hours, with now near the left."""
    start, end = now.utc - _BEFORE_NOW, now.utc + timedelta(hours=HOURS)
    blocks = [block for block in snapshot.prices.blocks if block.end > start and block.start < end]
    title = words("home.next_hours", hours=HOURS)
    if not blocks:
        return SkylineView(title, (), empty=words("home.no_schedule"), sentence=words("home.no_schedule"))
    tallest = max(_TALLEST, *(block.price for block in blocks))
    views = tuple(
        PriceBlockView(
            start=0.0 if block.start <= now.utc else _share(block.start, start, end),
            end=_share(block.end, start, end),
            height=max(_LOWEST, min(1.0, float(block.price / tallest))),
            level=shown_level(block.level),
            word=level_word(block.level),
            price=i18n.price(block.price).number,
        )
        for block in blocks
    )
    zone = snapshot.preferences.zone
    told = " ".join(
        words(
            "home.prices_ahead",
            level=level_word(block.level),
            time=i18n.clock_time(block.end, zone),
            price=i18n.price(block.price).number,
        )
        for block in blocks
    )
    return SkylineView(
        title,
        views,
        _marks([min(block.end, end) for block in blocks], start, end, zone),
        _share(now.utc, start, end),
        words("home.now"),
        sentence=told,
    )


def _share(at: datetime, start: datetime, end: datetime) -> float:
    return min(1.0, max(0.0, (at - start) / (end - start)))


def _marks(ends: list[datetime], start: datetime, end: datetime, zone: str) -> tuple[AxisMark, ...]:
    """A time under each edge; where two would touch, the later one gives way, and the last one is always told."""
    marks: list[AxisMark] = []
    for at in ends:
        hour = at.replace(minute=0, second=0, microsecond=0) if at == end else at
        mark = AxisMark(_share(at, start, end), i18n.hour_time(hour, zone))
        if marks and mark.at - marks[-1].at < _MARK_APART:
            if at != end:
                continue
            marks.pop()
        marks.append(mark)
    return tuple(marks)
