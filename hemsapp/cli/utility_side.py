"""The small utility as a child process (docs/utility.md): broker, head end, records, customer service."""

import asyncio
import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from devices.names import Eui64
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import WorldTime

METER, ACCOUNT = "meter-1", "1001"
_SECURITY_CONTACT = "mailto:security@valley-electric.example"
_PRICES = Path(str(files("resources").joinpath("web/sample-prices.toml")))
_ZONE = ZoneInfo("America/Los_Angeles")
_START_S = 60.0
_METER_KEEPS_DAYS = 46


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in to the website of a demonstration."""

    name: str
    role: str
    password: str


@dataclass(frozen=True, slots=True)
class UtilitySide:
    """A running `python -m devices.utility apart` of one meter: what is killed of it comes back.

    `web` is its website's address, "" without one; `token` is what the home's display shows there.
    """

    process: subprocess.Popen[str]
    broker: str
    folder: Path
    web: str = ""
    people: tuple[Person, ...] = ()
    token: str = ""

    @property
    def keys(self) -> Path:
        """Where the meter finds its keys."""
        return self.folder / "keys"

    @property
    def meter_options(self) -> list[str]:
        """How `python -m devices.sim` connects its meter."""
        return ["--utility", self.broker, "--keys", str(self.keys), "--meter-id", METER]

    async def ask(self, socket: str, verb: str, **values: object) -> Any:
        """The result of one verb of "ms" or "records". Raises ValueError with the utility's sentence, OSError."""
        reader, writer = await asyncio.open_unix_connection(self.folder / f"{socket}.sock", limit=1 << 26)
        try:
            writer.write(json.dumps({"do": verb, **values}).encode() + b"\n")
            answer = json.loads(await reader.readline())
        finally:
            writer.close()
            await writer.wait_closed()
        if not answer["ok"]:
            raise ValueError(answer["error"])
        return answer["result"]

    async def read_past(self, at: datetime) -> None:
        """Have the head end read the days that the meter keeps: the site then has what the home's display has.

        Raises ValueError, OSError.
        """
        today = at.astimezone(_ZONE).date()
        first = today - timedelta(days=_METER_KEEPS_DAYS - 1)
        await self.ask("ms", "read-days", to=[METER], day=first.isoformat(), last=today.isoformat())

    def register(self, kiosk: Eui64, public: bytes) -> None:
        """Let the utility believe that kiosk's receipts. Raises Refused."""
        _make_keys(self.folder, "--kiosk", kiosk, public.hex())


@contextmanager
def utility_side(folder: Path, world: WorldTime, *, listen: str = "", neighbours: int = 0) -> Iterator[UtilitySide]:
    """A utility that lives as long as the block, its files in `folder`; `listen` HOST:PORT: with a website, and people.

    Behind its concentrators are as many `neighbours`; with a website, they have accounts and a past.

    Raises Refused.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_keys(folder, "--meter", METER)
    command = [sys.executable, "-m", "devices.utility", "apart", "--with-parent", *world.options]
    command += ["--state", str(folder), "--keys", str(folder / "keys")]
    command += ["--neighbours", str(neighbours)]
    people: tuple[Person, ...] = ()
    token = ""
    if listen:
        people, token = _prepare(folder, world, neighbours)
        command += ["--web", listen, "--prices", str(_PRICES), "--security-contact", _SECURITY_CONTACT]
    complaints = folder / "utility.log"
    with complaints.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
    with process:
        try:
            greeting = _greeting(process, complaints)
            yield UtilitySide(process, greeting["broker"], folder, greeting.get("web", ""), people, token)
        finally:
            process.terminate()


def has_web_framework() -> bool:
    """Is what the website stands on installed (the extra `utility`)?"""
    return all(find_spec(name) is not None for name in ("fastapi", "uvicorn", "jinja2", "argon2"))


def _make_keys(folder: Path, *what: str) -> None:
    _done("devices.utility", "keys", "--keys", str(folder / "keys"), *what)


def _prepare(folder: Path, world: WorldTime, neighbours: int) -> tuple[tuple[Person, ...], str]:
    """Accounts with their past until yesterday; people with random passwords, and the token of the home's display."""
    yesterday = world.start.astimezone(_ZONE).date() - timedelta(days=1)
    options = ["--state", str(folder), "--meter", METER, "--until", yesterday.isoformat()]
    told = json.loads(_done("devices.utility.demonstration", *options, "--neighbours", str(neighbours)))
    return tuple(Person(**one) for one in told["people"]), str(told["token"])


def _done(module: str, *options: str) -> str:
    command = [sys.executable, "-m", module, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise Refused(Exit.SIMULATOR, f"The utility could not be prepared: {done.stderr.strip()}")
    return done.stdout


def _greeting(process: subprocess.Popen[str], complaints: Path) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline() if select.select([process.stdout], [], [], _START_S)[0] else ""
    if not line:
        last = complaints.read_text(encoding="utf-8").strip().splitlines()[-1:]
        why = " ".join(last) or "it says nothing"
        raise Refused(Exit.SIMULATOR, f"The utility did not start: {why} ({complaints})")
    greeting: dict[str, Any] = json.loads(line)
    return greeting
