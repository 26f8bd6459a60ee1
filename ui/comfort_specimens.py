"""The widgets of comfort and its rules in every state: name, class, view, size on a 1024x600 screen, down, focus."""

from collections.abc import Iterator
from typing import Any

from ui import views as v
from ui.views import ButtonKind, ButtonState, Level, Run, Tone
from ui.views.comfort import (
    CallView,
    CircleView,
    EventCardView,
    EventRowView,
    LevelCellView,
    RoomCardView,
    RuleListView,
    RuleView,
    SettingView,
)
from ui.widgets.arch import Arch
from ui.widgets.call_body import CallBody
from ui.widgets.circle_button import CircleButton
from ui.widgets.event_card import EventCard
from ui.widgets.event_row import EventRow
from ui.widgets.level_cell import LevelCell
from ui.widgets.room_card import RoomCard
from ui.widgets.rule_list import RuleList
from ui.widgets.sentence import Sentence
from ui.widgets.setting import Setting

Sample = tuple[Any, ...]
_WHEN = "Thu 9 Jul, 2\N{EN DASH}6 PM"


def samples() -> Iterator[Sample]:
    """All of them."""
    yield from _keys()
    yield from _rooms()
    yield from _rules()
    yield from _events()


def _keys() -> Iterator[Sample]:
    cooler = CircleView("minus", "1° cooler", "about $0.35")
    yield "circle.priced", CircleButton, cooler, 136, 152
    yield "circle.down", CircleButton, cooler, 136, 152, True
    yield "circle.focus", CircleButton, cooler, 136, 152, False, True
    yield "circle.plain", CircleButton, CircleView("plus", "1° warmer"), 136, 152
    yield "circle.locked", CircleButton, CircleView("plus", "1° warmer", state=ButtonState.LOCKED), 136, 152
    yield "circle.closed", CircleButton, CircleView("plus", "1° warmer", state=ButtonState.DISABLED), 136, 152
    for name, view in (
        ("event", v.ArchView(0.54, Level.CRITICAL, lit_from=0.375, ghost=0.375, dot=0.5, ghost_word="74°")),
        ("near", v.ArchView(0.54, Level.CRITICAL, lit_from=0.375, ghost=0.375, dot=0.39, ghost_word="74°")),
        (
            "limit",
            v.ArchView(
                0.54, Level.EMERGENCY, lit_from=0.375, ghost=0.375, dot=0.5, limit=0.83, ghost_word="74°",
                limit_word="85°",
            ),
        ),
    ):  # fmt: skip
        yield f"arch.{name}", Arch, view, 331, 271


def _rooms() -> Iterator[Sample]:
    saving = (Run("", level=Level.CRITICAL), Run("set to 78°"))
    lost = (Run("not heard for 12 min", Tone.ATTENTION, icon="clock-alert", is_strong=True),)
    chosen = RoomCardView("Living room", saving, "77°", is_selected=True)
    yield "room.chosen", RoomCard, chosen, 272, 100
    yield "room.plain", RoomCard, RoomCardView("Upstairs", v.quiet("set to 74°"), "78°"), 272, 100
    yield "room.down", RoomCard, RoomCardView("Upstairs", v.quiet("set to 74°"), "78°"), 272, 100, True
    yield "room.focus", RoomCard, RoomCardView("Upstairs", v.quiet("set to 74°"), "78°"), 272, 100, False, True
    exempt = (Run("not in event", icon="heart-pulse"),)
    yield "room.exempt", RoomCard, RoomCardView("Nursery", exempt, "74°"), 272, 100
    yield "room.lost", RoomCard, RoomCardView("Living room", lost, "—"), 272, 100
    yield "room.long", RoomCard, RoomCardView("Guest bedroom upstairs, east", saving, "77°"), 272, 72
    yield "room.rules", RoomCard, RoomCardView("Water heater", v.quiet("takes part in some")), 220, 84


def _rules() -> Iterator[Sample]:
    def rule(level: Level, lead: str, how: str) -> RuleView:
        return RuleView(Run("", level=level), (Run(lead, Tone.INK, is_strong=True), Run(how)))

    lead = Run("Now 78° instead of 74°", Tone.INK, is_strong=True)
    now = RuleView(Run("", Tone.INK, icon="info"), (lead, Run("because of this event.", Tone.INK)))
    rows = (
        now,
        rule(Level.CRITICAL, "Critical price:", "4° warmer, never above 80°."),
        rule(Level.EMERGENCY, "Grid emergency:", "4° warmer, never above 80°."),
        rule(Level.HIGH, "High price:", "2° warmer."),
    )
    yield "rules.four", RuleList, RuleListView(rows), 608, 200
    yield "rules.low", RuleList, RuleListView(rows), 608, 90
    yield (
        "setting.icon",
        Setting,
        SettingView("Takes part in events", "Living room follows every event", icon="thermometer"),
        440,
        72,
    )
    yield (
        "setting.level",
        Setting,
        SettingView("Critical price", "74° becomes 78°. Never above 80°.", Level.CRITICAL),
        440,
        76,
    )
    long = "Nobody changes a set point until it is over, but for a medical exemption. The safety limit always applies."
    yield "setting.long", Setting, SettingView("In a grid emergency", long, has_rule=False), 440, 92
    for level, word, value, note in (
        (Level.LOW, "Low", "74°", "as you set it"),
        (Level.HIGH, "High", "76°", "2° warmer"),
        (Level.CRITICAL, "Critical", "78°", "4° warmer"),
    ):
        yield f"level.{level.value}", LevelCell, LevelCellView(level, word, value, note), 166, 106
    critical = LevelCellView(Level.CRITICAL, "Critical", "78°", "4° warmer")
    yield "level.focus", LevelCell, critical, 166, 106, False, True
    spoken = (
        Run("In words:", Tone.INK, is_strong=True),
        Run("when the price is"),
        Run("High,", level=Level.HIGH, is_strong=True),
        Run("Living room goes to 76°."),
    )
    yield "sentence.line", Sentence, spoken, 560, 56
    yield "sentence.broken", Sentence, spoken, 300, 56


def _events() -> Iterator[Sample]:
    card = EventCardView(
        "Event not confirmed",
        "today 2:05 PM",
        "The event should have started at 2:00 PM, but the meter has not said so.",
        "We started your plan on time, because you chose that. Living room is going to 78°.",
        "clock-alert",
        "Support code",
        "K7M 2PX",
        check=v.ButtonView("Run a check", ButtonKind.PRIMARY, icon="activity"),
        stop=v.ButtonView("Stop plan"),
        call=v.ButtonView("Call", ButtonKind.OUTLINE, icon="phone"),
    )
    yield "missed.start", EventCard, card, 904, 290
    row = EventRowView("Event finished: about $1.20 saved", _WHEN, Level.CRITICAL)
    yield "event.row", EventRow, row, 904, 60
    yield "event.down", EventRow, row, 904, 60, True
    yield "event.focus", EventRow, row, 904, 60, False, True
    emergency = EventRowView("Grid emergency: now, until 7 PM", "today, 4:31\N{EN DASH}7 PM", Level.EMERGENCY)
    yield "event.emergency", EventRow, emergency, 904, 60
    facts = (
        ("Event", f"4711, {_WHEN}"),
        ("The meter", "heard 3 s ago, says: not started"),
        ("This display", "runs the plan by its own clock"),
        ("Support code", "K7M 2PX"),
    )
    yield "call", CallBody, CallView("1-800-555-0142", "Tell them:", facts), 960, 320
