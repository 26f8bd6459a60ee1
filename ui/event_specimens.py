"""The widgets of events in every state: name, class, view, and size on a 1024x600 screen."""

from collections.abc import Iterator
from typing import Any

from ui import views as v
from ui.views import BandKind, ButtonKind, Level, LoopState, Run, Tone
from ui.widgets.compared import Compared
from ui.widgets.event_band import EventBand
from ui.widgets.event_bar import EventBar
from ui.widgets.figures import Figures
from ui.widgets.ledger_row import LedgerRow
from ui.widgets.loop_diagram import LoopDiagram
from ui.widgets.option_row import OptionRow
from ui.widgets.plan_card import PlanCard
from ui.widgets.reason_row import ReasonRow
from ui.widgets.run_line import RunLine

Sample = tuple[str, type[Any], object, int, int]

HOURS = "2–6 PM"  # noqa: RUF001 - a range of hours
SPAN = (
    ("MS", "radio-tower", "Utility", "1:58:40"),
    ("", "gauge", "Meter", "1:58:43"),
    ("", "tablet", "Display", "1:58:44"),
    ("", "thermometer", "Thermostat", "2:00:02"),
)
WAY_BACK = (
    ("", "gauge", "Meter", "2:00:04"),
    ("MS", "radio-tower", "Utility", "2:00:09"),
    ("MDMS", "check", "Records", "2:00:31"),
)


def samples() -> Iterator[Sample]:
    """All of them."""
    yield from _bands()
    yield from _cards()
    yield from _rows()
    yield from _loops()
    compared = v.ComparedView(0.55, "this event", 1.0, f"usual Tuesday, {HOURS}")
    yield "compared.less", Compared, compared, 290, 84
    more = v.ComparedView(1.0, "this event", 0.93, f"usual Tuesday, {HOURS}")
    yield "compared.more", Compared, more, 290, 84


def _bands() -> Iterator[Sample]:
    for name, view in (
        ("critical", v.EventBandView(BandKind.CRITICAL, "Critical price · ends 6:00 PM", "2 h 14 m left")),
        ("ending", v.EventBandView(BandKind.CRITICAL, "Practice: Critical price · ends 6:00 PM", "9:42")),
        ("emergency", v.EventBandView(BandKind.EMERGENCY, "Grid emergency · until 7:00 PM", "2 h 18 m left")),
    ):
        yield f"band.{name}", EventBand, view, 936, 56
    over = "Event over. Returning to your normal 74° over 40 min."
    yield "band.recovery", EventBand, v.EventBandView(BandKind.RECOVERY, over, "", "Return now"), 936, 56
    for name, elapsed, level in (
        ("start", 0.0, Level.CRITICAL),
        ("middle", 0.44, Level.CRITICAL),
        ("end", 1.0, Level.CRITICAL),
        ("emergency", 0.2, Level.EMERGENCY),
    ):
        yield f"bar.{name}", EventBar, v.EventBarView("2 PM", "6 PM", elapsed, level), 904, 46


def _cards() -> Iterator[Sample]:
    keep = v.ButtonView("Keep my plan", ButtonKind.PRIMARY, icon="check")
    buttons = (keep, v.ButtonView("Change plan"), v.ButtonView("Skip this one", ButtonKind.OUTLINE))
    price = (Run("62¢", Tone.INK, is_strong=True), Run("instead of 34¢ per kWh"))
    saves = Run("Likely saves $1.55.", Tone.DONE, is_strong=True)
    plan = (Run("Your plan:"), Run("cool to 72° by 2 PM, then 78°. House stays below 80°.", Tone.INK), saves)
    title = f"Critical price tomorrow, {HOURS}"
    yield "plan.announced", PlanCard, v.PlanCardView(title, Level.CRITICAL, price, (plan,), buttons), 904, 176
    changed = (Run("Changed by your utility at 11:20 AM. Now 3 to 7 PM.", Tone.INK, is_strong=True),)
    yield "plan.changed", PlanCard, v.PlanCardView(title, Level.CRITICAL, price, (changed, plan), buttons), 904, 176
    done = (v.ButtonView("OK", ButtonKind.PRIMARY),)
    cancelled = v.PlanCardView(
        "Critical price cancelled by your utility at 11:20 AM.",
        Level.CRITICAL,
        (Run(f"tomorrow, {HOURS}"),),
        (v.quiet("Nothing will change."),),
        done,
    )
    yield "plan.cancelled", PlanCard, cancelled, 904, 176
    emergency = v.PlanCardView(f"Grid emergency today, {HOURS}", Level.EMERGENCY, (), (plan,), buttons[:2])
    yield "plan.emergency", PlanCard, emergency, 904, 176


def _rows() -> Iterator[Sample]:
    cooler = v.OptionRowView("1° cooler", "Living room goes to 77° until 6:00 PM", "about", "$0.35", is_selected=True)
    out = "74° until 6:00 PM. This room leaves the event; the others stay in."
    yield "option.chosen", OptionRow, cooler, 960, 82
    yield "option.plain", OptionRow, v.OptionRowView("Back to normal for the rest", out, "about", "$1.90"), 960, 82
    unknown = v.OptionRowView("30-minute break", "Back to 74° until 4:16 PM", "cost not known")
    yield "option.unknown", OptionRow, unknown, 960, 82
    locked = v.ReasonRowView(
        "Settings are locked under your program.", "Living room and Upstairs. Everything else is yours.", "lock"
    )
    yield "reason.locked", ReasonRow, locked, 472, 95
    exempt = v.ReasonRowView("No medical exemption on file.", "Is heat a danger to someone? Call us.", "heart-pulse")
    yield "reason.exempt", ReasonRow, exempt, 472, 95
    warmer = (Run("", level=Level.CRITICAL), Run("warmer because of this event"))
    room = v.LedgerRowView("Living room", "78°", amount_unit="normally 74°", second=warmer)
    yield "row.room", LedgerRow, room, 456, 85
    eased = (Run("you changed it at 3:46 PM", Tone.INK, icon="hand"),)
    yield (
        "row.eased",
        LedgerRow,
        v.LedgerRowView("Living room", "77°", amount_unit="normally 74°", second=eased),
        456,
        85,
    )
    high = (Run("High", level=Level.HIGH, is_strong=True), Run("34.0¢"))
    yield "figures", Figures, v.FiguresView(("$0.31", "/h"), ("0.91", "kW"), high), 392, 44
    yield "line", RunLine, (Run("Locked until 7 PM", Tone.INK, is_strong=True, icon="lock"),), 280, 30


def _loops() -> Iterator[Sample]:
    def nodes(ways: tuple[tuple[str, str, str, str], ...], states: str, words: str = "") -> tuple[v.LoopNodeView, ...]:
        known = {"c": LoopState.CONFIRMED, "l": LoopState.LATE, "w": LoopState.WAITING, "m": LoopState.MISSING}
        return tuple(
            v.LoopNodeView(
                icon, name, note, f"{time}\nlate" if state == "l" else time if state == "c" else words, known[state]
            )
            for (note, icon, name, time), state in zip(ways, states, strict=True)
        )

    lanes = ("Instruction", "Control message", "Receipt", "Private message")
    for name, out, back, words in (
        ("confirmed", "cccc", "ccc", ""),
        ("late", "cccc", "ccl", ""),
        ("waiting", "cccw", "www", "not yet confirmed"),
        ("missing", "cccc", "cmm", "not yet confirmed\n2 of 3 sent"),
    ):
        view = v.LoopView(nodes(SPAN, out, words), nodes(WAY_BACK, back, words), lanes)
        yield f"loop.{name}", LoopDiagram, view, 560, 400
