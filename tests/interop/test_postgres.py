"""PostgreSQL, a server that we did not write, keeps interval data as the records' own file does."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from devices.utility.broker import free_port
from devices.utility.mdms.meter_days import StoreGone
from devices.utility.mdms.postgres_days import PostgresDays
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.mdms.sample import Sizes, fill
from devices.utility.mdms.usage import Usage
from devices.wan.words import Noun, Readings
from tests.devices.utility import store_contract
from tests.devices.utility.test_accounts import midnight
from tests.devices.utility.world import START, World, verify

pytestmark = pytest.mark.interop
TODAY = date(2026, 7, 14)


def _program(name: str) -> str:
    found = shutil.which(name) or next(iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    assert found, f"{name} is missing: packaging/setup.sh interop"
    return str(Path(found).resolve())


class Server:
    """A cluster in a folder and on a port of its own; it will not run as root, so then it runs as its own user."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="hems-pg-"))
        self.port = free_port()
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self.directory, "postgres", "postgres")
        told = [_program("initdb"), "-D", str(self.directory / "data"), "-U", "hems", "-A", "trust", "-N"]
        subprocess.run([*self._as, *told], check=True, capture_output=True, cwd="/")
        self.start()
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE records")
        self.url = self._address("records")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.directory} -c listen_addresses=127.0.0.1"
        deadline_s = time.monotonic() + 20
        while True:
            try:
                return self._control("start", "-l", str(self.directory / "log"), "-o", options)
            except subprocess.CalledProcessError:  # the children of one that was killed still hold its memory
                if time.monotonic() > deadline_s:
                    raise
                time.sleep(0.5)

    def kill(self) -> None:
        """As a power failure would end it."""
        pid = int((self.directory / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        deadline_s = time.monotonic() + 10
        while time.monotonic() < deadline_s:
            try:
                psycopg.connect(self._address("postgres"), connect_timeout=1).close()
            except psycopg.OperationalError:
                return
            time.sleep(0.05)
        raise AssertionError("it does not end")

    def end(self) -> None:
        self._control("stop", "-m", "immediate")
        shutil.rmtree(self.directory)

    def empty(self) -> PostgresDays:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS meter_days")
        return PostgresDays(self.url)

    def _control(self, *what: str) -> None:
        told = [_program("pg_ctl"), "-D", str(self.directory / "data"), "-w", "-s", *what]
        subprocess.run([*self._as, *told], check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _address(self, database: str) -> str:
        return f"postgresql://hems@127.0.0.1:{self.port}/{database}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.end()


def test_rows_come_back_as_they_were_put(server: Server) -> None:
    store = server.empty()
    store_contract.check_rows(store)
    store.close()


def test_both_stores_give_the_same_answers(server: Server) -> None:
    """C1FR17: usage, sums, marks and exceptions, from the file and from the server."""
    assert store_contract.answers(server.empty()) == store_contract.answers(None)


def test_each_day_lies_in_a_partition_of_its_own(server: Server) -> None:
    records = Records(None, verify, store=server.empty())
    fill(records, Sizes(3, 4, TODAY))
    records.close()
    with psycopg.connect(server.url) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid"
            " WHERE i.inhparent = 'meter_days'::regclass ORDER BY 1"
        ).fetchall()
        assert [name for (name,) in found] == [f"meter_days_202607{day}" for day in (11, 12, 13, 14)]
        (rows,) = connection.execute("SELECT count(*) FROM meter_days_20260713").fetchone() or (0,)
        assert rows == 3


def test_a_server_that_ends_loses_nothing_that_was_confirmed_and_what_comes_meanwhile_comes_again(
    server: Server,
) -> None:
    """C1FR18: what cannot be kept is not confirmed, so the head end owes it."""
    world = World()
    world.mdms.intervals.store = world.mdms.validation._intervals.store = server.empty()
    meter = world.add_meter("meter-1")

    def sends(slot: int) -> None:
        readings = Readings("meter-1", 0, midnight(TODAY), 15, tuple(100 + number for number in range(slot)))
        world.send("meter-1", [meter.created(readings, Noun.METER_READINGS)])
        world.run(3)

    sends(2)
    server.kill()
    sends(4)
    assert world.ms.owed >= 1
    with pytest.raises(StoreGone, match="does not answer"):
        Queries(world.mdms).intervals("meter-1", TODAY)
    server.start()
    world.run(180)
    usage = Usage(world.mdms.intervals.store, world.mdms.settings.zone).of_meter("meter-1", TODAY, TODAY, START)
    assert usage["days"][0]["values_wh"][:5] == [100, 101, 102, 103, None]
    assert world.mdms.intervals.total_wh("meter-1", 0, TODAY, TODAY) == 406
    world.close()
