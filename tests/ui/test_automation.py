"""The door for programs, over a real socket."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from devices.moment import Moment
from hemsapp.clock import Clock
from hemsapp.commands import AllowJoin, StartBill
from hemsapp.commissioning import ScanAir
from hemsapp.snapshot import Snapshot
from tests.architecture.tree import ROOT
from tests.ui.screens.conftest import Kiosk
from tests.ui.screens.conftest import make_kiosk as make_kiosk  # noqa: PLC0414 - a fixture is shared by its name
from ui.automation import AutomationDoor
from ui.presenters.frame import Page
from ui.presenters.settings import SettingsPresenter
from ui.screens import cases, join_cases
from ui.screens.comfort_cases import MISSED_NOW, missed
from ui.widgets.sheet import Sheet

NAMES = Path(__file__).with_name("object_names.txt")


@dataclass
class Client:
    """One connection; Qt's loop turns while an answer is awaited."""

    kiosk: Kiosk
    door: AutomationDoor
    near: socket.socket
    rest: bytes = b""

    def send(self, line: bytes) -> None:
        self.near.sendall(line + b"\n")

    def receive(self) -> dict[str, Any]:
        for _ in range(4000):
            if b"\n" in self.rest:
                line, self.rest = self.rest.split(b"\n", 1)
                answer = json.loads(line)
                assert isinstance(answer, dict)
                return answer
            QApplication.processEvents()
            try:
                self.rest += self.near.recv(65_536)
            except (BlockingIOError, TimeoutError):
                continue
        raise AssertionError("no answer came")

    def ask(self, **request: object) -> dict[str, Any]:
        self.send(json.dumps(request).encode())
        return self.receive()


class Wall(Clock):
    """The real time of a kiosk on a wall, as the test moves it."""

    def __init__(self, kiosk: Kiosk) -> None:
        super().__init__()
        self._kiosk = kiosk

    def now(self) -> Moment:
        return self._kiosk.now


@pytest.fixture
def client(make_kiosk: Callable[..., Kiosk]) -> Iterator[Client]:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(cases.normal())
    door = AutomationDoor(kiosk.window, Wall(kiosk), 0)
    with socket.create_connection(("127.0.0.1", door.port), timeout=3) as near:
        near.settimeout(0.005)
        yield Client(kiosk, door, near)


def test_it_tells_the_screen_and_the_snapshot(client: Client) -> None:
    assert client.ask(do="screen") == {"screen": "home"}
    snapshot = client.ask(do="snapshot", id=7)
    assert (snapshot["id"], snapshot["snapshot"]["bill"]["total"]) == (7, "87.16")
    assert snapshot["snapshot"]["power"]["freshness"] == "live"


def test_it_tells_what_a_widget_says_and_shows(client: Client) -> None:
    assert client.ask(do="text", name="home.today") == {"text": "Today, 9.6 kWh, $2.01"}
    assert client.ask(do="property", name="home.cost_now", property="number") == {"value": "$0.42"}
    assert client.ask(do="property", name="home.notice", property="visible") == {"value": False}
    assert client.ask(do="property", name="home.tier", property="bar")["value"]["segments"][0]["filled"] == 1.0


def test_a_tap_does_what_a_finger_does(client: Client) -> None:
    assert client.ask(do="tap", name="rail.bill") == {"screen": "bill"}
    client.ask(do="tap", name="bill.new_bill")
    client.ask(do="tap", name="bill.sheet.primary")
    assert [type(command) for command in client.kiosk.asked] == [StartBill]


def test_a_program_connects_a_meter_as_a_finger_does(client: Client) -> None:
    client.kiosk.window.show_snapshot(cases.no_meter())
    assert client.ask(do="tap", name="home.notice.primary") == {"screen": "connect"}
    client.ask(do="tap", name="connect.air.primary")
    assert "disabled" in client.ask(do="tap", name="connect.keys.accept")["error"]
    for digits in (cases.LABEL_ADDRESS, cases.LABEL_CODE):
        for digit in digits:
            client.ask(do="tap", name=f"connect.keys.{digit}")
        client.ask(do="tap", name="connect.keys.accept")
    assert client.kiosk.asked == [ScanAir(), AllowJoin(cases.METER, bytes.fromhex(cases.LABEL_CODE))]
    client.kiosk.window.show_snapshot(cases.JOINS["join-code-wrong"]())
    assert client.ask(do="wait", snapshot="join.state", **{"is": "failed"})["met"] is True
    assert "The code does not match this meter." in client.ask(do="text", name="connect.card")["text"]
    assert cases.LABEL_CODE.lower() not in json.dumps(client.ask(do="snapshot")).lower()


def test_a_program_swipes_and_rests_as_a_finger_does(client: Client) -> None:
    """C1FR33: the following page by a swipe; a number explains itself to a finger that rests on it."""
    assert client.ask(do="swipe", to="left") == {"screen": "bill"}
    assert client.ask(do="swipe", to="right") == {"screen": "home"}
    assert client.ask(do="property", name="why", property="visible") == {"value": False}
    assert client.ask(do="hold", name="home.cost_now", seconds=0.65) == {"screen": "home"}
    assert client.ask(do="property", name="why", property="visible") == {"value": True}


def test_a_drag_reads_a_chart(client: Client) -> None:
    client.ask(do="tap", name="rail.prices")
    before = client.ask(do="text", name="prices.read_out")
    client.ask(do="drag", name="prices.ribbon", **{"from": [0.3, 0.5], "to": [0.8, 0.5]})
    assert client.ask(do="text", name="prices.read_out") != before


def test_keys_go_where_the_focus_is(client: Client) -> None:
    focused = set()
    for _ in range(3):
        client.ask(do="key", key="Tab")
        described = client.ask(do="objects", details=True)["objects"]
        focused |= {each["name"] for each in described if each["focus"]}
    assert len(focused) == 3
    assert client.ask(do="type", text="17") == {"screen": "home"}


def test_objects_are_described_with_role_words_and_place(client: Client) -> None:
    described = {each["name"]: each for each in client.ask(do="objects", details=True)["objects"]}
    assert set(described) == set(client.ask(do="objects")["objects"])
    rail = described["rail.next"]
    assert set(rail) == {"name", "role", "text", "rect", "enabled", "focus"}
    assert (rail["role"], rail["enabled"], rail["rect"][0]) == ("PageTab", True, 0)
    assert described["home.today"]["text"] == "Today, 9.6 kWh, $2.01"


def test_a_list_moves_by_program(client: Client) -> None:
    client.ask(do="tap", name="header.link")
    names = client.ask(do="objects")["objects"]
    row = next(
        name for name in names if name.startswith("network.") and "error" not in client.ask(do="scroll", name=name)
    )
    end = client.ask(do="scroll", name=row)["end"]
    assert client.ask(do="scroll", name=row, by=end + 50)["at"] == end


def test_what_a_finger_cannot_reach_is_not_tapped(client: Client) -> None:
    client.ask(do="tap", name="rail.bill")
    client.ask(do="tap", name="bill.new_bill")
    assert "covered" in client.ask(do="tap", name="rail.next")["error"]
    assert client.ask(do="screen") == {"screen": "bill"}


def test_a_wait_is_answered_when_it_comes_true(client: Client) -> None:
    client.send(json.dumps({"do": "wait", "id": 1, "screen": "bill"}).encode())
    client.send(json.dumps({"do": "tap", "id": 2, "name": "rail.bill"}).encode())
    assert client.receive() == {"id": 2, "screen": "bill"}
    assert client.receive() == {"id": 1, "met": True, "seen": "bill"}


@pytest.mark.parametrize(
    "wish",
    [
        {"snapshot": "link.radio", "is": "ready"},
        {"snapshot": "tariff.tiers.0.0", "is": 300},
        {"name": "home.cost_now", "contains": "$0.42"},
        {"name": "home.cost_now", "property": "second", "is_not": "—"},
    ],
)
def test_a_wait_looks_at_snapshot_text_and_property(client: Client, wish: dict[str, object]) -> None:
    assert client.ask(do="wait", **wish)["met"] is True


def test_a_wait_that_never_comes_true_says_what_it_saw(client: Client) -> None:
    client.send(json.dumps({"do": "wait", "screen": "bill", "seconds": 0.2}).encode())
    assert client.receive() == {"error": 'it did not come true; last seen: "home"'}


def test_it_tells_the_time_and_takes_a_picture(client: Client, tmp_path: Path) -> None:
    told = {"utc": "2026-07-13T20:12:00+00:00", "monotonic_s": 100_000.0, "speed": 1.0, "steered": False}
    assert client.ask(do="clock") == told
    path = tmp_path / "home.png"
    assert client.ask(do="screenshot", path=str(path)) == {"path": str(path)}
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"hello", "that is no JSON; a request is one line such as"),
        (b"[1]", "a request is an object such as"),
        (b'{"do": "fly"}', 'do is "fly"; it is one of: screen, snapshot, objects'),
        (b'{"do": "tap", "name": "home.nothing"}', "there is no 'home.nothing'; ask for objects"),
        (b'{"do": "tap", "name": "home.notice"}', "home.notice is not visible on home"),
        (b'{"do": "property", "name": "home.today", "property": "colour"}', "home.today shows label, main"),
        (b'{"do": "wait", "screen": "bill", "seconds": -1}', "seconds is a number from 0.01 to 600, not"),
        (b'{"do": "wait", "screen": "bill", "seconds": true}', "seconds is a number from 0.01 to 600, not"),
        (b'{"do": "wait", "name": "home.today"}', 'a wait compares with "is"'),
        (b'{"do": "wait", "seconds": 1}', 'a wait names "screen", "snapshot"'),
        (b'{"do": "wait", "snapshot": "link.colour", "is": 1}', "the snapshot has no link.colour"),
        (b'{"do": "objects", "details": 1}', "details is true or false"),
        (b'{"do": "clock", "advance_s": 60}', "the time here is real, and nobody can change how it passes"),
        (b'{"do": "hold", "name": "home.today", "seconds": 11}', "seconds is a number from 0.01 to 10, not 11"),
        (b'{"do": "swipe", "to": "there"}', "a swipe goes to: left, right, up, down"),
        (b'{"do": "tap", "name": "home.today", "at": [2, 0]}', "a fraction is a number from 0 to 1, not 2"),
        (b'{"do": "tap", "name": "home.today", "at": 7}', "a place on a widget is two fractions"),
        (b'{"do": "key", "key": "Nothing at all"}', "key is the name of one key"),
        (b'{"do": "type", "text": ""}', "text is 1 to 200 printable characters"),
        (b'{"do": "scroll", "name": "home.today"}', "home.today lies in no list"),
        (b'{"do": "screenshot", "path": "x.txt"}', 'a screenshot needs "path"'),
        (b'{"do": "screenshot", "path": "/nowhere/x.png"}', "/nowhere/x.png cannot be written"),
    ],
)
def test_a_wrong_request_gets_a_sentence(client: Client, line: bytes, sentence: str) -> None:
    client.send(line)
    assert client.receive()["error"].startswith(sentence)
    assert client.ask(do="screen") == {"screen": "home"}


def test_a_client_that_leaves_takes_its_waits_along(client: Client) -> None:
    client.send(b'{"do": "wait", "screen": "bill", "seconds": 60}')
    client.ask(do="screen")
    client.near.close()
    for _ in range(200):
        QApplication.processEvents()
        if not client.door._waits:
            break
    assert client.door._waits == []


def test_a_taken_port_is_said(client: Client) -> None:
    with pytest.raises(OSError, match=f"cannot open port {client.door.port}"):
        AutomationDoor(client.kiosk.window, Wall(client.kiosk), client.door.port)


def _names_at_rest(client: Client) -> set[str]:
    """Nobody was there for a while."""
    client.kiosk.window.open(Page.HOME)
    client.kiosk.now = Moment(client.kiosk.now.utc, client.kiosk.now.monotonic_s + 600)
    client.kiosk.window.turn()
    return set(client.ask(do="objects")["objects"])


def test_object_names_are_stable(client: Client) -> None:
    """Programs find widgets by these names: a name that changes is a broken promise, and breaks here first."""
    s = cases.normal()
    names: set[str] = set()
    for page in Page:
        client.kiosk.window.open(page)
        names.update(client.ask(do="objects")["objects"])
    names.update(_names_of_settings(client))
    client.kiosk.window.open(Page.HOME)
    client.kiosk.window.show_snapshot(replace(s, question=cases.meter_question().question))
    names.update(client.ask(do="objects")["objects"])
    for case in ("event-announced", "event-emergency-ja5", "event-recovering", "event-finished", "event-active"):
        client.kiosk.window.show_snapshot(cases.CASES[case]())
        for page in (Page.EVENT, Page.HOME):
            client.kiosk.window.open(page)
            names.update(client.ask(do="objects")["objects"])
    client.ask(do="tap", name="home.step_out")
    names.update(client.ask(do="objects")["objects"])
    client.ask(do="tap", name="home.override.secondary")
    names.update(_names_of_rooms(client))
    names.update(_names_of_joining(client))
    names.update(_names_of_rates(client))
    names.update(_names_at_rest(client))
    assert sorted(names) == NAMES.read_text(encoding="utf-8").split()


def _names_of_settings(client: Client) -> set[str]:
    """Every panel of the settings."""
    names: set[str] = set()
    for panel in SettingsPresenter().panels:
        client.kiosk.window.open(f"{Page.SETTINGS}/{panel.key}")
        if panel.key == "time":
            client.ask(do="tap", name="clock.source.1")
        names.update(client.ask(do="objects")["objects"])
    return names


def _names_of_joining(client: Client) -> set[str]:
    """The radio check, kinds and rooms, the label, a list, and how a joining goes."""
    names: set[str] = set()
    window = client.kiosk.window

    def look(*taps: str) -> None:
        for name in taps:
            client.ask(do="tap", name=name)
        names.update(client.ask(do="objects")["objects"])

    window.show_snapshot(cases.normal())
    for taps in (("connect.choice10",), ("connect.choice11",), ("connect.choice1", "connect.choice1")):
        window.open(Page.HOME)
        window.open(Page.CONNECT)
        look(*taps)
    window.show_snapshot(replace(cases.normal(), air=join_cases.AIRS["quiet"]))
    window.open(Page.HOME)
    window.open(Page.CONNECT)
    look("connect.choice11")
    window.show_snapshot(cases.JOINS["join-waiting"]())
    for case in ("join-thermostat-stopped", "join-thermostat-ready"):
        window.show_snapshot(cases.JOINS[case]())
        look()
    window.show_snapshot(cases.normal())
    window.open(Page.NETWORK)
    look("network.device1")
    look("network.sheet.more")
    window.open(Page.HOME)
    return names


def _names_of_rooms(client: Client) -> set[str]:
    """Comfort, rules and messages in the states that show more than an ordinary day does."""
    names: set[str] = set()
    client.kiosk.window.open(Page.NETWORK)
    client.ask(do="tap", name="network.device2")
    names.update(client.ask(do="objects")["objects"])
    client.ask(do="tap", name="network.sheet.secondary")
    client.kiosk.now = MISSED_NOW
    client.kiosk.window.show_snapshot(missed(cases.normal()))
    for page, pressed in (
        (Page.COMFORT, "comfort.why"),
        (Page.RULES, "rules.more"),
        (Page.MESSAGES, "messages.missed.call"),
    ):
        client.kiosk.window.open(page)
        client.ask(do="tap", name=pressed)
        names.update(client.ask(do="objects")["objects"])
        client.kiosk.window.findChild(Sheet, "why").close_sheet()  # type: ignore[union-attr]  # every window has it
    client.kiosk.window.open(Page.EVENTS)
    names.update(client.ask(do="objects")["objects"])
    return names


def _names_of_rates(client: Client) -> set[str]:
    """The tabs of the rates editor, and its sheets."""
    names: set[str] = set()
    client.kiosk.now = cases.NOW
    client.kiosk.window.show_snapshot(cases.normal())
    client.kiosk.window.open(Page.RATES)
    for pressed, closed in (
        ("rates.tabs.0", ""),
        ("rates.times2", "rates.time.primary"),
        ("rates.starts", "rates.date.primary"),
        ("rates.holidays", "rates.holiday_sheet.primary"),
        ("rates.tabs.1", ""),
        ("rates.tabs.2", ""),
        ("rates.tabs.3", ""),
    ):
        client.ask(do="tap", name=pressed)
        names.update(client.ask(do="objects")["objects"])
        if closed:
            client.ask(do="tap", name=closed)
    return names


def test_every_part_of_the_snapshot_is_documented() -> None:
    page = (ROOT / "docs" / "automation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", page.split("## The snapshot")[1].split("\n## ")[0], re.MULTILINE)
    assert rows == [field.name for field in fields(Snapshot)]
