"""Processes of the utility that are killed come back."""

import asyncio
import os
import signal
import sys

import pytest

from devices.utility.kept import LONGEST_WAIT_S, ChildFailed, Kept, wait_s

GREETS = 'import sys; print(\'{"is": "there"}\', flush=True); sys.stdin.read()'


async def test_a_killed_child_comes_back_each_time_and_says_so_and_none_is_left_over() -> None:
    said: list[str] = []
    kept = Kept("The records", [sys.executable, "-S", "-c", GREETS], said.append, first_wait_s=0.01)
    assert await kept.start() == {"is": "there"}
    keeping = asyncio.create_task(kept.keep())
    pids = []
    for number in range(1, 4):
        assert kept.pid is not None
        pids.append(kept.pid)
        os.kill(kept.pid, signal.SIGKILL)
        async with asyncio.timeout(60):
            while len(said) < 2 * number:  # noqa: ASYNC110 - what it says is all that tells
                await asyncio.sleep(0.01)
    assert said[:2] == ["The records: ended (signal 9), is started again in 0.01 s.", "The records: there again."]
    assert said[2].endswith("in 0.02 s."), "the second time it waits longer"
    assert kept.pid not in {None, *pids}
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await kept.end()
    assert kept.pid is None


async def test_what_cannot_start_at_first_is_refused_with_its_code() -> None:
    with pytest.raises(ChildFailed, match="The website did not start: code 3"):
        await Kept("The website", [sys.executable, "-S", "-c", "import sys; sys.exit(3)"]).start()


async def test_what_cannot_start_again_is_tried_for_ever_and_each_try_is_said() -> None:
    said: list[str] = []
    kept = Kept("The website", [sys.executable, "-S", "-c", "import sys; print('{}', flush=True)"], said.append, 0.0)
    await kept.start()
    keeping = asyncio.create_task(kept.keep())
    async with asyncio.timeout(60):
        while len(said) < 5:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    assert said[0] == "The website: ended (code 0), is started again in 0 s."
    assert not keeping.done()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await kept.end()


def test_the_wait_doubles_from_a_second_to_half_a_minute() -> None:
    assert [wait_s(number) for number in (1, 2, 3, 5, 6, 1000)] == [1, 2, 4, 16, LONGEST_WAIT_S, LONGEST_WAIT_S]
