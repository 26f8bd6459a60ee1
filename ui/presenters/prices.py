"""Prices: the hours past and to come as a ribbon, one of them read out, and when the dear machines cost least."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.questions import Answer, HistoryShown, HistoryWanted, Question, Scale
from hemsapp.snapshot import PriceBlock, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import ribbon
from ui.presenters.blank import is_blank
from ui.presenters.expected import Point, expected, room_of
from ui.presenters.frame import Page, header, level_word, shown_level
from ui.presenters.ribbon import AHEAD, BEFORE, HOUR, Window, hour_of
from ui.tokens import Milliseconds
from ui.views import ButtonView, HeaderView, Level, Line, Run, ToastView, Tone
from ui.views.history import PriceReadOutView, RibbonView

LONG_RUN = timedelta(hours=2)
LONG_RUN_KWH = Decimal("4.2")
"""A dishwasher (1.2 kWh) and a dryer (3.0 kWh): the sentence says "about"."""

_WORTH_TELLING = Decimal("0.05")
_FRESH_S, _PATIENCE_S = 300, 10


@dataclass(frozen=True, slots=True)
class Reminder:
    """The cheap hours of which the person wants to be told when they begin."""

    start: datetime
    end: datetime


def reminder_toast(reminder: Reminder | None, now: Moment, zone: str) -> ToastView | None:
    """The notice while the cheap hours last; None before and after them."""
    if reminder is None or not reminder.start <= now.utc < reminder.end:
        return None
    time = i18n.hour_time(reminder.end, zone)
    return ToastView(words("prices.due"), words("prices.due_ok"), "bell", words("prices.due_until", time=time))


@dataclass(frozen=True, slots=True)
class PricesView:
    """The read-out above the ribbon, and below it one sentence with what can be done about it."""

    header: HeaderView
    read_out: PriceReadOutView
    ribbon: RibbonView
    foot: Line
    button: ButtonView | None


class PricesPresenter:
    """Snapshot to PricesView; remembers the hour that a finger reads, and the prices of the hours that are over."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._picked: datetime | None = None
        self._let_go: Moment | None = None
        self._is_held = False
        self._past: dict[date, HistoryShown] = {}
        self._asked: dict[date, Moment] = {}
        self._waiting: Moment | None = None
        self._window: Window | None = None
        self._cheapest: datetime | None = None
        self.reminder: Reminder | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> PricesView:
        """The page at that moment."""
        self._let_go_when_due(now)
        self._window, zone = None, snapshot.preferences.zone
        title = header(
            snapshot, now, words("prices.title"), subtitle=words("prices.subtitle", hours=36), is_demo=self._is_demo
        )
        if not zone or all(block.end <= now.utc for block in snapshot.prices.blocks):
            return self._priceless(title, snapshot, now)
        window = self._window = Window(now.utc - BEFORE, now.utc + AHEAD, now.utc, zone)
        blocks = tuple(block for block in merged(self._blocks(snapshot, window)) if block.end > window.start)
        room = room_of(snapshot)
        line = () if room is None else expected(snapshot, room, now.utc, window.end)
        cheapest = cheapest_stretch(blocks, now.utc)
        saved = _saved(blocks, cheapest, now.utc)
        picked = self._picked
        is_worth = cheapest is not None and saved is not None and saved >= _WORTH_TELLING
        self._cheapest = cheapest if is_worth else None
        shown = ribbon.view(
            snapshot,
            window,
            blocks,
            line,
            cheapest=None if not is_worth or cheapest is None else (cheapest, cheapest + LONG_RUN),
            picked=picked,
        )
        read_out = self._read_now(snapshot, now) if picked is None else _read(picked, blocks, line, zone)
        return PricesView(title, read_out, shown, self._foot(saved, now, zone), self._remind(now))

    def _priceless(self, title: HeaderView, snapshot: Snapshot, now: Moment) -> PricesView:
        """No price is known: why, and the one thing to do about it."""
        self._cheapest, none = None, words("prices.none")
        button = None if is_blank(snapshot) else ButtonView(words("prices.enter_rates"))
        return PricesView(title, self._read_now(snapshot, now), RibbonView((), empty=none, sentence=none), (), button)

    def wants(self, now: Moment, zone: str) -> tuple[Question, ...]:
        """What to ask of the store now: the days whose past prices are shown, one by one, again every five minutes."""
        is_waiting = self._waiting is not None and now.seconds_since(self._waiting) < _PATIENCE_S
        if not zone or is_waiting:
            return ()
        days = {i18n.local(at, zone).date() for at in (now.utc - BEFORE, now.utc)}
        self._past = {day: kept for day, kept in self._past.items() if day in days}
        for day in sorted(days):
            if day not in self._asked or now.seconds_since(self._asked[day]) >= _FRESH_S:
                self._asked[day] = self._waiting = now
                return (HistoryWanted(Scale.DAY, day),)
        return ()

    def answered(self, answer: Answer) -> None:
        """Keep what a day cost."""
        self._waiting = None
        if isinstance(answer, HistoryShown) and answer.scale is Scale.DAY:
            self._past[answer.start] = answer

    def drag(self, place: float) -> None:
        """A finger reads the hour at that place of the ribbon."""
        if self._window is not None:
            at = self._window.at(place)
            self._is_held = True
            self._picked = hour_of(at, self._window.zone)

    def let_go(self, now: Moment) -> None:
        """The finger left: what it read stays for a moment."""
        self._is_held, self._let_go = False, now

    def forget(self) -> None:
        """Read now again."""
        self._picked, self._let_go, self._is_held = None, None, False

    def step(self, hours: int, now: Moment) -> None:
        """The hour before or after the one that is read."""
        window = self._window
        if window is None:
            return
        moved = (self._picked or hour_of(window.now, window.zone)) + hours * HOUR
        if window.start <= moved < window.end:
            self._picked = moved
        self.let_go(now)

    def press(self) -> Page | None:
        """Open the rates where there are none; else remind of the cheap hours when they begin, or not after all."""
        if self._window is None:
            return Page.RATES
        is_new = self.reminder is None and self._cheapest is not None
        self.reminder = Reminder(self._cheapest, self._cheapest + LONG_RUN) if is_new and self._cheapest else None
        return None

    def _let_go_when_due(self, now: Moment) -> None:
        if self._is_held or self._let_go is None:
            return
        if now.seconds_since(self._let_go) * 1000 >= Milliseconds.CHART_HOLD:
            self._picked = self._let_go = None

    def _blocks(self, snapshot: Snapshot, window: Window) -> Iterable[PriceBlock]:
        """What was, from the store, then what is and comes, from the snapshot."""
        ahead = snapshot.prices.blocks
        first = ahead[0].start
        for _, day in sorted(self._past.items()):
            for each in day.prices:
                end = min(each.end, first)
                if each.start < end:
                    yield PriceBlock(each.start, end, each.price, each.level)
        yield from (block for block in ahead if block.start < window.end)

    def _read_now(self, snapshot: Snapshot, now: Moment) -> PriceReadOutView:
        prices, title = snapshot.prices, words("prices.now")
        if prices.price is None or prices.level is None:
            is_unknown = not snapshot.tariff.tiers and prices.stored is None
            word = words("prices.no_price" if is_unknown else "price.expired")
            return PriceReadOutView(title, None, word, "", sentence=word)
        room = room_of(snapshot)
        note = "" if room is None else words("prices.house_now", temperature=i18n.temperature(room.indoor_centi_c))
        if prices.until is not None and snapshot.preferences.zone:
            title = words("prices.now_until", time=_hour(prices.until, now.utc, snapshot.preferences.zone))
        return _read_out(title, shown_level(prices.level), level_word(prices.level), prices.price, note)

    def _foot(self, saved: Decimal | None, now: Moment, zone: str) -> Line:
        if saved is None:
            return (Run(words("prices.unknown_ahead"), Tone.QUIET),)
        if self._cheapest is None:
            return (Run(words("prices.nothing_cheaper"), Tone.INK, is_strong=True, icon="check"),)
        when = _hour(self._cheapest, now.utc, zone)
        return (
            Run("", level=Level.LOW),
            Run(words("prices.machines", time=when), Tone.INK, is_strong=True),
            Run(words("prices.machines_less", amount=i18n.money(saved)), Tone.INK),
        )

    def _remind(self, now: Moment) -> ButtonView | None:
        if self.reminder is not None and self.reminder.end > now.utc:
            return ButtonView(words("prices.reminding"), icon="check", sentence=words("prices.reminding_sentence"))
        if self._cheapest is None or self._cheapest <= now.utc:
            return None
        return ButtonView(words("prices.remind"), icon="bell")


def merged(blocks: Iterable[PriceBlock]) -> Iterator[PriceBlock]:
    """Blocks that follow one another with the same price and meaning, as one."""
    held: PriceBlock | None = None
    for block in blocks:
        if held is not None and (held.end, held.price, held.level) == (block.start, block.price, block.level):
            held = replace(held, end=block.end)
            continue
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held


def cheapest_stretch(blocks: Iterable[PriceBlock], now: datetime, length: timedelta = LONG_RUN) -> datetime | None:
    """When the cheapest stretch of that length begins that is known from end to end, the earliest of equal ones."""
    ahead = [block for block in blocks if block.end > now]
    edges = {now, *(block.start for block in ahead), *(block.end - length for block in ahead)}
    costed = [(cost, at) for at in edges if at >= now and (cost := _mean(ahead, at, at + length)) is not None]
    return min(costed)[1] if costed else None


def _mean(blocks: Iterable[PriceBlock], start: datetime, end: datetime) -> Decimal | None:
    """The mean price from `start` to `end`; None where a part of it is not known."""
    known, total = timedelta(), Decimal(0)
    for block in blocks:
        length = min(block.end, end) - max(block.start, start)
        if length > timedelta():
            known += length
            total += block.price * Decimal(int(length.total_seconds()))
    return total / Decimal(int(known.total_seconds())) if known == end - start else None


def _saved(blocks: Iterable[PriceBlock], cheapest: datetime | None, now: datetime) -> Decimal | None:
    """How much less the machines cost in the cheapest hours than if they started now; None: not known."""
    blocks = tuple(blocks)
    if cheapest is None:
        return None
    here, there = _mean(blocks, now, now + LONG_RUN), _mean(blocks, cheapest, cheapest + LONG_RUN)
    running = next((block.price for block in blocks if block.start <= now < block.end), here)
    return None if running is None or there is None else (running - there) * LONG_RUN_KWH


def _read(picked: datetime, blocks: Iterable[PriceBlock], line: tuple[Point, ...], zone: str) -> PriceReadOutView:
    """One hour, or the part of it that has one price."""
    block = next((each for each in blocks if each.start < picked + HOUR and each.end > picked), None)
    day = words(f"weekday_short.{i18n.local(picked, zone).isoweekday()}")
    if block is None:
        title = words("prices.hours", day=day, hours=i18n.time_range(picked, picked + HOUR, zone))
        return PriceReadOutView(title, None, words("prices.not_known"), "", sentence=words("prices.not_known"))
    start, end = max(picked, block.start), min(picked + HOUR, block.end)
    title = words("prices.hours", day=day, hours=i18n.time_range(start, end, zone))
    warm = [centi_c for at, centi_c in line if start <= at <= end]
    note = words("prices.house_expected", temperature=i18n.temperature(warm[len(warm) // 2])) if warm else ""
    return _read_out(title, shown_level(block.level), level_word(block.level), block.price, note)


def _read_out(title: str, level: Level, word: str, price: Decimal, note: str) -> PriceReadOutView:
    shown = i18n.price(price)
    sentence = ", ".join(each for each in (title, word, str(shown), note) if each)
    return PriceReadOutView(title, level, word, shown.number, shown.unit, note, "thermometer" if note else "", sentence)


def _hour(at: datetime, now: datetime, zone: str) -> str:
    """`10 PM`, or with the day when it is not today."""
    time, day = i18n.hour_time(at, zone), i18n.local(at, zone).date()
    ahead = (day - i18n.local(now, zone).date()).days
    if ahead == 0:
        return time
    if ahead == 1:
        return words("prices.tomorrow", time=time)
    return words("prices.on_day", day=words(f"weekday_short.{day.isoweekday()}"), time=time)
