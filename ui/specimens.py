"""Every widget in every state: what the gallery paints and the golden images hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from ui import views as v
from ui.comfort_specimens import samples as comfort_samples
from ui.event_specimens import samples
from ui.history_specimens import samples as history_samples
from ui.i18n import money_range
from ui.join_specimens import samples as join_samples
from ui.money_specimens import samples as money_samples
from ui.theme import Theme
from ui.views import ButtonKind, ButtonState, Level, LinkState, Run, Tone
from ui.views.cards import MessageCardView
from ui.views.controls import DeviceFactsView, DeviceRowView
from ui.widgets.arch import Arch
from ui.widgets.base import Painted, Pressable
from ui.widgets.button import Button
from ui.widgets.chip import Chip
from ui.widgets.day_cells import DayCells
from ui.widgets.device_facts import DeviceFacts
from ui.widgets.device_row import DeviceRow
from ui.widgets.field import Field
from ui.widgets.header import Header
from ui.widgets.hero import Hero
from ui.widgets.ladder import Ladder
from ui.widgets.ledger_row import LedgerRow
from ui.widgets.link_status import LinkStatus
from ui.widgets.list_row import ListRow
from ui.widgets.mail_badge import MailBadge
from ui.widgets.message_card import MessageCard
from ui.widgets.notice_card import NoticeCard
from ui.widgets.number_pad import NumberPad
from ui.widgets.price_tag import PriceTag
from ui.widgets.rail import Rail
from ui.widgets.range_bar import RangeBar
from ui.widgets.segmented import Segmented
from ui.widgets.sheet import Sheet
from ui.widgets.skyline import Skyline
from ui.widgets.spark import Spark
from ui.widgets.stepper import Stepper
from ui.widgets.tier_bar import TierBar
from ui.widgets.tile import Tile
from ui.widgets.toast import Toast
from ui.widgets.toggle import Toggle
from ui.widgets.why_sheet import WhyBody

_LIKELY = money_range(Decimal(141), Decimal(158))


@dataclass(frozen=True, slots=True)
class Specimen:
    """A widget in one state, at its size on a 1024x600 screen; `is_down`, `has_focus`: under a finger, a key."""

    name: str
    kind: type[Any]
    view: object
    width: int
    height: int
    is_down: bool = False
    has_focus: bool = False

    def build(self, theme: Theme, parent: QWidget | None = None) -> QWidget:
        """The widget, shown its view, in the measures of the theme's screen."""
        widget: Any = self.kind(self.name, theme, parent)
        assert isinstance(widget, Painted | Pressable)
        px = theme.layout.px
        widget.resize(px(self.width), max(px(self.height), min(self.height, 56)))
        widget.show_view(self.view)
        if isinstance(widget, Chip | LinkStatus | PriceTag):
            widget.resize(max(widget.width(), widget.sizeHint().width()), widget.height())
        if isinstance(widget, Pressable):
            widget.setDown(self.is_down)
        widget.setVisible(True)
        return widget


def specimens() -> Iterator[Specimen]:
    """All of them."""
    yield from _frame()
    yield from _gauges()
    yield from _ledger()
    yield from _skylines()
    yield from _buttons()
    yield from _inputs()
    yield from _lists()
    yield from _cards()
    yield from _bill()
    yield from _messages()
    yield from _devices()
    yield from (Specimen(*sample) for sample in join_samples())
    yield from (Specimen(*sample) for sample in samples())
    for name in ("option.chosen", "band.critical"):
        chosen = next(each for each in samples() if each[0] == name)
        yield Specimen(f"{name}.focus", *chosen[1:], has_focus=True)
    yield from (Specimen(*sample) for sample in comfort_samples())
    yield from (Specimen(*sample) for sample in history_samples())
    yield from (Specimen(*sample) for sample in money_samples())


def _frame() -> Iterator[Specimen]:
    pages = (
        *(("home", "Home", "house"), ("bill", "Bill", "receipt-text"), ("prices", "Prices", "tag")),
        *(("history", "History", "chart-column"), ("comfort", "Comfort", "thermometer"), ("more", "More", "menu")),
        ("next", "Next", "chevron-right"),
    )
    for selected, badge in (("home", ""), ("more", "1")):
        items = tuple(
            v.RailItemView(key, word, icon, key == selected, badge if key == "more" else "")
            for key, word, icon in pages
        )
        yield Specimen(f"rail.{selected}", Rail, v.RailView(items), 88, 600)
    live = v.LinkStatusView("Meter 3 s ago", LinkState.LIVE)
    mail, none = v.MailBadgeView("1", "1 new message"), v.MailBadgeView("", "No messages")
    silent = v.LinkStatusView("Meter silent 3 min 04 s", LinkState.SILENT)
    tomorrow = v.ChipView("Tomorrow 2–6 PM", level=Level.CRITICAL)  # noqa: RUF001 - a range of hours
    for name, view in (
        ("live", v.HeaderView("Monday 13 July", "1:12 PM", live, mail)),
        ("silent", v.HeaderView("Monday 13 July", "1:15 PM", silent, none)),
        ("back", v.HeaderView("Rates", "7:52 PM", live, none, "version 4, not saved", has_back=True)),
        ("chip", v.HeaderView("Monday 13 July", "11:12 PM", live, mail, chips=(tomorrow,))),
    ):
        yield Specimen(f"header.{name}", Header, view, 904, 56)
    for state, words in (
        (LinkState.LISTENING, "Listening…"),
        (LinkState.LIVE, "Meter 3 s ago"),
        (LinkState.OLD, "Meter 42 s ago"),
        (LinkState.SILENT, "Meter silent 3 min 04 s"),
        (LinkState.DOWN, "Home network down"),
    ):
        yield Specimen(f"link.{state.value}", LinkStatus, v.LinkStatusView(words, state), 260, 56)
    yield Specimen("mail.none", MailBadge, none, 56, 56)
    yield Specimen("mail.many", MailBadge, v.MailBadgeView("12", "12 new messages"), 56, 56)
    soon = v.ChipView("Starts in 28 min", Tone.ATTENTION, icon="clock")
    for name, chip in (("tomorrow", tomorrow), ("soon", soon), ("demo", v.ChipView("Demo"))):
        yield Specimen(f"chip.{name}", Chip, chip, 200, 56)


def _gauges() -> Iterator[Specimen]:
    for name, view in (
        ("low", v.ArchView(0.14, Level.LOW, (0.1, 0.3), "usual", "0", "6 kW")),
        ("normal", v.ArchView(0.285, Level.NORMAL, (0.22, 0.36), "usual", "0", "6 kW")),
        ("high", v.ArchView(0.61, Level.HIGH, (0.22, 0.36), "usual", "0", "6 kW")),
        ("critical", v.ArchView(0.14, Level.CRITICAL, (0.2, 0.38), "usual", "0", "6 kW")),
        ("full", v.ArchView(1.0, Level.EMERGENCY, (0.8, 0.98), "usual", "0", "6 kW")),
        ("unknown", v.ArchView(None, scale_low="0", scale_high="6 kW")),
        ("ink", v.ArchView(0.33)),
        ("thermostat", v.ArchView(0.6, Level.CRITICAL, lit_from=0.4, ghost=0.4, dot=0.55, limit=0.95)),
    ):
        yield Specimen(f"arch.{name}", Arch, view, 420, 344)
    normal = (Run("Normal price", level=Level.NORMAL),)
    for name, hero in (
        ("live", v.HeroView(normal, "$0.42", "/h", second="1.71", second_unit="kW")),
        ("long", v.HeroView((Run("High price", level=Level.HIGH),), "$12.34", "/h", True, "11.71", "kW")),
        ("longest", v.HeroView((Run("High price", level=Level.HIGH),), "$1,234", "/h", True, "111.71", "kW")),
        ("selling", v.HeroView((Run("Selling", level=Level.LOW),), "$0.11", "/h", second="2.31", second_unit="kW")),
        ("loading", v.HeroView((Run("Listening to the meter…"),), "—")),
        (
            "silent",
            v.HeroView((Run("No reading", Tone.ATTENTION),), "—", notes=("last: $0.42/h · 1.71 kW", "at 1:12 PM")),
        ),
        (
            "compared",
            v.HeroView(normal, "$0.42", "/h", second="1.71", second_unit="kW", delta="+$0.68/h since 1:12 PM"),
        ),
    ):
        yield Specimen(f"hero.{name}", Hero, hero, 420, 344)
    bars = tuple(0.45 + 0.5 * ((index * 7) % 11) / 11 for index in range(30))
    quiet = v.quiet("last 30 minutes · usual for now")
    yield Specimen("spark.full", Spark, v.SparkView(bars, quiet), 420, 56)
    gap = v.SparkView((*bars[:27], None, None, None), v.quiet("last 30 minutes · gap since 1:12 PM"))
    yield Specimen("spark.gap", Spark, gap, 420, 56)
    yield Specimen("spark.empty", Spark, v.SparkView((None,) * 30, quiet, unheard=30), 420, 56)
    young = v.SparkView(((None,) * 24 + bars[24:]), quiet, unheard=24)
    yield Specimen("spark.young", Spark, young, 420, 56)


def _ledger() -> Iterator[Specimen]:
    tiers = v.TierBarView((v.TierSegment(0.416, 1), v.TierSegment(0.416, 0.375), v.TierSegment(0.168, 0)))
    then = (Run("until 2:00 PM, then"), Run("High", level=Level.HIGH, is_strong=True), Run("34.0¢"))
    saved = (Run("from your saved price plan ·"), Run("Normal", level=Level.NORMAL, is_strong=True))
    less = (Run("12 % less than a usual Monday by now", Tone.DONE, icon="check"),)
    for name, row in (
        ("price", v.LedgerRowView("Price now", "24.6¢", "/kWh", second=then)),
        ("saved", v.LedgerRowView("Price now", "24.6¢", "/kWh", second=saved)),
        ("today", v.LedgerRowView("Today", "$2.01", "", "9.6", "kWh", less)),
        ("bill", v.LedgerRowView("This bill", "$87.16", "", "412.38", "kWh", v.quiet(f"likely {_LIKELY}"))),
        ("big", v.LedgerRowView("This bill", "$1,087.16", "", "12,412.38", "kWh", v.quiet("too early to estimate"))),
        ("unknown", v.LedgerRowView("Today", "—", "", "—", "", v.quiet("last: 9.6 kWh · $2.01 at 1:12 PM"))),
        ("tier", v.LedgerRowView("Tier 2 of 3 · 24.6¢", "187.62", "kWh left", bar=tiers)),
    ):
        yield Specimen(f"row.{name}", LedgerRow, row, 456, 85)
    yield Specimen("row.focus", LedgerRow, v.LedgerRowView("Today", "$2.01"), 456, 85, has_focus=True)
    yield Specimen("tiers", TierBar, tiers, 456, 12)


def _skylines() -> Iterator[Specimen]:
    def block(
        start: float, end: float, height: float, level: Level, price: str, is_past: bool = False
    ) -> v.PriceBlockView:
        return v.PriceBlockView(start, end, height, level, level.value.title(), price, is_past)

    day = (
        block(0, 0.0815, 0.64, Level.NORMAL, "24.6¢"),
        block(0.0815, 0.582, 0.9, Level.HIGH, "34.0¢"),
        block(0.582, 0.749, 0.64, Level.NORMAL, "24.6¢"),
        block(0.749, 1, 0.4, Level.LOW, "15.6¢"),
    )
    event = (
        block(0, 0.25, 0.25, Level.LOW, "15.6¢", is_past=True),
        block(0.25, 0.5, 0.4, Level.NORMAL, "24.6¢"),
        block(0.5, 0.75, 0.55, Level.HIGH, "34.0¢"),
        block(0.75, 1, 1, Level.CRITICAL, "62.0¢"),
    )
    marks = ((0.083, "2 PM"), (0.583, "8 PM"), (0.749, "10 PM"), (1, "1 AM"))
    axis = tuple(v.AxisMark(at, words) for at, words in marks)
    title = "Price, next 12 hours"
    yield Specimen("skyline.day", Skyline, v.SkylineView(title, day, axis, 0.0165, "Now"), 650, 176)
    yield Specimen("skyline.event", Skyline, v.SkylineView(title, event, axis, 0.6, "Now"), 650, 176)
    empty = v.SkylineView(title, (), empty="Your utility has not sent prices for tomorrow yet.")
    yield Specimen("skyline.empty", Skyline, empty, 650, 176)
    for level, word in zip(Level, ("Low", "Normal", "High", "Critical", "Emergency"), strict=True):
        yield Specimen(f"tag.{level.value}", PriceTag, v.PriceTagView(level, word), 166, 40)
    yield Specimen("tile.flat", Tile, v.TileView("Living room 75°", "thermometer", "cooling to 74°"), 230, 80)
    yield Specimen("tile.plain", Tile, v.TileView("What changed?", "activity"), 230, 80)
    yield Specimen("tile.down", Tile, v.TileView("What changed?", "activity"), 230, 80, is_down=True)
    yield Specimen("tile.tall", Tile, v.TileView("Messages", "mail", "1 new", "1", is_tall=True), 293, 167)
    home = v.TileView("This is my home", "house", "Connect your meter. About 5 minutes.", is_tall=True, has_arrow=True)
    yield Specimen("tile.arrow", Tile, home, 298, 246)


def _buttons() -> Iterator[Specimen]:
    for kind in ButtonKind:
        for state in ButtonState:
            words = {ButtonState.BUSY: "Sending…", ButtonState.DONE: "Done"}.get(state, "Apply")
            yield Specimen(f"button.{kind.value}.{state.value}", Button, v.ButtonView(words, kind, state), 170, 56)
        view = v.ButtonView("Details", kind)
        yield Specimen(f"button.{kind.value}.down", Button, view, 170, 56, is_down=True)
        yield Specimen(f"button.{kind.value}.focus", Button, view, 170, 56, has_focus=True)
    yield Specimen("button.icon", Button, v.ButtonView("Run a check", ButtonKind.PRIMARY, icon="activity"), 196, 56)
    yield Specimen("button.long", Button, v.ButtonView("Die Anzeige neu verbinden"), 196, 68)


def _inputs() -> Iterator[Specimen]:
    yield Specimen("segmented", Segmented, v.SegmentedView(("Day", "Week", "Bill"), 0), 330, 60)
    yield Specimen("stepper", Stepper, v.StepperView("+4°"), 212, 56)
    yield Specimen("stepper.end", Stepper, v.StepperView("15 s", can_decrease=False), 212, 56)
    for name, view in (
        ("on", v.ToggleView(True, "On")),
        ("off", v.ToggleView(False, "Off")),
        ("closed", v.ToggleView(True, "On", is_enabled=False)),
    ):
        yield Specimen(f"toggle.{name}", Toggle, view, 120, 56)
    wrong = v.FieldView("2520", error="Did you mean 25.2¢?")
    for name, field, height in (
        ("typed", v.FieldView("17.000"), 56),
        ("active", v.FieldView("25.200", is_active=True), 56),
        ("empty", v.FieldView("", "no limit"), 56),
        ("closed", v.FieldView("17.000", is_enabled=False), 56),
        ("date", v.FieldView("Sat 1 Aug 2026", icon="calendar-clock"), 56),
        ("wrong", wrong, 82),
    ):
        yield Specimen(f"field.{name}", Field, field, 222, height)
    yield Specimen("pad", NumberPad, v.NumberPadView("Save"), 284, 456)
    yield Specimen("pad.whole", NumberPad, v.NumberPadView("Save", has_point=False, can_accept=False), 284, 456)


def _lists() -> Iterator[Specimen]:
    for name, view, width, height in (
        ("plain", v.ListRowView("Bill date", icon="calendar-days", value="24th"), 372, 64),
        ("selected", v.ListRowView("Screen", icon="sun-medium", value="Dark", is_selected=True), 372, 64),
        ("device", v.ListRowView("Upstairs", "thermostat", "thermometer", "Weak", Tone.ATTENTION), 560, 82),
        ("line", v.ListRowView("Energy", "tier + time", value="$71.90", is_amount=True, has_chevron=True), 232, 86),
        ("rule", v.ListRowView("Fixed", "20 days", value="$9.80", is_amount=True, has_rule=True), 232, 86),
        ("total", v.ListRowView("Total", value="$87.16", is_amount=True, is_total=True, is_inset=True), 232, 76),
    ):
        yield Specimen(f"list.{name}", ListRow, view, width, height)


def _cards() -> Iterator[Specimen]:
    check = v.ButtonView("Run a check", ButtonKind.PRIMARY, icon="activity")
    details = v.ButtonView("Details", ButtonKind.OUTLINE)
    body = (
        "Nothing is shown as live until it answers. Your usage is still being counted by the meter and will be "
        "filled in. Event plans keep running."
    )
    silent = v.NoticeCardView(
        "The meter has been silent for 3 minutes.", body, "clock-alert", Tone.ATTENTION, check, details
    )
    yield Specimen("card.silent", NoticeCard, silent, 904, 178)
    crowded = v.NoticeCardView(
        "The register jumped. Was the meter replaced?",
        f"{body} {body}",
        "circle-help",
        Tone.ATTENTION,
        v.ButtonView("Yes, it was", ButtonKind.PRIMARY),
        v.ButtonView("No, ignore it", ButtonKind.OUTLINE),
    )
    yield Specimen("card.crowded", NoticeCard, crowded, 904, 178)
    down = "Plug the radio in again. Its light should be on within a minute."
    lost = v.NoticeCardView("The radio was unplugged.", down, "radio-off", Tone.EMERGENCY, check)
    yield Specimen("card.down", NoticeCard, lost, 904, 178)
    note = v.NoticeCardView("No events yet.", "Your utility announces them here.", "info", Tone.QUIET)
    yield Specimen("card.quiet", NoticeCard, note, 904, 124)
    yield Specimen(
        "toast", Toast, v.ToastView("Living room is going to 77°. About $0.35 by 6:00 PM.", "Undo · 8 s"), 904, 74
    )
    undone = v.ToastView(
        "Living room is going to 77°.", "Undo · 8 s", detail="About $0.35 by 6:00 PM.", action_icon="undo-2"
    )
    yield Specimen("toast.undo", Toast, undone, 904, 74)
    apply, keep = v.ButtonView("Apply", ButtonKind.PRIMARY), v.ButtonView("Keep", ButtonKind.OUTLINE)
    sheet = v.SheetView("New bill started", "Nothing is deleted.", apply, keep, "You can set it again at any time.")
    yield Specimen("sheet", Sheet, sheet, 1024, 600)
    rows = (v.WhyRow("Demand", "1.71 kW"), v.WhyRow("Price", "24.6¢/kWh"), v.WhyRow("Cost now", "$0.42/h", True))
    why = v.WhySheetView("Why $0.42 an hour?", "What the house uses now, times the price that holds now.", rows)
    yield Specimen("why", WhyBody, why, 960, 300)


def _bill() -> Iterator[Specimen]:
    rungs = (
        v.RungView(0.405, 1, "Tier 1 · 17.0¢", ("300 kWh, full", "$51.00")),
        v.RungView(0.405, 0.375, "Tier 2 · 24.6¢", ("187.62 kWh left,", "about 9 days")),
        v.RungView(0.19, 0, "Tier 3 · 33.0¢"),
    )
    here = v.LadderView(rungs, "You are here", "$27.65 so far", 0.866, "likely end 640 kWh")
    yield Specimen("ladder", Ladder, here, 286, 380)
    first = (
        v.RungView(0.405, 0.02, rungs[0].title, ("294.10 kWh left",)),
        v.RungView(0.405, 0, rungs[1].title),
        rungs[2],
    )
    yield Specimen("ladder.first", Ladder, v.LadderView(first, "You are here", "$1.00 so far"), 286, 380)
    likely = v.RangeBarView("Likely", _LIKELY, 0.5, 0.8, 0.85, 0.9, "so far", "most likely $149")
    yield Specimen("range", RangeBar, likely, 320, 104)
    early = v.RangeBarView("Likely", "", 0.1, None, None, None, "told after five full days of readings")
    yield Specimen("range.early", RangeBar, early, 320, 104)
    for name, done, days in (("twenty", 20, 30), ("first", 1, 31), ("last", 30, 30)):
        words = f"Day {done} of {days}", f"{days - done} days left"
        view = v.DayCellsView(*words, days, done, "24 Jun", "today", "24 Jul")
        yield Specimen(f"days.{name}", DayCells, view, 320, 102)


def _devices() -> Iterator[Specimen]:
    for name, row in (
        (
            "strong",
            DeviceRowView(
                "Electric meter",
                "sends price",
                "gauge",
                "Strong",
                "3 s ago",
                4,
                count="50 of 50 answered",
                has_chevron=True,
            ),
        ),
        (
            "weak",
            DeviceRowView(
                "Upstairs",
                "battery low, 12 %",
                "thermometer",
                "Weak",
                "38 s ago",
                1,
                Tone.ATTENTION,
                True,
                "41 of 50",
                True,
                True,
            ),
        ),
        ("new", DeviceRowView("Water heater switch", "a load switch", "plug", "Being set up", "never heard")),
    ):
        yield Specimen(f"device.{name}", DeviceRow, row, 904, 82)
    facts = (("Signal", "Weak · 41 of 50 answered"), ("Last heard", "38 s ago"), ("Battery", "Low, 12 %"))
    advice = "A plug-in repeater between it and this display makes it stronger."
    yield Specimen("device.facts", DeviceFacts, DeviceFactsView(advice, facts), 904, 220)


def _messages() -> Iterator[Specimen]:
    title, when = "From your utility", "today 9:30 AM"
    words = "We will replace a transformer on your street on Thu 23 Jul, 9 AM to noon. Power will be off."
    got_it = v.ButtonView("Got it", icon="check")
    yield Specimen("message.new", MessageCard, MessageCardView(title, when, words, accept=got_it), 904, 200)
    urgent = MessageCardView("Important, from your utility", when, words, Tone.ATTENTION, got_it)
    yield Specimen("message.urgent", MessageCard, urgent, 904, 200)
    yield Specimen("message.read", MessageCard, MessageCardView(title, f"{when} · read", words), 904, 140)
