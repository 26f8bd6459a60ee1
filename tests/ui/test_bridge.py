"""The seam between the threads: snapshots come over, commands go back, death is told."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from hemsapp.commands import RunCheck, SetBillDay
from hemsapp.questions import Answer, BillsShown, BillsWanted
from tests.gui.fake_service import Maker
from ui.bridge import Bridge
from ui.screens import cases


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def bridge(qtbot: QtBot, maker: Maker) -> Iterator[Bridge]:
    made = Bridge(maker)
    yield made
    made.stop()


def running(qtbot: QtBot, bridge: Bridge, maker: Maker) -> None:
    bridge.start()
    qtbot.waitUntil(lambda: bool(maker.made) and maker.service.is_running.is_set(), timeout=3000)


def test_the_service_is_made_on_the_engine_thread(qtbot: QtBot, bridge: Bridge, maker: Maker) -> None:
    assert maker.made == []
    running(qtbot, bridge, maker)
    assert maker.service.thread == "engine"


def test_a_snapshot_crosses_to_the_qt_thread(qtbot: QtBot, bridge: Bridge, maker: Maker) -> None:
    running(qtbot, bridge, maker)
    with qtbot.waitSignal(bridge.received, timeout=3000) as received:
        maker.service.publish(cases.normal())
    assert received.args == [cases.normal()]


def test_of_a_burst_the_latest_snapshot_wins(qtbot: QtBot, bridge: Bridge, maker: Maker) -> None:
    running(qtbot, bridge, maker)
    seen: list[object] = []
    bridge.received.connect(seen.append)
    last = cases.high_price()
    maker.service.publish(*[cases.normal() for _ in range(200)], last)
    qtbot.waitUntil(lambda: last in seen, timeout=3000)
    assert seen[-1] is last
    assert len(seen) < 200


def test_commands_reach_the_service_in_order_even_those_given_before_there_is_one(
    qtbot: QtBot, bridge: Bridge, maker: Maker
) -> None:
    bridge.submit(RunCheck())
    running(qtbot, bridge, maker)
    bridge.submit(SetBillDay(3))
    qtbot.waitUntil(lambda: maker.service.asked == [RunCheck(), SetBillDay(3)], timeout=3000)


def test_an_answer_crosses_to_the_qt_thread_even_to_what_was_asked_before_there_was_a_service(
    qtbot: QtBot, bridge: Bridge, maker: Maker
) -> None:
    heard: list[tuple[Answer, bool]] = []

    def reply(answer: Answer) -> None:
        heard.append((answer, threading.current_thread() is threading.main_thread()))

    bridge.ask(BillsWanted(), reply)
    running(qtbot, bridge, maker)
    qtbot.waitUntil(lambda: bool(maker.service.questions), timeout=3000)
    bridge.ask(BillsWanted(), reply)
    (_, early), (question, late) = maker.service.questions
    assert question == BillsWanted()
    assert early == late, "a newer question of the same asker is known by its reply"
    maker.service.call(late, BillsShown(()))
    qtbot.waitUntil(lambda: bool(heard), timeout=3000)
    assert heard == [(BillsShown(()), True)]


def test_stopping_cancels_the_service_and_ends_the_thread(qtbot: QtBot, bridge: Bridge, maker: Maker) -> None:
    running(qtbot, bridge, maker)
    with qtbot.waitSignal(bridge.ended, timeout=3000) as ended:
        bridge.stop()
    assert (maker.service.is_cancelled, ended.args) == (True, [None])
    bridge.stop()


def test_an_engine_that_dies_says_of_what(qtbot: QtBot, bridge: Bridge, maker: Maker) -> None:
    running(qtbot, bridge, maker)
    failure = ValueError("a mistake of ours")
    with qtbot.waitSignal(bridge.ended, timeout=3000) as ended:
        maker.service.die(failure)
    assert ended.args == [failure]


def test_a_service_that_cannot_be_made_says_why(qtbot: QtBot) -> None:
    failure = OSError("the database is from the future")

    def refuse() -> None:
        raise failure

    bridge = Bridge(refuse)  # type: ignore[arg-type]  # it never gives a service
    with qtbot.waitSignal(bridge.ended, timeout=3000) as ended:
        bridge.start()
    assert ended.args == [failure]
    bridge.stop()
