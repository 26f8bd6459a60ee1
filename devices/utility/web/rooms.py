"""How the website asks the utility's systems: one verb at a time, as the person who is signed in."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from devices.utility.access import Principal
from devices.utility.control import request_line, result_of
from devices.utility.operations import RequestRefused
from devices.utility.stored import plain

RECORDS, MS = "records", "ms"
WEB = "web"
"""The website itself: what it holds of its own is asked in the same way."""
CONNECTIONS = 4
"""To each system: it answers one question after the other, so more would only wait there instead of here."""
PATIENCE_S = 20.0
_MAX_ANSWER = 64 << 20


class RoomsAway(Exception):
    """`system` does not answer; the text is a sentence for a log, not for a customer."""

    def __init__(self, system: str, says: str) -> None:
        super().__init__(says)
        self.system = system


class Rooms(Protocol):
    """The systems of the utility as a website reaches them."""

    async def ask(self, system: str, verb: str, values: Mapping[str, Any], by: Principal) -> Any:
        """What the verb answers, in JSON's types. Raises RequestRefused, NotAllowed (sentences), RoomsAway."""
        ...

    async def close(self) -> None:
        """Ask nothing any more."""
        ...


class SocketRooms:
    """Asks over the control sockets, on a few connections that stay open."""

    def __init__(self, sockets: Mapping[str, Path], connections: int = CONNECTIONS) -> None:
        self._lines = {system: _Line(system, path, connections) for system, path in sockets.items()}

    async def ask(self, system: str, verb: str, values: Mapping[str, Any], by: Principal) -> Any:
        """See Rooms."""
        if system not in self._lines:
            raise RoomsAway(system, f"this website was not told where {system} is")
        return result_of(await self._lines[system].answer(request_line(verb, dict(values), by)))

    async def close(self) -> None:
        """Let every connection go."""
        for line in self._lines.values():
            line.close()


class InProcessRooms:
    """Asks systems of this very process: for tests, and for a demonstration in one process."""

    def __init__(self, systems: Mapping[str, Callable[[str, dict[str, Any], Principal], Any]]) -> None:
        self._systems = systems

    async def ask(self, system: str, verb: str, values: Mapping[str, Any], by: Principal) -> Any:
        """See Rooms."""
        if system not in self._systems:
            raise RoomsAway(system, f"this website was not told where {system} is")
        try:
            return plain(self._systems[system](verb, dict(values), by))
        except RequestRefused:
            raise
        except ValueError as refusal:  # a system refuses in a sentence, as the socket tells it
            raise RequestRefused(str(refusal)) from None

    async def close(self) -> None:
        """Nothing is open."""


class _Line:
    """Connections to one socket. Nothing is asked twice by itself: a verb may have been carried out already."""

    def __init__(self, system: str, path: Path, connections: int) -> None:
        self._system, self._path = system, path
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._turns = asyncio.Semaphore(connections)

    async def answer(self, line: bytes) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE_S), self._turns:
                return await self._asked(line)
        except TimeoutError:
            raise RoomsAway(self._system, f"{self._path}: no answer within {PATIENCE_S:.0f} s") from None
        except (OSError, ValueError, EOFError) as error:
            raise RoomsAway(self._system, f"{self._path}: {error}") from error

    async def _asked(self, line: bytes) -> bytes:
        reader, writer = await self._connection()
        is_whole = False
        try:
            writer.write(line)
            await writer.drain()
            told = await reader.readline()
            if not told.endswith(b"\n"):
                raise EOFError("it ended before it answered")
            is_whole = True
        finally:  # a connection whose answer was not read would give it to the next who asks
            if is_whole:
                self._free.append((reader, writer))
            else:
                writer.close()
        return told

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return await asyncio.open_unix_connection(self._path, limit=_MAX_ANSWER)

    def close(self) -> None:
        for _, writer in self._free:
            with suppress(OSError):
                writer.close()
        self._free.clear()
