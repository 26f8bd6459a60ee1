"""The simulator as anyone runs it: a process of its own, asked through its control socket."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any


@dataclass
class World:
    """A running `python -m devices.sim`."""

    hello: dict[str, Any]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, verb: str, **arguments: object) -> Any:
        """One verb; an error fails the test with its sentence."""
        answer = await self.answer({"do": verb, **arguments})
        assert answer["ok"], answer["error"]
        return answer["result"]

    async def answer(self, request: object) -> dict[str, Any]:
        """One line in, one line out."""
        self.writer.write(json.dumps(request).encode() + b"\n")
        answer: dict[str, Any] = json.loads(await self.reader.readline())
        return answer


@asynccontextmanager
async def world(*arguments: str) -> AsyncIterator[World]:
    """Start the simulator, and see that it ends cleanly."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "devices.sim",
        "--with-parent",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    hello = json.loads(await process.stdout.readline())
    host, port = hello["control"].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield World(hello, reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 10)
    assert process.returncode == 0
