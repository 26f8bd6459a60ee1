"""The PIN stands before rates, devices and data, and before nothing else; nobody walks out of the kiosk."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from devices.moment import Moment
from hemsapp.commands import AllowJoin, ChoosePriceSource, Ease, OptOut, PriceSource, SaveTariff, SetBillDay
from hemsapp.pin import PinChosen, PinQuestion, PinTold, PinTried
from hemsapp.pin_vault import PinVault
from hemsapp.state_json import to_json
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.presenters.pin import GUARDED_PAGES, OPEN_S, guarded
from ui.screens import cases
from ui.screens.cases import NOW

PIN = "482913"


@dataclass
class Guarded:
    """A kiosk whose questions about the PIN a real vault answers, as the service does."""

    kiosk: Kiosk
    vault: PinVault
    told: list[PinTold] = field(default_factory=list)

    def answer(self, question: object, reply: Callable[[object], None]) -> None:
        if isinstance(question, PinQuestion):
            state, told = self.vault.answer(question, self.kiosk.now)
            self.told += told
            self.show(is_set=self.vault.is_set)
            reply(state)

    def show(self, *, is_set: bool) -> None:
        s = cases.normal()
        self.kiosk.window.show_snapshot(replace(s, preferences=replace(s.preferences, is_pin_set=is_set)))

    def type(self, pin: str, pad: str = "pin") -> None:
        for digit in pin:
            self.kiosk.tap(f"{pad}.keys.{digit}")
        if self.kiosk.find(f"{pad}.keys.accept").isEnabled():
            self.kiosk.tap(f"{pad}.keys.accept")

    def later(self, seconds: float) -> None:
        now = self.kiosk.now
        self.kiosk.at(Moment(now.utc, now.monotonic_s + seconds))

    @property
    def is_asked(self) -> bool:
        return self.kiosk.find("pin").isVisible()


@pytest.fixture
def guarded_kiosk(kiosk: Kiosk, tmp_path: Path) -> Guarded:
    made = Guarded(kiosk, PinVault(tmp_path / "pin.json", NOW, cost=16))
    made.vault.answer(PinChosen(PIN), NOW)
    kiosk.window.wanted.connect(made.answer)
    made.show(is_set=True)
    return made


def test_without_a_pin_nothing_is_asked(kiosk: Kiosk) -> None:
    for page in GUARDED_PAGES:
        kiosk.window.open(page)
        assert kiosk.page() is page


def test_rates_devices_and_data_are_opened_by_the_pin_and_stay_open_for_a_while(guarded_kiosk: Guarded) -> None:
    """X-SECURITY: five minutes of use, then it is asked again."""
    home, kiosk = guarded_kiosk, guarded_kiosk.kiosk
    kiosk.window.open(Page.RATES)
    assert (kiosk.page(), home.is_asked) == (Page.HOME, True)
    home.type("1111")
    assert home.is_asked
    assert kiosk.find("pin").view.subtitle == "That is not the PIN. 2 more tries, then a pause."  # type: ignore[attr-defined]  # a sheet has its view
    home.type(PIN)
    assert (kiosk.page(), home.is_asked) == (Page.RATES, False)
    kiosk.window.open(Page.DATA)
    assert kiosk.page() is Page.DATA
    home.later(OPEN_S + 1)
    kiosk.window.open(Page.CONNECT)
    assert (kiosk.page(), home.is_asked) == (Page.DATA, True)


def test_everything_that_a_family_needs_is_open_to_a_guest(guarded_kiosk: Guarded) -> None:
    """C1FR38: who is too warm can step out; no event, message, room or language waits for a PIN."""
    kiosk = guarded_kiosk.kiosk
    for page in Page:
        if page not in GUARDED_PAGES:
            kiosk.window.open(page)
            assert (kiosk.page(), guarded_kiosk.is_asked) == (page, False), page
    assert [guarded(wish) for wish in (Ease(1, None, 100), OptOut(1, None), SetBillDay(3))] == ["", "", ""]


def test_a_command_waits_for_the_pin_wherever_it_was_pressed(guarded_kiosk: Guarded) -> None:
    """X-SECURITY: another page that can change rates is no way round."""
    home, kiosk = guarded_kiosk, guarded_kiosk.kiosk
    kiosk.window._gate.ask(ChoosePriceSource(PriceSource.PUBLISHED))
    assert (kiosk.asked, home.is_asked) == ([], True)
    home.type(PIN)
    assert kiosk.asked == [ChoosePriceSource(PriceSource.PUBLISHED)]
    assert guarded(AllowJoin(cases.METER, b"")) == "devices"
    assert guarded(SaveTariff(NOW.utc.date(), ())) == "rates"


def test_going_home_by_itself_shuts_the_gate(guarded_kiosk: Guarded) -> None:
    home, kiosk = guarded_kiosk, guarded_kiosk.kiosk
    kiosk.window.open(Page.RATES)
    home.type(PIN)
    home.later(61)
    kiosk.window.turn()
    kiosk.window.resting.wake()
    kiosk.window.open(Page.RATES)
    assert (kiosk.page(), home.is_asked) == (Page.HOME, True)


def test_after_three_wrong_tries_the_pad_waits_and_counts_down(guarded_kiosk: Guarded) -> None:
    """X-SECURITY: rate-limited; typing meanwhile does nothing, each wrong try is told."""
    home, kiosk = guarded_kiosk, guarded_kiosk.kiosk
    kiosk.window.open(Page.RATES)
    for _ in range(3):
        home.type("1111")
    home.later(4)
    hint = kiosk.find("pin").view.subtitle  # type: ignore[attr-defined]  # a sheet has its view
    assert hint == "That was not the PIN. Try again in 26 s."
    home.type(PIN)
    assert kiosk.text("pin.field").startswith("0 digits typed")
    assert [told.wrong_tries for told in home.told] == [1, 2, 3]
    home.later(27)
    home.type(PIN)
    assert kiosk.page() is Page.RATES


def test_it_is_set_twice_changed_and_removed_on_its_panel(kiosk: Kiosk, tmp_path: Path) -> None:
    home = Guarded(kiosk, PinVault(tmp_path / "pin.json", NOW, cost=16))
    kiosk.window.wanted.connect(home.answer)
    pad = "settings.pin_pad"
    kiosk.window.open("settings/pin")
    kiosk.tap("pin.set")
    home.type(PIN, pad)
    home.type("0000", pad)
    assert kiosk.find(pad).view.subtitle == "The two differ. Type a new PIN again."  # type: ignore[attr-defined]  # a sheet has its view
    home.type(PIN, pad)
    home.type(PIN, pad)
    assert (home.vault.is_set, kiosk.find(pad).isVisible()) == (True, False)
    assert kiosk.text("settings.pin") == "PIN, On"
    kiosk.tap("pin.change")
    for pin in (PIN, "5555", "5555"):
        home.type(pin, pad)
    assert home.vault.answer(PinTried("5555"), NOW)[0].is_right
    kiosk.tap("pin.remove")
    home.type("5555", pad)
    assert not home.vault.is_set
    assert kiosk.text("settings.pin") == "PIN, Off"


def test_what_is_typed_is_seen_as_dots_and_told_to_nobody(guarded_kiosk: Guarded) -> None:
    """X-SECURITY: not to the door for programs, not to a screen reader, not to the snapshot."""
    kiosk = guarded_kiosk.kiosk
    kiosk.window.open(Page.RATES)
    for digit in PIN:
        kiosk.tap(f"pin.keys.{digit}")
    view = kiosk.find("pin.field").view  # type: ignore[attr-defined]  # a field has its view
    assert (view.text, kiosk.text("pin.field")) == ("•" * 6, "6 digits typed, ••••••")
    snapshot = kiosk.window.snapshot
    assert snapshot is not None
    assert "pin" not in json.dumps(to_json(snapshot, NOW)).replace("is_pin_set", "")


def test_no_key_of_the_window_leads_out_of_the_kiosk(kiosk: Kiosk) -> None:
    """users.md 24 and the kiosk's rules: Alt+F4, Ctrl+Q, Ctrl+W, Escape and a context menu do nothing."""
    window = kiosk.window
    window.is_closable = False
    handle = window.windowHandle()
    for key, modifier in (
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(handle, key, modifier)
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, window.rect().center(), window.mapToGlobal(window.pos()))
    QApplication.sendEvent(window, menu)
    assert QApplication.activePopupWidget() is None
    closed = []
    window.closed.connect(lambda: closed.append(True))
    handle.close()
    window.close()
    assert (window.isVisible(), closed, kiosk.page()) == (True, [], Page.HOME)
    assert window.actions() == []
    window.is_closable = True
