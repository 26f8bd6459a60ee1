"""A child process that comes back: whatever ends it but its parent, it is started again, later each time."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from typing import Any

START_S = 60.0
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
_WELL_S = 60.0
_END_S = 10.0


class ChildFailed(Exception):
    """A child did not start; it said why on standard error."""


def wait_s(failures: int, first_s: float = FIRST_WAIT_S) -> float:
    """How long to wait before the next start after so many ends in a row (1 or more)."""
    return min(LONGEST_WAIT_S, first_s * 2.0 ** min(failures - 1, 10))


def on_stderr(sentence: str) -> None:
    """Say it where whoever runs this looks."""
    sys.stderr.write(f"utility: {sentence}\n")
    sys.stderr.flush()


class Kept:
    """One child, which greets with a line of JSON when it is there and ends when its standard input closes."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        say: Callable[[str], None] = on_stderr,
        first_wait_s: float = FIRST_WAIT_S,
    ) -> None:
        self.name = name
        self._command = tuple(command)
        self._say = say
        self._first_wait_s = first_wait_s
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """Its process, None while there is none."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def start(self) -> dict[str, Any]:
        """Start it; what it greets with. Raises ChildFailed when it ends, or says nothing, instead."""
        process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE)
        self._process = process
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_S)
        except TimeoutError:
            await self.end()
            raise ChildFailed(f"{self.name} did not say within {START_S:.0f} s that it is there") from None
        if not line:
            await process.wait()
            raise ChildFailed(f"{self.name} did not start: {_how(process.returncode)}")
        greeting: dict[str, Any] = json.loads(line)
        return greeting

    async def keep(self) -> None:
        """Start it again whenever it ends, for ever."""
        clock, failures = asyncio.get_running_loop().time, 0
        while True:
            began_s = clock()
            assert self._process is not None
            how = _how(await self._process.wait())
            failures = 1 if clock() - began_s > _WELL_S else failures + 1
            again = True
            while again:
                pause_s = wait_s(failures, self._first_wait_s)
                self._say(f"{self.name}: ended ({how}), is started again in {pause_s:g} s.")
                await asyncio.sleep(pause_s)
                again, how = await self._is_still_away()
                failures += again
            self._say(f"{self.name}: there again.")

    async def _is_still_away(self) -> tuple[bool, str]:
        try:
            await self.start()
        except (ChildFailed, OSError) as error:
            return True, str(error)
        return False, ""

    async def end(self) -> None:
        """End it: asked first, then at once."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _END_S)
        except TimeoutError:
            process.kill()
            await process.wait()


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"code {code}"


class Broker(Kept):
    """The embedded broker, which says nothing: it is there when its port answers."""

    def __init__(self, command: Sequence[str], is_up: Callable[[], bool]) -> None:
        super().__init__("The broker", command)
        self._is_up = is_up

    async def start(self) -> dict[str, Any]:
        """See Kept."""
        self._process = await asyncio.create_subprocess_exec(*self._command, stdin=DEVNULL)
        deadline_s = asyncio.get_running_loop().time() + START_S
        while not self._is_up():
            if self._process.returncode is not None or asyncio.get_running_loop().time() > deadline_s:
                await self.end()
                raise ChildFailed(f"{self.name} did not start: {_how(self._process.returncode)}")
            await asyncio.sleep(0.05)
        return {}
