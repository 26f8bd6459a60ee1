"""The dongle fails at any frame of forming a network and of joining: the kiosk never ends, and heals itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from bellows.ezsp import EZSP

from devices.messages import RadioState
from devices.radio.trouble import is_dongles
from hemsapp.commands import AllowJoin
from hemsapp.snapshot import Join, JoinState, Snapshot
from tests.devices.radio.trapped import Failure, TrappedHome, trapped_home

AT_ONCE = 6
LEAST_PLAYED = 30
WINDOW_S = 60
TRIES = 3
A_MOMENT_S = 0.2
OF_ONE_FRAME = {Failure.GARBAGE}
"""These need not be noticed: what is not understood is sent once more."""


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.zigbee._FIRST_RETRY_S", 0.05)
    monkeypatch.setattr("bellows.ezsp.NETWORK_COORDINATOR_STARTUP_RESET_WAIT", 0.5)


def is_radio_ready(seen: Snapshot) -> bool:
    return seen.link.radio is RadioState.READY


async def form(failure: Failure, at: int) -> bool:
    """Form a network with that failure at that frame; whether it came so far."""
    async with trapped_home() as home:
        home.trap.set(at, lambda: home.fail(failure))
        await home.until(is_radio_ready)
        if home.trap.is_sprung and failure not in OF_ONE_FRAME:
            faults = [seen.link.fault for seen in home.seen if seen.link.radio is RadioState.LOST]
            assert faults, "the screen says what happened"
            assert None not in faults
        return home.trap.is_sprung


def join_of(home: TrappedHome, seen: Snapshot) -> Join | None:
    return next((join for join in seen.joins if join.device == home.name(0)), None)


async def let_in(home: TrappedHome) -> Join:
    """As a person does; how it ended."""
    asked_s = time.monotonic()
    station = home.stations[0]
    home.service.submit(AllowJoin(home.name(0), station.node.install_code, WINDOW_S))
    home.look(0)

    def is_over(seen: Snapshot) -> bool:
        join = join_of(home, seen)
        if join is None or join.since.monotonic_s < asked_s:
            return False
        return join.state in (JoinState.READY, JoinState.FAILED) and is_radio_ready(seen)

    join = join_of(home, await home.until(is_over))
    assert join is not None
    return join


async def join(failure: Failure, at: int) -> bool:
    """Let a device join with that failure at that frame, and once more if it did not; whether it came so far."""
    async with trapped_home("load-switch") as home:
        await home.until(is_radio_ready)
        home.trap.set(at, lambda: home.fail(failure))
        for _ in range(TRIES):
            tried = await let_in(home)
            if tried.state is JoinState.READY:
                break
            assert tried.fault is not None, "the screen says why"
            await asyncio.sleep(A_MOMENT_S)
            await home.until(is_radio_ready, len(home.seen) - 1)
        else:
            raise AssertionError(f"it does not come in: {tried}")
        await home.until(lambda seen: any(device.is_ready for device in seen.devices))
        ram = home.simulation.dongle.chip.ram
        await home.until(lambda _: not ram.permit_until_s and not ram.transient_keys)
        return home.trap.is_sprung


async def test_a_network_is_formed_though_the_dongle_fails() -> None:
    """F1, F2, F4"""
    failures = {Failure.DROPPED: 900, Failure.RESET: 1500, Failure.GARBAGE: 40}
    assert all(await asyncio.gather(*(form(failure, at) for failure, at in failures.items())))


async def test_a_device_joins_though_the_dongle_fails() -> None:
    """F1, F2: the permit was asked of a port that closed, and what bellows says to that ended the kiosk."""
    failures = ((Failure.DROPPED, 0), (Failure.DROPPED, 14), (Failure.DROPPED, 80), (Failure.FAILED, 9))
    assert all(await asyncio.gather(*(join(failure, at) for failure, at in failures)))


def test_what_the_stack_stumbles_over_is_the_dongles_trouble_and_what_we_do_is_our_own() -> None:
    """Rule 4 of the architecture: our own mistake stops the process, the world's failing does not."""
    with pytest.raises(AttributeError) as stumbled:
        EZSP({"path": "socket://127.0.0.1:9"}).no_such_command  # noqa: B018 - asking is the mistake
    with pytest.raises(AttributeError) as ours:
        None.no_such_command  # type: ignore[attr-defined]  # noqa: B018 - the same
    assert [is_dongles(each.value) for each in (stumbled, ours)] == [True, False]
    assert is_dongles(TimeoutError())


async def at_each(play: Callable[[Failure, int], Awaitable[bool]], failure: Failure, frames: range) -> int:
    """Some at once, until it is over before the failure comes; how many were played."""
    played = 0
    for first in range(0, len(frames), AT_ONCE):
        some = frames[first : first + AT_ONCE]
        has_come = await asyncio.gather(*(play(failure, at) for at in some))
        played += len(some)
        if not all(has_come):
            break
    return played


@pytest.mark.soak
@pytest.mark.parametrize("failure", Failure, ids=lambda failure: failure.name.lower())
async def test_a_network_is_formed_whichever_frame_the_dongle_fails_at(failure: Failure) -> None:
    """F1, F2, F4"""
    assert await at_each(form, failure, range(0, 2500, 11)) >= LEAST_PLAYED


@pytest.mark.soak
@pytest.mark.parametrize("failure", Failure, ids=lambda failure: failure.name.lower())
async def test_a_device_joins_whichever_frame_the_dongle_fails_at(failure: Failure) -> None:
    """F1, F2, F4"""
    assert await at_each(join, failure, range(0, 600, 5)) >= LEAST_PLAYED
