"""Stepping out of an event: the smallest step first, each with its price, and what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from devices.moment import Moment
from devices.names import Eui64
from hemsapp.commands import Command, Ease, OptOut, TakeBreak, UndoOverride
from hemsapp.snapshot import EaseOption, Event, Participation, Snapshot, Undo
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.views import ButtonKind, ButtonState, ButtonView, OptionRowView, SegmentedView, SheetView, ToastView

_NOTHING = Decimal(0)
UNDO_S, UNANSWERED_S, PATIENCE_S, AT_ONCE_S = 10, 120, 10, 2


@dataclass(frozen=True, slots=True)
class OverrideView:
    """The sheet, its rooms (None when there is nothing to choose), and its options."""

    sheet: SheetView
    rooms: SegmentedView | None
    options: tuple[OptionRowView, ...]


class OverridePresenter:
    """Remembers what is chosen, and since when an answer is awaited; `present` gives None when the sheet must close."""

    def __init__(self) -> None:
        self._room = 0
        self._chosen = 0
        self._touched: Moment | None = None
        self._sent: Moment | None = None
        self._before: tuple[object, ...] = ()
        self._seen: tuple[Snapshot, Moment, Event] | None = None

    def open(self, now: Moment) -> None:
        """Begin anew: the smallest step of the first room is chosen."""
        self._room = self._chosen = 0
        self._touched, self._sent = now, None

    def present(self, snapshot: Snapshot, now: Moment) -> OverrideView | None:
        """The sheet at that moment; None once it was answered, was left alone for two minutes, or the event ended."""
        event = snapshot.events.current
        if event is None or not told.is_running(event) or event.is_locked or not event.options:
            return None
        if self._touched is not None and now.seconds_since(self._touched) >= UNANSWERED_S:
            return None
        if self._sent is not None and (self._before != _state(snapshot) or self._is_given_up(now)):
            return None
        self._seen = (snapshot, now, event)
        options = self._options(event)
        self._chosen = min(self._chosen, len(options) - 1)
        rows = tuple(
            _row(each, event, now, snapshot.preferences.zone, is_selected=index == self._chosen)
            for index, each in enumerate(options)
        )
        return OverrideView(self._sheet(event, options[self._chosen], now), self._segments(event), rows)

    def choose_room(self, index: int) -> None:
        """Show the options of that room, or of all rooms."""
        self._room = index
        self._touch()

    def choose(self, index: int) -> None:
        """Choose an option."""
        self._chosen = index
        self._touch()

    def apply(self) -> Command | None:
        """Ask for what is chosen; once, until it was answered."""
        if self._seen is None or self._sent is not None:
            return None
        snapshot, now, event = self._seen
        self._sent, self._before = now, _state(snapshot)
        option = self._options(event)[self._chosen]
        match option.kind:
            case "degrees":
                return Ease(event.issuer_event_id, option.device, abs(option.by_centi_c))
            case "break":
                return TakeBreak(event.issuer_event_id, option.device, option.minutes)
        return OptOut(event.issuer_event_id, option.device)

    def _touch(self) -> None:
        if self._seen is not None:
            self._touched = self._seen[1]

    def _is_given_up(self, now: Moment) -> bool:
        return self._sent is not None and now.seconds_since(self._sent) >= PATIENCE_S

    def _rooms(self, event: Event) -> list[Eui64 | None]:
        """The rooms that have options, all rooms last; a room that is alone stands for all."""
        found = list(dict.fromkeys(each.device for each in event.options))
        others = sum(each.part in told.IN_IT for each in event.participations) > 1
        if not others and len(found) > 1:
            found.remove(None)
        return sorted(found, key=lambda device: device is None)

    def _options(self, event: Event) -> list[EaseOption]:
        rooms = self._rooms(event)
        room = rooms[min(self._room, len(rooms) - 1)]
        return [each for each in event.options if each.device == room]

    def _segments(self, event: Event) -> SegmentedView | None:
        rooms = self._rooms(event)
        if len(rooms) == 1:
            return None
        single = [room for room in rooms if room is not None]
        names = [
            words("override.only", room=_name(event, room)) if len(single) == 1 else _name(event, room)
            for room in single
        ]
        if None in rooms:
            names.append(words("override.all_rooms"))
        return SegmentedView(tuple(names), min(self._room, len(rooms) - 1))

    def _sheet(self, event: Event, option: EaseOption, now: Moment) -> SheetView:
        cost = _cost(option)
        apply = ButtonView(words("override.apply", cost=cost), ButtonKind.PRIMARY)
        if self._sent is not None:
            is_new = now.seconds_since(self._sent) < AT_ONCE_S
            apply = ButtonView(
                words("events.sending" if is_new else "events.waiting"), ButtonKind.PRIMARY, ButtonState.BUSY
            )
        return SheetView(
            words("events.too_warm" if told.is_cooling(event) else "events.too_cold"),
            words("override.subtitle"),
            apply,
            ButtonView(words("override.keep"), ButtonKind.OUTLINE),
            words("override.footnote", seconds=UNDO_S),
        )


def _row(option: EaseOption, event: Event, now: Moment, zone: str, *, is_selected: bool) -> OptionRowView:
    title, subtitle = _meaning(option, event, now, zone)
    amount = "" if option.cost is None else i18n.money(max(option.cost, _NOTHING))
    about = words("override.about" if option.cost is not None else "override.unknown")
    return OptionRowView(title, subtitle, about, amount, is_selected)


def _meaning(option: EaseOption, event: Event, now: Moment, zone: str) -> tuple[str, str]:
    """What an option is called, and what it does."""
    each = _participation(event, option.device)
    set_point, end = i18n.temperature(option.set_point_centi_c), i18n.clock_time(event.end, zone)
    is_cooling, is_all = told.is_cooling(event), option.device is None
    name = words("override.all_rooms") if each is None else told.room(each.name)
    match option.kind:
        case "degrees":
            by = i18n.difference(option.by_centi_c)
            title = words("override.cooler" if is_cooling else "override.warmer", degrees=by)
            key = "override.all_go" if is_all else "override.goes"
            return title, words(key, room=name, set_point=set_point, change=title, time=end)
        case "break":
            title = words("override.break", minutes=option.minutes)
            until = i18n.clock_time(now.utc + timedelta(minutes=option.minutes), zone)
            if is_all or each is None or each.planned_centi_c is None:
                return title, words("override.all_break", time=until)
            then = i18n.temperature(each.planned_centi_c)
            return title, words("override.break_until", set_point=set_point, time=until, then=then)
    if is_all:
        return words("override.out"), words("override.all_out", time=end)
    others = [p for p in event.participations if p.device != option.device and p.part in told.IN_IT]
    key = "override.room_out" if others else "override.home_out"
    return words("override.out"), words(key, set_point=set_point, time=end)


def _cost(option: EaseOption) -> str:
    if option.cost is None:
        return words("override.unknown")
    return words("override.about_cost", amount=i18n.money(max(option.cost, _NOTHING)))


def _participation(event: Event, device: Eui64 | None) -> Participation | None:
    return next((each for each in event.participations if each.device == device), None)


def _name(event: Event, device: Eui64 | None) -> str:
    each = _participation(event, device)
    return words("override.all_rooms") if each is None else told.room(each.name)


def _state(snapshot: Snapshot) -> tuple[object, ...]:
    """What an answer would change: the way back, a refusal, or where the devices stand."""
    event = snapshot.events.current
    parts = () if event is None else tuple((p.device, p.part, p.target_centi_c) for p in event.participations)
    return (snapshot.events.undo, snapshot.refusal, parts)


def undo_toast(snapshot: Snapshot, now: Moment) -> ToastView | None:
    """What the last override does, and the way back while its ten seconds last."""
    undo = snapshot.events.undo
    if undo is None:
        return None
    left_s = undo.until_s - now.monotonic_s
    if left_s <= 0:
        return None
    seconds = i18n.whole(int(-(-left_s // 1)))
    return ToastView(
        _done(undo, snapshot),
        words("override.undo", seconds=seconds),
        detail=_until(undo, snapshot),
        action_icon="undo-2",
    )


def _done(undo: Undo, snapshot: Snapshot) -> str:
    event = snapshot.events.current
    each = None if event is None else _participation(event, undo.device)
    name = words("override.all_rooms") if each is None else told.room(each.name)
    if undo.set_point_centi_c is None:
        return words("override.done_out", room=name)
    if undo.device is None:
        return words("override.done_all", set_point=i18n.temperature(undo.set_point_centi_c))
    return words("override.done", room=name, set_point=i18n.temperature(undo.set_point_centi_c))


def _until(undo: Undo, snapshot: Snapshot) -> str:
    event = snapshot.events.current
    if event is None or undo.cost is None:
        return words("override.done_unknown")
    end = i18n.clock_time(event.end, snapshot.preferences.zone)
    return words("override.done_cost", amount=i18n.money(max(undo.cost, _NOTHING)), time=end)


def undo() -> UndoOverride:
    """Take it back."""
    return UndoOverride()
