"""The two ends of a link between displays, without a network: one order, one answer, one truth (C1FR36)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.moment import Moment
from devices.names import Eui64
from hemsapp.commands import AllowJoin, Command, Ease, OptOut, SetClock, UndoOverride
from hemsapp.displays.companion_end import NOT_CONNECTED, NOT_KNOWN, SILENT_S, STARTED_ANEW, CompanionEnd
from hemsapp.displays.frames import SCHEMA, Framer, Hello, OfCompanion, OfMain, Refused, of_companion, of_main, written
from hemsapp.displays.host_end import TOO_LATE, Ask, Host, HostEnd, LetGo, Memory, Parts, Submit
from hemsapp.pin import PinTried
from hemsapp.questions import BillsShown, BillsWanted, Unanswered
from hemsapp.snapshot import Displays, Invitation, Snapshot
from ui.presenters.blank import blank
from ui.screens.cases import CASES, NOW, normal

OPT_OUT = OptOut(4711, None, "the mayor")
AHEAD_S = 5000.0  # how far the main display's monotonic clock is ahead


class Cut(Exception):
    """The network is pulled."""


class Home:
    """A main display and a companion, and what crosses between them; after `cut_after` frames the network is pulled."""

    def __init__(self) -> None:
        self.memory, self.parts = Memory(), Parts()
        self.run = b"main-one"
        self.companion = CompanionEnd(b"kitchen1", blank(NOW))
        self.inbox: list[Command] = []
        self.shown: Snapshot = normal()
        self.time_s = 0.0
        self.frames = 0
        self.cut_after: int | None = None
        self.host: HostEnd | None = None

    def now(self) -> Moment:
        return Moment(NOW.utc + timedelta(seconds=self.time_s), NOW.monotonic_s + self.time_s)

    def host_now(self) -> Moment:
        now = self.now()
        return Moment(now.utc, now.monotonic_s + AHEAD_S)

    def connect(self) -> None:
        self.host = HostEnd(Host(self.run, "main display", 1.0), "key", "Kitchen", self.memory, self.parts)
        self.carry(self.companion.connected(self.now()))

    def show(self, snapshot: Snapshot) -> None:
        """The main display shows this, in its own time."""
        self.shown = snapshot
        assert self.host is not None
        told = self.host.show(snapshot)
        if told is not None:
            self.carry_back(told)

    def carry(self, frames: list[OfCompanion]) -> None:
        for frame in frames:
            self._count()
            assert self.host is not None
            for out in self.host.receive(of_companion(self._across(frame)), self.host_now()):
                match out:
                    case Submit():
                        self.inbox.append(out.command)
                    case Ask():
                        pass
                    case LetGo():
                        raise Cut
                    case _:
                        self.carry_back(out)

    def carry_back(self, frame: OfMain) -> None:
        self._count()
        told = of_main(self._across(frame), self.companion.shift_s)
        self.carry(self.companion.receive(told, self.now()))

    def ask(self, command: Command) -> None:
        self.carry(self.companion.ask(command, self.now()))

    def pull(self) -> None:
        self.host = None
        self.companion.lost()

    def _across(self, frame: OfCompanion | OfMain) -> bytes:
        (body,) = Framer(4_000_000).feed(written(frame))
        return body

    def _count(self) -> None:
        if self.cut_after is not None and self.frames >= self.cut_after:
            raise Cut
        self.frames += 1


@pytest.fixture
def home() -> Home:
    made = Home()
    made.connect()
    return made


def test_the_companion_shows_what_the_main_display_shows_on_its_own_clock(home: Home) -> None:
    """C1FR36"""
    for make in tuple(CASES.values())[::5]:
        snapshot = make()
        home.show(snapshot)
        assert home.companion.snapshot is not None
        assert replace(home.companion.snapshot, at=snapshot.at).today == snapshot.today
        heard, told = snapshot.power.heard, home.companion.snapshot.power.heard
        assert (heard is None) is (told is None)
        if heard is not None and told is not None:
            assert (told.utc, told.monotonic_s) == (heard.utc, heard.monotonic_s - AHEAD_S)


def test_parts_that_did_not_change_keep_their_identity(home: Home) -> None:
    first = normal()
    home.show(first)
    before = home.companion.snapshot
    home.show(replace(first, today=replace(first.today, used_wh=1)))
    after = home.companion.snapshot
    assert before is not None
    assert after is not None
    assert after.today.used_wh == 1
    assert after.bill is before.bill
    assert after.events is before.events


def test_after_a_reconnection_with_nothing_new_every_part_is_the_same_object(home: Home) -> None:
    home.show(normal())
    before = home.companion.snapshot
    home.pull()
    home.connect()
    home.show(normal())
    assert before is not None
    assert home.companion.snapshot is not None
    assert home.companion.snapshot.bill is before.bill


def test_who_gives_an_order_is_who_the_certificate_says_not_who_it_says_it_is(home: Home) -> None:
    """C1FR36, X-SECURITY"""
    home.ask(OPT_OUT)
    assert home.inbox == [OptOut(4711, None, "Kitchen")]
    assert home.companion.problem == ""


def test_orders_of_two_displays_stand_in_the_one_inbox_in_their_order(home: Home) -> None:
    """C1FR36, X-MULTI-CLIENT"""
    hall = HostEnd(Host(home.run, "main display", 1.0), "hall", "Hall", home.memory, home.parts)
    other = CompanionEnd(b"hall-run", blank(NOW))
    for frame in other.connected(home.now()):
        for out in hall.receive(frame, home.host_now()):
            if not isinstance(out, Submit | Ask | LetGo):
                other.receive(out, home.now())
    home.ask(OPT_OUT)
    for frame in other.ask(UndoOverride(), home.now()):
        home.inbox += [out.command for out in hall.receive(frame, home.host_now()) if isinstance(out, Submit)]
    assert home.inbox == [OptOut(4711, None, "Kitchen"), UndoOverride("Hall")]


@pytest.mark.parametrize("frame", range(9))
def test_wherever_the_network_is_pulled_an_order_ends_in_one_answer(home: Home, frame: int) -> None:
    """C1FR36: pulled after each frame of an override, it is done once at most, and the companion learns whether."""
    home.show(normal())
    home.cut_after = home.frames + frame
    try:
        home.ask(OPT_OUT)
        home.ask(Ease(4711, None, 56))
    except Cut:
        home.pull()
    home.cut_after = None
    done_before = list(home.inbox)
    if home.host is None:
        home.time_s += 1.0
        home.connect()
    assert home.inbox[: len(done_before)] == done_before
    assert [type(each) for each in home.inbox] == sorted({type(each) for each in home.inbox}, key=_ASKED.index)
    assert home.companion.problem == ""
    assert home.companion.wake(home.now()) == [] or home.companion.problem == ""


_ASKED: list[type] = [OptOut, Ease]


@pytest.mark.parametrize("frame", [0, 1])
def test_an_order_that_was_not_heard_in_time_is_never_done_later(home: Home, frame: int) -> None:
    """C1FR36: nothing acts at a surprise once the network is back; what was done before it went is told."""
    home.cut_after = home.frames + frame
    with pytest.raises(Cut):
        home.ask(OPT_OUT)
    home.pull()
    home.cut_after = None
    home.time_s += 60.0
    home.companion.wake(home.now())
    assert home.companion.problem == NOT_KNOWN
    home.connect()
    assert home.inbox == ([] if frame == 0 else [OptOut(4711, None, "Kitchen")])
    assert home.companion.problem == (TOO_LATE if frame == 0 else "")


def test_while_there_is_no_link_an_order_is_refused_at_once_and_never_sent(home: Home) -> None:
    """C1FR36"""
    home.pull()
    assert home.companion.ask(OPT_OUT, home.now()) == []
    assert home.companion.problem == NOT_CONNECTED
    home.connect()
    assert home.inbox == []


def test_a_main_display_that_was_started_anew_is_not_asked_again_what_it_may_have_done(home: Home) -> None:
    home.cut_after = home.frames + 1
    with pytest.raises(Cut):
        home.ask(OPT_OUT)
    home.pull()
    home.cut_after = None
    home.run, home.memory = b"main-two", Memory()
    home.connect()
    assert len(home.inbox) == 1
    assert home.companion.problem == STARTED_ANEW


@pytest.mark.parametrize("command", [AllowJoin(Eui64("00:11:22:33:44:55:66:77"), b"x" * 18), SetClock(None)])
def test_what_an_installer_does_is_refused_at_both_ends(home: Home, command: Command) -> None:
    """X-SECURITY"""
    home.ask(command)
    assert "main display" in (home.companion.problem or "")
    home.companion._number += 1
    from hemsapp.displays.frames import Asked, Settled  # noqa: PLC0415 - a companion that does as it likes

    asked = Asked(home.companion._number, home.host_now().monotonic_s + 1, command)
    assert home.host is not None
    (told,) = home.host.receive(asked, home.host_now())
    assert isinstance(told, Settled)
    assert told.problem
    assert home.inbox == []


def test_the_code_of_an_invitation_never_leaves_the_main_display(home: Home) -> None:
    """X-SECURITY"""
    invitation = Invitation("482109375516", NOW, 3)
    home.show(replace(normal(), displays=Displays(invitation=invitation, addresses=("10.0.0.2",))))
    assert home.companion.snapshot is not None
    assert home.companion.snapshot.displays.invitation is None
    assert "482109375516" not in repr(invitation)


def test_questions_are_answered_by_the_main_display_and_those_about_the_pin_by_nobody(home: Home) -> None:
    number, frames = home.companion.want(BillsWanted())
    home.carry(frames)
    from hemsapp.displays.frames import Told  # noqa: PLC0415 - said by hand

    home.carry_back(Told(number, BillsShown(())))
    assert home.companion.answers == [(number, BillsShown(()))]
    number, frames = home.companion.want(PinTried("1234"))
    assert frames == []
    assert isinstance(home.companion.answers[-1][1], Unanswered)


def test_questions_on_their_way_are_answered_when_the_link_is_lost(home: Home) -> None:
    number, _ = home.companion.want(BillsWanted())
    home.pull()
    assert [(each, type(answer)) for each, answer in home.companion.answers] == [(number, Unanswered)]


def test_a_link_on_which_nothing_is_heard_is_let_go(home: Home) -> None:
    home.time_s += SILENT_S + 0.1
    assert home.companion.wake(home.now()) is None


def test_another_version_is_refused_with_a_sentence() -> None:
    host = HostEnd(Host(b"r", "main display", 1.0), "key", "Kitchen", Memory(), Parts())
    for hello in (Hello(99, SCHEMA, b"r"), Hello(1, b"other---", b"r")):
        refused, let_go = host.receive(hello, NOW)
        assert isinstance(refused, Refused)
        assert "Update both" in refused.problem
        assert isinstance(let_go, LetGo)


def test_who_did_not_greet_is_let_go() -> None:
    """X-SECURITY"""
    from hemsapp.displays.frames import Asked  # noqa: PLC0415 - said by hand

    host = HostEnd(Host(b"r", "main display", 1.0), "key", "Kitchen", Memory(), Parts())
    (out,) = host.receive(Asked(1, 1e9, OPT_OUT), NOW)
    assert isinstance(out, LetGo)
