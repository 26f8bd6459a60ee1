"""Two displays over real TLS on the loopback: paired by a code, one home, one truth (C1FR36, X-SECURITY)."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hemsapp.clock import Clock, FollowingClock
from hemsapp.commands import Command, OptOut, SetTheme, Theme
from hemsapp.displaying import InviteDisplay, JoinHome, LeaveHome, RemoveDisplay, StopInviting
from hemsapp.displays import door as doors
from hemsapp.displays.companion import CompanionService
from hemsapp.displays.companion_end import NOT_CONNECTED
from hemsapp.displays.door import Door
from hemsapp.displays.identity import client_context, identity, pairing_context
from hemsapp.displays.invitations import free_name
from hemsapp.displays.stream import call
from hemsapp.questions import Answer, BillsShown, BillsWanted, Question, Unanswered
from hemsapp.snapshot import Displays, DisplaysTold, Reach, Snapshot
from ui.screens.cases import normal

OPT_OUT = OptOut(4711, None)


@dataclass
class MainHome:
    """What a main display's service is to its door."""

    inbox: list[Command] = field(default_factory=list)
    listeners: list[Callable[[Snapshot], None]] = field(default_factory=list)
    displays: Displays = field(default_factory=Displays)
    deeds: list[str] = field(default_factory=list)

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        self.listeners.append(listener)

    def submit(self, command: Command) -> None:
        self.inbox.append(command)

    def ask(self, question: Question, reply: Callable[[Answer], None]) -> None:
        assert isinstance(question, BillsWanted)
        reply(BillsShown(()))

    def deliver(self, told: DisplaysTold) -> None:
        self.displays = told.displays
        self.deeds += [told.deed] if told.deed else []

    def show(self, snapshot: Snapshot) -> None:
        for listener in self.listeners:
            listener(snapshot)


class Pair:
    """A main display's door, and a companion beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = MainHome()
        self.door = Door(folder / "displays.json", identity(folder / "main.pem"), Clock(), name="Hall", port=0)
        self.door_task = asyncio.create_task(self.door.run(self.home, self.home.deliver))
        self.seen: list[Snapshot] = []
        self.companion, self.companion_task = self.start("kitchen")

    def start(self, name: str) -> tuple[CompanionService, asyncio.Task[None]]:
        own = identity(self.folder / f"{name}.pem")
        service = CompanionService(self.folder / f"{name}.json", own, FollowingClock())
        service.subscribe(self.seen.append)
        return service, asyncio.create_task(service.run())

    async def pair(self, service: CompanionService | None = None) -> None:
        self.door.tend(InviteDisplay())
        invitation = self.home.displays.invitation
        assert invitation is not None
        (service or self.companion).submit(JoinHome(self.address, "Kitchen", invitation.code))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.door.port}"

    @property
    def reach(self) -> Reach | None:
        main = self.seen[-1].displays.main if self.seen else None
        return None if main is None else main.reach

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        for task in (self.companion_task, self.door_task):
            task.cancel()
        await asyncio.gather(self.companion_task, self.door_task, return_exceptions=True)


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    made = Pair(tmp_path)
    await made.until(lambda: bool(made.home.listeners))
    yield made
    await made.end()


async def connected(pair: Pair) -> None:
    await pair.pair()
    await pair.until(lambda: bool(pair.home.displays.paired) and pair.home.displays.paired[0].is_connected)
    pair.home.show(normal())
    await pair.until(lambda: pair.reach is Reach.CONNECTED and bool(pair.seen[-1].devices))


async def test_a_display_is_paired_by_the_code_sees_the_home_and_overrides_under_its_name(pair: Pair) -> None:
    """C1FR36, X-SECURITY"""
    assert pair.door.port == 0, "nobody can call before somebody is invited"
    assert pair.home.displays.addresses == ()
    await connected(pair)
    (display,) = pair.home.displays.paired
    assert (display.name, len(display.key)) == ("Kitchen", 32)
    assert pair.home.displays.invitation is None
    assert f"the display Kitchen was paired, {display.key}" in pair.home.deeds
    pair.companion.submit(OPT_OUT)
    await pair.until(lambda: bool(pair.home.inbox))
    assert pair.home.inbox == [OptOut(4711, None, "Kitchen")]
    assert pair.seen[-1].today == normal().today
    for name in ("main.pem", "kitchen.pem", "displays.json", "kitchen.json"):
        assert (pair.folder / name).stat().st_mode & 0o077 == 0, "for its owner alone"
    answers: list[Answer] = []
    pair.companion.ask(BillsWanted(), answers.append)
    await pair.until(lambda: bool(answers))
    assert answers == [BillsShown(())]


async def test_how_a_screen_looks_is_its_own_matter(pair: Pair) -> None:
    await connected(pair)
    pair.companion.submit(SetTheme(Theme.CONTRAST))
    await pair.until(lambda: pair.seen[-1].preferences.theme is Theme.CONTRAST)
    assert pair.home.inbox == []


async def test_pulled_and_plugged_again_it_says_so_refuses_and_goes_on(pair: Pair) -> None:
    """C1FR36: what is shown keeps its age; an order is refused at once; then there is one home again."""
    await connected(pair)
    heard = pair.seen[-1].power.heard
    port = pair.door.port
    pair.door_task.cancel()
    await asyncio.gather(pair.door_task, return_exceptions=True)
    await pair.until(lambda: pair.reach is Reach.LOST)
    assert pair.seen[-1].power.heard == heard, "as old as it is"
    answers: list[Answer] = []
    pair.companion.submit(OPT_OUT)
    pair.companion.ask(BillsWanted(), answers.append)
    await pair.until(lambda: pair.seen[-1].refusal is not None and bool(answers))
    assert pair.seen[-1].refusal is not None
    assert pair.seen[-1].refusal.sentence == NOT_CONNECTED
    assert isinstance(answers[0], Unanswered)
    own = identity(pair.folder / "main.pem")
    pair.door = Door(pair.folder / "displays.json", own, Clock(), name="Hall", port=port)
    pair.door_task = asyncio.create_task(pair.door.run(pair.home, pair.home.deliver))
    await pair.until(lambda: pair.home.displays.paired[0].is_connected)
    pair.home.show(replace(normal(), texts=()))
    await pair.until(lambda: pair.reach is Reach.CONNECTED and pair.seen[-1].texts == ())
    assert pair.home.inbox == []


async def test_a_display_that_is_removed_is_let_go_and_never_let_in_again(pair: Pair) -> None:
    """X-SECURITY"""
    await connected(pair)
    pair.door.tend(InviteDisplay())  # the door stays open
    pair.door.tend(RemoveDisplay(pair.home.displays.paired[0].key))
    assert pair.home.displays.paired == ()
    await pair.until(lambda: pair.reach is Reach.REMOVED)
    assert pair.seen[-1].devices == (), "it shows the home no more"
    assert "the display Kitchen was removed" in pair.home.deeds
    pair.companion.submit(LeaveHome())
    await pair.until(lambda: pair.reach is Reach.NOBODY)


async def test_three_wrong_codes_end_the_invitation(pair: Pair) -> None:
    """X-SECURITY"""
    problems = []
    for tries_left in (2, 1, 0):
        invitation = pair.home.displays.invitation
        if invitation is None:
            pair.door.tend(InviteDisplay())
            invitation = pair.home.displays.invitation
        assert invitation is not None
        wrong = f"{(int(invitation.code) + 1) % 10**12:012d}"
        before = len(pair.seen)
        pair.companion.submit(JoinHome(pair.address, "Kitchen", wrong))
        await pair.until(lambda before=before: len(pair.seen) > before + 1 and pair.reach is Reach.NOBODY)  # type: ignore[misc]  # bound now
        main = pair.seen[-1].displays.main
        assert main is not None
        problems.append(main.problem)
        await pair.until(lambda left=tries_left: _tries_left(pair) == left)  # type: ignore[misc]  # bound now
    assert pair.home.displays.invitation is None
    assert "Three wrong codes" in pair.home.displays.problem
    assert ["not the code" in problem for problem in problems] == [True, True, False]
    assert pair.home.displays.paired == ()
    assert pair.door.port == 0, "and nobody can call any more"


def _tries_left(pair: Pair) -> int:
    invitation = pair.home.displays.invitation
    return 0 if invitation is None else invitation.tries_left


async def test_an_invitation_ends_by_itself_and_can_be_taken_back(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-SECURITY"""
    monkeypatch.setattr("hemsapp.displays.pairing.INVITED_S", 0.05)
    pair.door.tend(InviteDisplay())
    await pair.until(lambda: pair.home.displays.invitation is None)
    assert "not used in time" in pair.home.displays.problem
    pair.door.tend(InviteDisplay())
    pair.door.tend(StopInviting())
    assert pair.home.displays.problem == ""
    assert pair.door.port == 0


async def test_a_stranger_with_a_certificate_is_refused_in_the_handshake(pair: Pair) -> None:
    """X-SECURITY"""
    await connected(pair)
    stranger = identity(pair.folder / "stranger.pem")
    main = identity(pair.folder / "main.pem").certificate
    stream = await call(pair.address, client_context(stranger, main), 4096)
    with pytest.raises((ssl.SSLError, EOFError, ConnectionError)):
        await stream.read()
    stream.abort()


async def test_another_main_display_at_that_address_is_not_believed(pair: Pair) -> None:
    """X-SECURITY"""
    await connected(pair)
    kitchen, other = identity(pair.folder / "kitchen.pem"), identity(pair.folder / "other.pem")
    with pytest.raises(ssl.SSLCertVerificationError):
        await call(pair.address, client_context(kitchen, other.certificate), 4096)


@pytest.mark.parametrize(
    "octets",
    [b"GET / HTTP/1.1\r\n\r\n", (4097).to_bytes(4, "big") + b"x" * 10, (3).to_bytes(4, "big") + b"\xbf\xff\x00", b""],
)
async def test_garbage_after_the_handshake_ends_that_connection_and_nothing_else(pair: Pair, octets: bytes) -> None:
    """X-SECURITY"""
    await connected(pair)
    stream = await call(pair.address, pairing_context(), 4096)
    stream._writer.write(octets)
    if not octets:
        stream.abort()
    else:
        with pytest.raises((OSError, EOFError)):
            await stream.read()
        stream.abort()
    pair.companion.submit(OPT_OUT)
    await pair.until(lambda: bool(pair.home.inbox))


async def test_octets_without_a_handshake_hold_up_nobody(pair: Pair) -> None:
    """X-SECURITY"""
    await connected(pair)
    lines = [await asyncio.open_connection("127.0.0.1", pair.door.port) for _ in range(doors.MOST_STRANGERS + 2)]
    pair.companion.submit(OPT_OUT)
    await pair.until(lambda: bool(pair.home.inbox))
    for _, writer in lines:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def test_an_old_version_of_tls_is_refused(pair: Pair) -> None:
    """X-SECURITY"""
    await connected(pair)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await call(pair.address, context, 4096)


async def test_two_displays_override_at_once_and_the_main_display_orders_them(pair: Pair) -> None:
    """C1FR36, X-MULTI-CLIENT"""
    await connected(pair)
    bedroom, task = pair.start("bedroom")
    await pair.pair(bedroom)
    await pair.until(lambda: sum(each.is_connected for each in pair.home.displays.paired) == 2)
    pair.home.show(replace(normal(), texts=()))
    await asyncio.sleep(0.1)
    pair.companion.submit(OPT_OUT)
    bedroom.submit(OPT_OUT)
    await pair.until(lambda: len(pair.home.inbox) == 2)
    assert sorted(each.by_whom for each in pair.home.inbox if isinstance(each, OptOut)) == ["Kitchen", "Kitchen 2"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_damaged_list_of_displays_lets_nobody_in(tmp_path: Path) -> None:
    """X-SECURITY"""
    path = tmp_path / "displays.json"
    path.write_text('{"version": 1, "displays": [{"name": 1}]}')
    assert Door(path, identity(tmp_path / "main.pem"), Clock(), name="Hall", port=0)._kept == ()


def test_no_display_is_called_like_another_or_like_a_thing_of_the_house() -> None:
    assert free_name("Kitchen", {"kitchen", "Hall"}) == "Kitchen 2"
    assert free_name("this display", {"this display"}) == "this display 2"
    assert free_name("", set()) == "Display"
