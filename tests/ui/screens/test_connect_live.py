"""The installer's page on the true engine and a simulated neighbourhood: touches alone, and every fault's own page."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.errors import DevicesError
from devices.messages import DeviceKind, Eui64, JoinFailed
from devices.moment import Moment
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.join_trouble import JoinTrouble
from hemsapp.commands import Command
from hemsapp.effects import Effect, ForgetDevice, ListenToAir, PermitJoin
from hemsapp.engine import Settings
from hemsapp.play.kiosk import Kiosk as Home
from hemsapp.play.player import SE_PROFILE
from hemsapp.service import join_fault
from tests.hemsapp.domain.world import SAMPLE
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens.cases import NOW
from ui.screens.scanner import Scanner

OTHER_CODE = "83FED3407A939723A5C639B26916D505C3B5"
ZONE = ZoneInfo("America/Los_Angeles")
KINDS = ("meter", "thermostat", "load-switch")


def done(work: Coroutine[None, None, None]) -> None:
    """A simulated network does at once what a true one takes its time for."""
    with pytest.raises(StopIteration):
        work.send(None)


class Installer:
    """A home with its meter in, a neighbourhood that waits, and the window that an installer touches."""

    def __init__(self, folder: Path, kiosk: Kiosk) -> None:
        self.kiosk, self.at = kiosk, NOW
        nodes = make_nodes(KINDS, seed=5, start=NOW, profile_id=SE_PROFILE, state=None, zone=ZONE)
        self.han = DirectHan(nodes, NOW, is_joined=False)
        self.home = Home(folder / "home.db", Settings(ZONE.key, SAMPLE), lambda: self.at)
        self.home.on_wish = self._wish
        kiosk.window.asked.connect(self._hear)
        self.home.start(self.han)
        self.meter, self.thermostat, self.switch = self.han.nodes
        done(self.han.permit(self.meter, self.han.nodes[self.meter].install_code, 180))
        self.run(1)

    def run(self, seconds: float) -> None:
        """Time passes, then the window shows the moment."""
        self.at = Moment(self.at.utc + timedelta(seconds=seconds), self.at.monotonic_s + seconds)
        self.han.advance(self.at)
        self.show()

    def show(self) -> None:
        self.kiosk.arrive(self.at)
        self.kiosk.window.show_snapshot(self.home.seen())

    def code(self, device: Eui64) -> str:
        return self.han.nodes[device].install_code.hex().upper()

    def let_in(self, device: Eui64, code: str = "", kind: str = "connect.choice1") -> None:
        """Kind, room, the scanned label, Continue."""
        self.kiosk.window.open(Page.CONNECT)
        self.kiosk.tap(kind)
        self.kiosk.tap("connect.choice3")
        scanner = self.kiosk.window.findChild(Scanner)
        assert scanner is not None
        scanner.read.emit(f"Z:{device.replace(':', '').upper()}$I:{code or self.code(device)}")
        self.kiosk.tap("connect.keys.accept")
        self.run(1)

    def type_in(self, digits: str) -> None:
        for digit in digits:
            self.kiosk.tap(f"connect.keys.{digit}")
        self.kiosk.tap("connect.keys.accept")

    def card(self) -> str:
        return self.kiosk.text("connect.card")

    def _hear(self, command: Command) -> None:
        self.home.take(command)
        self.kiosk.window.show_snapshot(self.home.seen())

    def _wish(self, effect: Effect) -> None:
        match effect:
            case PermitJoin():
                try:
                    done(self.han.permit(effect.device, effect.install_code, effect.seconds))
                except DevicesError as error:
                    self.home.take(JoinFailed(effect.device, join_fault(error)))
            case ForgetDevice():
                done(self.han.remove(effect.device))
            case ListenToAir():
                done(self.han.scan_air())


@pytest.fixture
def installer(tmp_path: Path, make_kiosk: Callable[..., Kiosk]) -> Installer:
    return Installer(tmp_path, make_kiosk())


def test_a_thermostat_is_let_in_by_touches_alone(installer: Installer) -> None:
    """users.md 15, C1FR36: found, joined, identified, set up, tested; then it takes part in events and has its name."""
    installer.kiosk.window.open(Page.CONNECT)
    installer.kiosk.tap("connect.choice1")
    installer.kiosk.tap("connect.choice3")
    installer.type_in(installer.thermostat.replace(":", "").upper())
    installer.type_in(installer.code(installer.thermostat))
    installer.run(20)
    assert "Your thermostat is connected." in installer.card()
    stages = installer.kiosk.text("connect.stages")
    assert [word for word in ("Found", "Joined", "Identified", "Set up", "Tested") if word in stages] == [
        "Found",
        "Joined",
        "Identified",
        "Set up",
        "Tested",
    ]
    seen = installer.home.seen()
    assert [each.name for each in seen.devices if each.device == installer.thermostat] == ["Upstairs thermostat"]
    assert installer.kiosk.text("connect.after1") == "Takes part in, every program"
    installer.kiosk.tap("connect.after1")
    assert installer.kiosk.page() is Page.RULES


TROUBLES = (
    (JoinTrouble.WEAK, 61, "The thermostat is heard too weakly."),
    (JoinTrouble.MUTE, 61, "The thermostat joined, and did not say what it is."),
    (JoinTrouble.STOPS, 181, "The thermostat joined, then stopped answering."),
    (JoinTrouble.BULB, 1, "This home cannot use this thermostat."),
    (JoinTrouble.LACKS_CLUSTERS, 1, "The thermostat may not take part here."),
    (JoinTrouble.WRONG_KEY, 1, "The thermostat could not prove who it is."),
)


def test_every_trouble_of_a_device_has_its_own_page(installer: Installer) -> None:
    """users.md 15: a cause in words for every way in which it can fail."""
    for trouble, wait_s, title in TROUBLES:
        installer.han.joining.troubles[installer.thermostat] = trouble
        installer.let_in(installer.thermostat)
        installer.run(wait_s)
        assert title in installer.card(), trouble
        assert "Do this" in installer.card()
        installer.kiosk.tap("connect.bar.close")
        installer.run(1)


def test_a_wrong_code_an_absent_device_and_one_that_is_known_are_told_apart(installer: Installer) -> None:
    installer.let_in(installer.thermostat, OTHER_CODE)
    installer.run(11)
    assert "The code does not match this thermostat." in installer.card()
    installer.kiosk.tap("connect.bar.close")
    installer.let_in(Eui64("00:0d:6f:00:0a:90:69:99"), OTHER_CODE)
    installer.run(181)
    assert "The thermostat did not come." in installer.card()
    installer.kiosk.tap("connect.bar.close")
    installer.let_in(installer.meter, kind="connect.choice9")
    assert "is of this home already." in installer.card()


def test_another_kind_than_the_one_that_was_chosen_is_refused(installer: Installer) -> None:
    installer.let_in(installer.switch)
    installer.run(2)
    assert "This is a load switch, not a thermostat." in installer.card()
    assert all(each.kind is not DeviceKind.LOAD_SWITCH for each in installer.home.seen().devices)


def test_one_that_stopped_is_set_up_again_without_a_new_join(installer: Installer) -> None:
    """users.md 15"""
    installer.han.joining.troubles[installer.thermostat] = JoinTrouble.STOPS
    installer.let_in(installer.thermostat)
    installer.run(181)
    del installer.han.joining.troubles[installer.thermostat]
    installer.kiosk.tap("connect.card.primary")
    installer.run(20)
    assert "Your thermostat is connected." in installer.card()


def test_one_that_knocks_while_joining_is_closed_brings_its_address(installer: Installer) -> None:
    kiosk = installer.kiosk
    kiosk.window.open(Page.CONNECT)
    installer.run(1)
    installer.han.knock(installer.thermostat)
    installer.run(1)
    assert "A device looked for this home." in installer.card()
    kiosk.tap("connect.card.primary")
    installer.type_in(installer.code(installer.thermostat))
    installer.run(20)
    assert "is connected." in installer.card()


def test_the_air_is_heard_before_a_device_is_added(installer: Installer) -> None:
    """users.md 16"""
    installer.han.noise = dict.fromkeys(range(11, 27), 210)
    installer.kiosk.window.open(Page.CONNECT)
    installer.kiosk.tap("connect.choice11")
    installer.run(1)
    assert "The air is noisy here." in installer.kiosk.text("connect.air")
    assert "a USB 3 port or disk" in installer.kiosk.text("connect.air")
