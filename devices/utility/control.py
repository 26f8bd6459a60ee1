"""The control socket of a running system: one JSON object a line in, one out; for this machine and this user alone.

A request is `{"do": VERB, ...}`, with `"by": {"name": ..., "role": ..., "account": ...}` when it is asked for somebody
else than the operator who opened the socket; the answer is `{"ok": true, "result": ...}` or
`{"ok": false, "error": SENTENCE}`, with `"is_allowed": false` where it is not for whoever asked.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.utility.access import OPERATOR, Principal, principal_of
from devices.utility.operations import NotAllowed, RequestRefused
from devices.utility.stored import plain

_MAX_LINE = 1 << 20
_MAX_ANSWER = 64 << 20
_LONGEST_PATH = 100  # octets: the system's own limit is 108
TIMEOUT_S = 30.0

Ask = Callable[[str, dict[str, Any], Principal], Any]
"""Carries out a verb for a principal; ValueError is a refusal in a sentence."""


class ControlSocket:
    """Serves any number of operators at a path that only this user may open."""

    def __init__(self, path: Path, ask: Ask) -> None:
        self.path = path
        self._ask = ask
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start to listen. Raises OSError; ValueError for a path that is too long."""
        if len(str(self.path).encode()) > _LONGEST_PATH:
            raise ValueError(f"{self.path} is too long for a socket: give a shorter --state")
        self.path.unlink(missing_ok=True)  # of a process that was killed; the ledger's lock keeps twins out
        self._server = await asyncio.start_unix_server(self._serve, self.path, limit=_MAX_LINE)
        self.path.chmod(0o600)

    async def close(self) -> None:
        """Stop listening, and let everyone go."""
        if self._server:
            self._server.close()
        for client in list(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        self.path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            while line := await reader.readline():
                writer.write(json.dumps(answer(self._ask, line)).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            pass  # a line of more than a megabyte, or a client that is gone: nobody is left to tell
        except asyncio.CancelledError:
            pass  # the process ends
        finally:
            self._clients.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


def answer(ask: Ask, line: bytes) -> dict[str, Any]:
    """Do what one line asks."""
    try:
        request = json.loads(line)
    except ValueError as error:
        return {"ok": False, "error": f"this line is not JSON: {error}"}
    if not isinstance(request, dict) or not isinstance(request.get("do"), str):
        return {"ok": False, "error": 'a request is an object with a verb, such as {"do": "list"}'}
    try:
        by = principal_of(request.pop("by")) if "by" in request else OPERATOR
        return {"ok": True, "result": plain(ask(request.pop("do"), request, by))}
    except NotAllowed as error:
        return {"ok": False, "error": str(error), "is_allowed": False}
    except ValueError as error:
        return {"ok": False, "error": str(error)}


def request_line(verb: str, values: dict[str, Any], by: Principal = OPERATOR) -> bytes:
    """The line that asks; without `by` where the operator asks."""
    told = {} if by == OPERATOR else {"by": {"name": by.name, "role": by.role.value, "account": by.account}}
    return json.dumps({"do": verb, **told, **values}).encode() + b"\n"


def result_of(line: bytes) -> Any:
    """What an answer holds. Raises NotAllowed, RequestRefused."""
    found = json.loads(line) if line else {"ok": False, "error": "it ended before it answered"}
    if not found["ok"]:
        raise (RequestRefused if found.get("is_allowed", True) else NotAllowed)(found["error"])
    return found["result"]


def request(path: Path, verb: str, values: dict[str, Any], by: Principal = OPERATOR) -> Any:
    """Ask a running system, and wait for its answer. Raises RequestRefused, also if it does not run."""
    line = request_line(verb, values, by)
    try:
        with socket.socket(socket.AF_UNIX) as line_to:
            line_to.settimeout(TIMEOUT_S)
            line_to.connect(str(path))
            line_to.sendall(line)
            with line_to.makefile("rb") as heard:
                told = heard.readline(_MAX_ANSWER)
    except TimeoutError:
        raise RequestRefused(f"{path}: no answer within {TIMEOUT_S:.0f} s") from None
    except OSError as error:
        raise RequestRefused(f"nothing runs at {path} ({error.strerror}): is --state the one of the process?") from None
    return result_of(told)
