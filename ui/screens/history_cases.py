"""Sample states of the pages of prices, history and data: the house, the moment, and what a finger does there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.snapshot import PriceBlock, PriceLevel, Prices, Snapshot
from hemsapp.work import Task, Work, WorkKind
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW, normal
from ui.screens.history_answers import QUARTER, midnight, price_at

AFTER_EVENT = Moment(datetime(2026, 7, 15, 15, 20, tzinfo=UTC), 255_000.0)
"""8:20 AM, on the day after the event."""

SHORT_DAY = Moment(datetime(2026, 3, 9, 6, 30, tzinfo=UTC), 10_000.0)
LONG_DAY = Moment(datetime(2025, 11, 3, 7, 30, tzinfo=UTC), 10_000.0)
"""The last half hour of the days on which the clock is set forward, and back."""

AFTER_SILENCE = Moment(datetime(2026, 7, 11, 6, 30, tzinfo=UTC), 10_000.0)
"""The end of a day on which the meter was silent for two hours."""

EARLY = Moment(datetime(2024, 7, 1, 20, 0, tzinfo=UTC), 10_000.0)
"""Before anything was kept."""


def whole_prices(now: Moment, *, is_event_tomorrow: bool, hours: int = 36) -> Prices:
    """The sample's prices for so many hours ahead."""
    blocks: list[PriceBlock] = []
    at = now.utc.replace(minute=now.utc.minute // 15 * 15, second=0, microsecond=0)
    end = at + timedelta(hours=hours)
    event_from = midnight(now.utc.date()) + timedelta(hours=24)
    while at < end:
        price, level = price_at(at, is_event_day=is_event_tomorrow and at >= event_from)
        if blocks and blocks[-1].price == price:
            blocks[-1] = replace(blocks[-1], end=at + QUARTER)
        else:
            blocks.append(PriceBlock(at, at + QUARTER, price, level))
        at += QUARTER
    first = blocks[0]
    return replace(
        normal().prices, price=first.price, level=first.level, stored=first.price, until=first.end, blocks=tuple(blocks)
    )


def event_tomorrow() -> Snapshot:
    """The event of tomorrow is known, its plan kept, and prices for a day and a half."""
    s = CASES["event-announced"]()
    kept = tuple(replace(each, is_answered=True) for each in s.events.all)
    events = replace(s.events, all=kept, coming=kept[0], current=None)
    return replace(s, events=events, comfort=normal().comfort, prices=whole_prices(NOW, is_event_tomorrow=True))


def today_only() -> Snapshot:
    """The utility sent prices until midnight, and none for tomorrow."""
    known = whole_prices(NOW, is_event_tomorrow=False, hours=11)
    return replace(normal(), prices=replace(known, source=PriceSource.PUBLISHED, published=known.price))


def one_price() -> Snapshot:
    """One price the whole day: nothing is cheaper than now."""
    price, s = Decimal("0.21000"), normal()
    block = PriceBlock(NOW.utc, NOW.utc + timedelta(hours=36), price, PriceLevel.NORMAL)
    return replace(s, prices=replace(s.prices, price=price, stored=price, until=None, blocks=(block,)))


def day_after() -> Snapshot:
    """The morning after the event."""
    s = normal()
    heard = Moment(AFTER_EVENT.utc - timedelta(seconds=4), AFTER_EVENT.monotonic_s - 4)
    s = replace(s, link=replace(s.link, meter_heard=heard), power=replace(s.power, heard=heard))
    return replace(s, at=AFTER_EVENT, prices=whole_prices(AFTER_EVENT, is_event_tomorrow=False), texts=())


def working(kind: WorkKind, result: str = "", problem: str | None = None) -> Snapshot:
    """Long work in its middle, or as it ended."""
    ended = NOW if result or problem else None
    work = Work(Task(kind, "/media/KINGSTON"), 4_210, 10_000, NOW, ended, result, problem)
    return replace(normal(), work=work)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in a state: which house, when, which buttons are `pressed`, and where a finger is (0 to 1).

    Without `is_answered` the store does not answer. `drag` reads prices, `pick` bars of history from one place to
    another, `rest` lies on one of them; `why` names the number on which a finger rests.
    """

    make: Callable[[], Snapshot]
    page: Page
    now: Moment = NOW
    drag: tuple[float, ...] = ()
    pressed: tuple[str, ...] = ()
    pick: tuple[float, float] | None = None
    rest: float | None = None
    why: str = ""
    is_answered: bool = True


HISTORY_SCENES: dict[str, Scene] = {
    "prices": Scene(event_tomorrow, Page.PRICES, drag=(0.832,)),
    "prices-now": Scene(event_tomorrow, Page.PRICES),
    "prices-today-only": Scene(today_only, Page.PRICES),
    "prices-one": Scene(one_price, Page.PRICES),
    "prices-none": Scene(CASES["no-tariff"], Page.PRICES),
    "prices-loading": Scene(CASES["loading"], Page.PRICES),
    "history-day": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.previous",)),
    "history-read": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.previous",), pick=(0.69, 0.69)),
    "history-stretch": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.previous",), pick=(0.60, 0.75)),
    "history-today": Scene(day_after, Page.HISTORY, AFTER_EVENT),
    "history-fixed": Scene(normal, Page.HISTORY, pressed=("history.previous",)),
    "history-fix": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.previous",), rest=0.3),
    "history-fix-again": Scene(normal, Page.HISTORY, pressed=("history.previous",), rest=0.14),
    "history-loading": Scene(day_after, Page.HISTORY, AFTER_EVENT, is_answered=False),
    "history-not-itemised": Scene(normal, Page.HISTORY, AFTER_SILENCE),
    "history-empty": Scene(CASES["first-run"], Page.HISTORY, EARLY),
    "history-short-day": Scene(normal, Page.HISTORY, SHORT_DAY),
    "history-long-day": Scene(normal, Page.HISTORY, LONG_DAY),
    "data": Scene(normal, Page.DATA),
    "data-working": Scene(lambda: working(WorkKind.EXPORT_GREEN_BUTTON), Page.DATA),
    "data-done": Scene(lambda: working(WorkKind.BACK_UP, result="Saved as hemsapp-2026-07-13.backup."), Page.DATA),
    "data-failed": Scene(
        lambda: working(
            WorkKind.EXPORT_CSV, problem="The stick is full. Nothing was written; make room for 3 MB and try again."
        ),
        Page.DATA,
    ),
    "data-restore": Scene(normal, Page.DATA, pressed=("data.row3.button",)),
    "data-meter": Scene(normal, Page.DATA, pressed=("data.meter",)),
    "data-meter-join": Scene(
        normal,
        Page.DATA,
        pressed=(
            "data.meter",
            *(f"data.meter_change.pad.keys.{each}" for each in "48210"),
            *("data.meter_change.pad.keys.accept", "data.meter_change.pad.keys.2", "data.meter_change.pad.keys.accept"),
        ),
    ),
    "worth": Scene(CASES["event-finished"], Page.EVENT, pressed=("event.second",)),
    "history-utility": Scene(
        day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.previous",), why="history.summary"
    ),
    "history-week": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.scale.1",)),
    "history-week-not-itemised": Scene(normal, Page.HISTORY, AFTER_SILENCE, pressed=("history.scale.1",)),
    "history-bill": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.scale.2",)),
    "history-year": Scene(day_after, Page.HISTORY, AFTER_EVENT, pressed=("history.scale.3",)),
    "prices-event": Scene(CASES["event-active"], Page.PRICES),
}
