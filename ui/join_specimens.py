"""The widgets of joining in their states: name, class, view, and size on a 1024x600 screen."""

from collections.abc import Iterator
from typing import Any

from ui import views as v
from ui.views import ButtonKind, Tone
from ui.widgets.advice_card import AdviceCard
from ui.widgets.code_grid import CodeGrid
from ui.widgets.hex_pad import HexPad
from ui.widgets.stage_list import StageList
from ui.widgets.wizard_bar import WizardBar

Sample = tuple[str, type[Any], object, int, int]


def samples() -> Iterator[Sample]:
    """Codes, keys, stages and cards of the page that lets devices in."""
    code = ("83FE", "D340", "7A93", "9723", "A5C6", "3982", "6916", "D505", "C3B5")
    typing = tuple(v.CodeGroupView(str(n + 1), text[: max(0, 14 - 4 * n)], n == 3) for n, text in enumerate(code))
    wrong = tuple(v.CodeGroupView(str(n + 1), text, n == 8, 2 if n == 5 else None) for n, text in enumerate(code))
    yield ("code.typing", CodeGrid, v.CodeGridView(typing), 568, 254)
    yield ("code.slip", CodeGrid, v.CodeGridView(wrong), 568, 254)
    yield ("hexpad", HexPad, v.HexPadView("Continue", "Back", can_accept=True, has_back=True), 380, 486)
    yield ("hexpad.first", HexPad, v.HexPadView("Continue", "Back"), 380, 486)
    done, stopped = v.StageState.DONE, v.StageState.STOPPED
    running, waiting = v.StageState.RUNNING, v.StageState.WAITING
    for name, states in (
        ("waiting", (running, waiting, waiting, waiting, waiting)),
        ("stopped", (done, done, done, stopped, waiting)),
        ("ready", (done,) * 5),
    ):
        notes = {done: "4 s", stopped: "stopped after 41 s", running: "looking for it…", waiting: "waiting"}
        titles = ("Found", "Joined", "Identified", "Set up", "Tested")
        stages = tuple(v.StageView(title, notes[state], state) for title, state in zip(titles, states, strict=True))
        yield (f"stages.{name}", StageList, v.StageListView(stages), 336, 432)
    again, over = v.ButtonView("Try set up again", ButtonKind.PRIMARY, icon="rotate-cw"), v.ButtonView("Start over")
    failed = v.AdviceCardView(
        "Set up did not finish",
        "The thermostat joined, then stopped answering.",
        "triangle-alert",
        Tone.ATTENTION,
        "Signal was weak: 3 of 10 messages were answered.",
        "Do this",
        ("Plug a repeater in halfway, or come within 10 ft.", "Wait until the signal says OK."),
        again,
        over,
        v.ButtonView("Save report", ButtonKind.OUTLINE),
        (v.Run("Most likely:"), v.Run("it is too far away.", Tone.INK, is_strong=True)),
        v.SignalLineView(1, "Weak", "right now", Tone.ATTENTION),
    )
    ready = v.AdviceCardView("Ready in 42 s", "Your meter is connected.", "check", Tone.DONE, primary=over)
    yield ("advice.failed", AdviceCard, failed, 608, 488)
    yield ("advice.ready", AdviceCard, ready, 608, 240)
    bar = v.WizardBarView(
        "Connect your meter", "000D 6F00 0A90 69E7", "Joining open, 2 min 10 s left", "lock-keyhole-open"
    )
    yield ("wizard.open", WizardBar, bar, 1024, 72)
