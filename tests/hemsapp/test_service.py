# ruff: noqa: ARG002 - a fake keeps the signature of what it stands for
"""The shell: order, durability before orders, recovery, and its own mistakes end it."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.errors import DevicesError, InstallCodeInvalid, JoinFault, JoinRefused, RadioFault, RadioGone
from devices.han import Order, ReadMeter
from devices.messages import Eui64, JoinFailed, Message, RadioChanged, RadioState, Reading, Undelivered
from devices.moment import Moment
from hemsapp.archive.kept import Source
from hemsapp.clock import Clock
from hemsapp.commands import AllowJoin, RunCheck
from hemsapp.domain.facts import Preference, Sample
from hemsapp.effects import DoWork, Effect, PermitJoin, Record, Restart, SendOrder, StepClock
from hemsapp.engine import Engine
from hemsapp.inbox import Thing
from hemsapp.pin import PinChosen, PinDeed, PinQuestion, PinState, PinTold, PinTried
from hemsapp.pin_vault import PinVault, reset
from hemsapp.questions import Answer, Unanswered
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot
from hemsapp.store import StorageFailed, Store
from hemsapp.work import RestartWanted, Task, WorkEnded, WorkKind, WorkProgressed
from hemsapp.works.contract import Outcome, Progress, Surroundings
from hemsapp.works.runner import STOPPED, Runner
from tests.hemsapp.domain.world import SAMPLE, ZONE
from ui.screens.cases import normal

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
CODE = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")


class FakeHan:
    """Delivers what the test says, notes what it is asked."""

    def __init__(self) -> None:
        self.deliver: Callable[[Message], None] | None = None
        self.orders: list[tuple[int, Order]] = []
        self.permitted: list[Eui64] = []
        self.changes: list[tuple[str, object]] = []
        self.refusal: Exception | None = None
        self.failure: Exception | None = None
        self.is_over = asyncio.Event()

    async def run(self, deliver: Callable[[Message], None]) -> None:
        self.deliver = deliver
        await self.is_over.wait()
        if self.failure:
            raise self.failure

    def send(self, order_id: int, order: Order) -> None:
        self.orders.append((order_id, order))

    async def permit(self, device: Eui64, install_code: bytes, seconds: int) -> None:
        if self.refusal:
            raise self.refusal
        self.permitted.append(device)

    async def remove(self, device: Eui64) -> None:
        await self._changed("remove", device)

    async def renew_network_key(self) -> None:
        await self._changed("renew", None)

    async def scan_air(self) -> None:
        raise JoinRefused("no radio here")

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        await self._changed("rejoins", is_awaited)

    async def _changed(self, what: str, of: object) -> None:
        if self.refusal:
            raise self.refusal
        self.changes.append((what, of))


class ScriptedEngine(Engine):
    """Answers each thing with the effects that the test lays down."""

    def __init__(self) -> None:
        self.received: list[Thing] = []
        self.answers: dict[Thing, list[Effect]] = {}
        self.problems: list[str | None] = []
        self.shed = 0
        self.wakes = 0
        self._snapshot = normal()

    def start(self, at: Moment) -> list[Effect]:
        return []

    def receive(self, thing: Thing, at: Moment) -> list[Effect]:
        self.received.append(thing)
        if isinstance(thing, Reading) and thing.demand_w == -666:
            raise RuntimeError("our own mistake")
        return self.answers.get(thing, [])

    def wake(self, at: Moment) -> list[Effect]:
        self.wakes += 1
        return []

    def end(self) -> list[Effect]:
        return []

    def flush(self) -> list[Effect]:
        return []

    @property
    def next_wake_s(self) -> float | None:
        return None

    def note_storage(self, problem: str | None) -> None:
        self.problems.append(problem)

    def note_shed(self, count: int) -> None:
        self.shed += count

    def snapshot(self, at: Moment) -> Snapshot:
        return self._snapshot


class BrokenStore:
    """A store whose disk the test breaks and mends."""

    def __init__(self) -> None:
        self.problem: str | None = None
        self.is_broken = False
        self.kept: list[Record] = []
        self.due_s: float | None = None
        self.is_closed = False

    def record(self, record: Record, at: Moment) -> None:
        self.kept.append(record)
        self.settle(at)

    def settle(self, at: Moment) -> None:
        if self.is_broken:
            self.due_s = at.monotonic_s
            self.problem = "The disk is full"
            raise StorageFailed(self.problem)
        self.problem = self.due_s = None

    def catch_up(self, at: Moment) -> None:
        self.settle(at)

    def close(self, at: Moment | None = None) -> None:
        self.is_closed = True


def until_stopped(_: Surroundings, __: Task, progress: Progress) -> Outcome:
    while True:
        progress(1, 2)


class Home:
    """A service with everything around it."""

    def __init__(self, store: Store | BrokenStore | None = None) -> None:
        self.han = FakeHan()
        self.engine = ScriptedEngine()
        self.store = store or BrokenStore()
        self.clock = Clock()
        runner = Runner({WorkKind.BACK_UP: until_stopped}, Source(Path("home.db"), ZONE, SAMPLE))
        self.service = Service(self.han, self.engine, self.store, self.clock, runner=runner)
        self.snapshots: list[Snapshot] = []
        self.service.subscribe(self.snapshots.append)

    async def play(self, *things: Message) -> None:
        """Run, deliver these, settle, stop."""
        task = asyncio.create_task(self.service.run())
        await self.settled()
        assert self.han.deliver is not None
        for thing in things:
            self.han.deliver(thing)
        await self.settled()
        self.service.stop()
        await task

    async def heard(self, thing: Thing) -> None:
        async with asyncio.timeout(10):
            while thing not in self.engine.received:  # noqa: ASYNC110 - what is waited for is state of the engine
                await asyncio.sleep(0.001)

    async def settled(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)


def record(is_urgent: bool = True) -> Record:
    return Record((Preference("theme", "dark"),), is_urgent=is_urgent)


ORDER = SendOrder(7, ReadMeter(METER))
RADIO = RadioChanged(RadioState.READY, "/dev/x")


async def test_messages_reach_the_engine_in_order_and_the_screen_hears_of_it() -> None:
    home = Home()
    things = [Reading(METER, demand_w=n) for n in range(300)]
    await home.play(RADIO, *things)
    assert home.engine.received == [RADIO, *things]
    assert home.snapshots == [normal()]
    assert home.engine.wakes >= 2


async def test_effects_are_performed_in_order() -> None:
    home = Home()
    utc = home.clock.now().utc.replace(year=2030)
    home.engine.answers[RADIO] = [record(), ORDER, PermitJoin(METER, CODE, 60), StepClock(utc)]
    await home.play(RADIO)
    assert isinstance(home.store, BrokenStore)
    assert home.store.kept == [record()]
    assert home.han.orders == [(7, ReadMeter(METER))]
    assert home.han.permitted == [METER]
    assert home.clock.now().utc.year == 2030


async def test_what_follows_facts_that_were_not_kept_is_not_sent_and_storage_recovers() -> None:
    """F24: no order without a durable intent; the process goes on and says so."""
    home = Home()
    assert isinstance(home.store, BrokenStore)
    home.store.is_broken = True
    home.engine.answers[RADIO] = [record(), ORDER]
    task = asyncio.create_task(home.service.run())
    await home.settled()
    assert home.han.deliver is not None
    home.han.deliver(RADIO)
    await home.settled()
    assert home.han.orders == []
    assert home.engine.received == [RADIO, Undelivered(7, "not sent: the disk does not keep it")]
    assert home.engine.problems == ["The disk is full"]
    home.store.is_broken = False
    await asyncio.sleep(0.02)
    assert home.engine.problems == ["The disk is full", None]
    home.service.stop()
    await task


@pytest.mark.parametrize(
    ("refusal", "fault"),
    [
        (JoinRefused("another device is just being admitted"), JoinFault.NOT_READY),
        (JoinRefused("all keys are in use", JoinFault.FULL), JoinFault.FULL),
        (InstallCodeInvalid("the check digits are wrong"), JoinFault.CODE_WRONG),
        (RadioGone(RadioFault.UNPLUGGED, "/dev/x"), JoinFault.NOT_READY),
    ],
)
async def test_a_refused_join_is_no_mistake_of_ours_and_is_said(refusal: DevicesError, fault: JoinFault) -> None:
    home = Home()
    home.han.refusal = refusal
    home.engine.answers[RADIO] = [PermitJoin(METER, CODE, 60)]
    await home.play(RADIO, Reading(METER))
    assert home.engine.received == [RADIO, Reading(METER), JoinFailed(METER, fault)]


async def test_our_own_mistake_ends_the_service_and_lets_go_of_the_store() -> None:
    home = Home()
    with pytest.raises(RuntimeError, match="our own mistake"):
        await home.play(Reading(METER, demand_w=-666))
    assert isinstance(home.store, BrokenStore)
    assert home.store.is_closed


async def test_a_mistake_in_the_network_ends_the_service() -> None:
    home = Home()
    task = asyncio.create_task(home.service.run())
    await home.settled()
    home.han.failure = ValueError("a bug below")
    home.han.is_over.set()
    with pytest.raises(ValueError, match="a bug below"):
        await task


async def test_a_flood_of_readings_is_shed_and_counted_and_control_gets_through() -> None:
    """F92"""
    home = Home()
    await home.play(*(Reading(METER, demand_w=n) for n in range(2_500)), RADIO)
    assert home.engine.shed == 500
    assert RADIO in home.engine.received


async def test_commands_come_from_any_thread_even_before_it_runs() -> None:
    home = Home()
    home.service.submit(RunCheck())
    task = asyncio.create_task(home.service.run())
    await home.settled()
    other = threading.Thread(target=lambda: home.service.submit(AllowJoin(METER, CODE)))
    other.start()
    other.join()
    await home.settled()
    assert home.engine.received == [RunCheck(), AllowJoin(METER, CODE)]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    home.service.submit(RunCheck())


async def test_stopping_or_cancelling_keeps_what_was_heard(tmp_path: Path) -> None:
    for n in (1, 2):
        store = Store(tmp_path / "home.db", "America/Los_Angeles")
        home = Home(store)
        sample = Sample(home.clock.now().utc.replace(microsecond=0), n, n, 0)
        home.engine.answers[RADIO] = [Record((sample,), is_urgent=False)]
        task = asyncio.create_task(home.service.run())
        await home.settled()
        assert home.han.deliver is not None
        home.han.deliver(RADIO)
        await home.settled()
        if n == 1:
            home.service.stop()
            await task
        else:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
    kept = Store(tmp_path / "home.db", "America/Los_Angeles")
    assert [s.demand_w for s in kept.restore(home.clock.now().utc).samples] == [1, 2]
    kept.close()


BACK_UP = Task(WorkKind.BACK_UP, "/media/stick")


async def worked(home: Home) -> asyncio.Task[None]:
    """A service whose engine has begun work that runs until it is stopped."""
    home.engine.answers[RADIO] = [DoWork(BACK_UP)]
    task = asyncio.create_task(home.service.run())
    await home.settled()
    assert home.han.deliver is not None
    home.han.deliver(RADIO)
    await home.heard(WorkProgressed(BACK_UP, 1, 2))
    return task


async def test_work_is_done_on_a_thread_of_its_own_and_its_reports_reach_the_engine() -> None:
    home = Home()
    task = await worked(home)
    home.engine.answers[RunCheck()] = [DoWork(None)]
    home.service.submit(RunCheck())
    await home.heard(WorkEnded(BACK_UP, "", STOPPED))
    assert home.engine.received[:2] == [RADIO, WorkProgressed(BACK_UP, 1, 2)]
    home.service.stop()
    await task


async def test_a_service_that_ends_leaves_no_work_behind() -> None:
    home = Home()
    task = await worked(home)
    home.service.stop()
    await task
    assert not any(thread.name.startswith("work") for thread in threading.enumerate())
    assert isinstance(home.store, BrokenStore)
    assert home.store.is_closed


async def test_a_backup_to_be_taken_up_ends_the_service_cleanly_and_asks_for_a_start() -> None:
    home = Home()
    home.engine.answers[RADIO] = [record(), Restart()]
    with pytest.raises(RestartWanted, match="The backup that was chosen is taken up when hemsapp starts again"):
        await home.play(RADIO)
    assert isinstance(home.store, BrokenStore)
    assert home.store.is_closed


async def _asked(home: Home, question: PinQuestion) -> Answer:
    """What the service answers, on the engine's loop."""
    answers: asyncio.Queue[Answer] = asyncio.Queue()
    home.service.ask(question, answers.put_nowait)
    async with asyncio.timeout(10):
        return await answers.get()


async def test_a_pin_is_asked_of_the_vault_and_what_happened_is_told_to_the_engine(tmp_path: Path) -> None:
    """X-SECURITY: each wrong try reaches the audit log; the digits reach nobody."""
    home = Home()
    vault = PinVault(tmp_path / "pin.json", home.clock.now(), cost=16)
    home.service = Service(home.han, home.engine, home.store, home.clock, vault=vault)
    task = asyncio.create_task(home.service.run())
    assert await _asked(home, PinChosen("4829")) == PinState(is_set=True, is_right=True)
    state = await _asked(home, PinTried("1111"))
    assert isinstance(state, PinState)
    assert (state.is_right, state.tries_left) == (False, 2)
    await home.heard(PinTold(PinDeed.WRONG, 1))
    assert home.engine.received == [PinTold(PinDeed.SET), PinTold(PinDeed.WRONG, 1)]
    home.service.stop()
    await task


async def test_a_pin_that_was_reset_on_the_machine_is_told_at_the_start(tmp_path: Path) -> None:
    home = Home()
    path = tmp_path / "pin.json"
    vault = PinVault(path, home.clock.now(), cost=16)
    vault.answer(PinChosen("4829"), home.clock.now())
    reset(path)
    home.service = Service(home.han, home.engine, home.store, home.clock, vault=vault)
    await home.play()
    assert home.engine.received == [PinTold(PinDeed.RESET)]


async def test_where_no_pin_is_kept_it_is_said() -> None:
    home = Home()
    task = asyncio.create_task(home.service.run())
    assert await _asked(home, PinTried("4829")) == Unanswered("This display keeps no PIN.")
    home.service.stop()
    await task


async def test_where_nobody_does_long_work_it_is_said() -> None:
    home = Home()
    home.service = Service(home.han, home.engine, home.store, home.clock)
    home.engine.answers[RADIO] = [DoWork(BACK_UP)]
    await home.play(RADIO)
    assert WorkEnded(BACK_UP, "", "This display cannot do that yet.") in home.engine.received
