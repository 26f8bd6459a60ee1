"""What is recorded survives: batches, roll-ups, one owner, damage, full disks."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from devices.bindings import Bound, Reported
from devices.demand_response import CppAuth, EventStatus, MeterEventStatus, Receipt, ThermostatMode
from devices.messages import Commodity, DeviceKind, Eui64, Importance, IntervalChannel, MeterDescribed, VolumeUnit
from devices.moment import Moment
from devices.neighbours import Neighbour, Relation, Route
from devices.self_report import (
    SCHEMA,
    CheckKind,
    ConfigurationChange,
    DeviceStanding,
    Finding,
    ReportKind,
    SelfReport,
    Verdict,
)
from devices.wan.journal import Entry, Noted, System
from hemsapp import database, rates, rollups, store
from hemsapp.database import StoreRefused
from hemsapp.domain import event_facts, facts, firmware_facts, health_facts
from hemsapp.domain.comfort import facts as comfort
from hemsapp.domain.event_table import EventState
from hemsapp.domain.facts import Costs, Fact, Interval, Quality, Sample
from hemsapp.effects import Record
from hemsapp.plans import Plan, ProgrammePeriod, Saving
from hemsapp.rows import TABLES, select
from hemsapp.snapshot.events import Program
from hemsapp.snapshot.firmware import UpdateOutcome
from hemsapp.statement import BillLine, LineKind
from hemsapp.store import StorageFailed, Store

ZONE = "America/Los_Angeles"
NOON = datetime(2026, 7, 13, 19, 0, tzinfo=UTC)
METER = Eui64("00:0d:6f:00:0a:90:69:e7")


def moment(seconds: float = 0) -> Moment:
    return Moment(NOON + timedelta(seconds=seconds), 100.0 + seconds)


def interval(start: datetime, wh: int = 250, cost: str = "0.0625") -> Interval:
    return Interval(start, 900, wh, 0, wh, 0, None, None, Quality.MEASURED, 1, None, Costs(tier=Decimal(cost)))


def sample(seconds: float, wh: int = 1000) -> Sample:
    return Sample(NOON + timedelta(seconds=seconds), 1500, wh, 0)


def urgent(*kept: Fact) -> Record:
    return Record(kept, is_urgent=True)


def whenever(*kept: Fact) -> Record:
    return Record(kept, is_urgent=False)


def assert_problem(of: Store, sentence: str) -> None:
    assert re.search(sentence, of.problem or "")


def assert_no_problem(of: Store) -> None:
    assert of.problem is None


REPORT = SelfReport(
    *(SCHEMA, 1, ReportKind.DIAGNOSIS, NOON, 7, "0.1.0", "ready", 20, None, NOON, 2),
    devices=(DeviceStanding(METER, "meter gateway", "strong", 49, 50, None, 12, NOON, METER),),
    changes=(ConfigurationChange(NOON, "clock stepped"),),
    findings=(Finding(CheckKind.METER, Verdict.BAD, "meter silent", METER, "3/50", None),),
    code="NH2ZWA",
    is_passed=False,
)
EVERY_FACT: tuple[Fact, ...] = (
    sample(0),
    Sample(NOON, None, None, None),
    replace(interval(NOON), profile_delivered_wh=251, quality=Quality.PROFILE, rate_version=None, price=Decimal("0.1")),
    facts.Gap(IntervalChannel.RECEIVED, NOON, 3600, None, 0, 2, None, Costs(sold=Decimal("-0.10"))),
    facts.RegisterAnchor(IntervalChannel.DELIVERED, METER, NOON, 2**47, NOON, 5),
    facts.ReadDate(date(2026, 7, 1)),
    facts.ClosedBill(
        date(2026, 6, 1),
        date(2026, 7, 1),
        9,
        1,
        2,
        Costs(),
        Decimal("1.10"),
        Decimal(0),
        Decimal("0.35"),
        Decimal("0.02"),
        495_000,
        (
            BillLine(LineKind.ENERGY, Decimal("1.57"), 2, 10_000, Decimal("0.15726"), 1, "summer", "off-peak"),
            BillLine(LineKind.TAX, Decimal("0.02"), name="State tax"),
        ),
    ),
    rates.TariffVersion(
        1,
        date(2026, 1, 1),
        "Sample",
        "preprogrammed",
        is_sample=True,
        tiers=(rates.TariffTier(300_000, Decimal("0.30")), rates.TariffTier(None, Decimal("0.40"))),
        times_of_use=(rates.TimeOfUse(960, Decimal("0.05")),),
        fixed_per_day=Decimal("0.38"),
    ),
    rates.TariffVersion(
        2,
        date(2026, 2, 1),
        "Everything",
        "the plan's page",
        is_sample=False,
        tiers=(
            rates.TariffTier(None, Decimal("0.30"), 130, (Decimal("0.31"), Decimal("0.28"))),
            rates.TariffTier(None, Decimal("0.40")),
        ),
        times_of_use=(
            rates.TimeOfUse(
                0, Decimal("0.05"), "Peak", "summer", rates.DayType.WEEKEND, (Decimal("0.5"), Decimal("0.6"))
            ),
        ),
        fixed_per_day=Decimal(0),
        seasons=(rates.Season("summer", 6), rates.Season("winter", 10)),
        holidays=("Independence Day",),
        baseline=rates.Baseline("Coastal", (16_500, 12_300), 16_500),
        baseline_credit=Decimal("0.07848"),
        critical_peak=rates.CriticalPeak(Decimal("0.60"), Decimal("0.024"), "summer"),
        fixed_per_month=Decimal("24.15"),
        minimum_per_day=Decimal("0.35"),
        taxes=(rates.Tax("State tax", price=Decimal("0.0003")), rates.Tax("City", percent=Decimal(5))),
        utility="SCE",
        source_date=date(2021, 5, 17),
    ),
    facts.Amendment(NOON, 3600, None, NOON, is_undone=True),
    facts.Preference("theme", "dark"),
    facts.PublishedPrice(1, 7, "PEAK", NOON, None, Decimal("0.31250"), 840, 3, NOON),
    facts.KeptText(7, METER, "Hello\n'there'", Importance.CRITICAL, NOON, NOON, None, True, None, False),
    facts.OutdoorHour(NOON, -1_250, 3),
    facts.KeptDevice(METER, DeviceKind.METER_GATEWAY, "ACME", "M1", is_gone=False),
    facts.KeptAnswers(METER, "1101"),
    facts.KeptBattery(METER, 12, is_low=True, heard=NOON, is_seen=False),
    facts.KeptVolume(METER, 2, Commodity.GAS, VolumeUnit.HUNDRED_CUBIC_FEET, 1_234_567, NOON, is_leaking=True),
    health_facts.KeptNeighbours(METER, NOON, (Neighbour(METER, 120, Relation.CHILD),), (Route(METER, METER),)),
    health_facts.KeptBindings(METER, NOON, (Bound(1, 0x0702, METER, 10),), (Reported(1, 0x0702, 0, 1, 60, None),)),
    firmware_facts.KeptFirmware(METER, 0x1166, 0x0101, 0x14000000, 3, NOON, "1.4"),
    firmware_facts.KeptUpdate(METER, NOON, "kitchen", 1, 2, "1.5", "d", NOON, NOON, UpdateOutcome.KEPT_OLD),
    health_facts.KeptReport(1, REPORT, NOON, NOON, logged=NOON),
    MeterDescribed(METER, "00123", 1, 1000, 10**9),
    facts.Happening(NOON, facts.Happened.METER_REPLACED, "The meter was replaced."),
    facts.PublishedBlocks(NOON, (300_000,), (Decimal("0.21000"), Decimal("0.28")), None, 43_200),
    Entry(System.CI, NOON, Noted.EVENT_HEARD, 7, METER, "received"),
    event_facts.KeptEvent(
        issuer_event_id=2**32 - 2,
        state=EventState.ACTIVE,
        announced=NOON,
        start=NOON,
        duration_minutes=240,
        criticality=2,
        device_class=1,
        enrollment_group=0,
        program=Program.CRITICAL_PEAK,
        price=Decimal("0.75000"),
        meter_status=MeterEventStatus.ACTIVE,
        peak=CppAuth.PENDING,
        parts=(event_facts.KeptPart(METER, is_in=False, told=EventStatus.OPTED_OUT, told_at=NOON),),
    ),
    event_facts.KeptReceipt(1, Receipt(1, 7, METER, EventStatus.STARTED, NOON, NOON, "78 F", ZONE), NOON, logged=NOON),
    comfort.KeptPlan(
        METER, Plan(frozenset({"emergency"}), 222, 222, 2944, 1000, 111, 60, Saving.BALANCED, (0, 0, 111, 222))
    ),
    comfort.KeptProgramme(METER, (ProgrammePeriod(frozenset({0, 6}), time(6, 30), "Wake", 2556, 2111),)),
    comfort.Choice(METER, 2333, None, is_held=True, since=NOON, until=None, by_whom="this display"),
    comfort.Override(METER, 7, comfort.Kind.BREAK, 0, None, None, NOON, NOON, "the thermostat"),
    comfort.SetPointEntry(METER, 2556, None, 2333, None, 7, "event", NOON, True, None, ThermostatMode.COOL, False),
    comfort.Governed(METER, 7, NOON, NOON, None, None, None, 2000),
    comfort.SwitchEntry(METER, False, True, 7, "event", NOON, True),
    comfort.LearnedRoom(METER, True, 2900, 1200, 1080),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "home.db"


@pytest.fixture
def kept(path: Path) -> Iterator[Store]:
    opened = Store(path, ZONE)
    yield opened
    opened.close()


@pytest.mark.parametrize("fact", EVERY_FACT, ids=lambda fact: type(fact).__name__)
def test_every_fact_comes_back_as_it_was_written(path: Path, fact: Fact) -> None:
    first = Store(path, ZONE)
    first.record(urgent(fact), moment())
    first.close()
    second = Store(path, ZONE)
    assert select(second.database, type(fact)) == (fact,)
    second.close()


def test_every_class_of_fact_has_a_table_with_its_columns(kept: Store) -> None:
    assert {type(fact) for fact in EVERY_FACT} == set(TABLES)
    for table in TABLES.values():
        columns = [c.name for c in kept.database.table(table.name).columns]
        assert [c for c in columns if c != "id"] == list(table.columns)


def test_the_journal_is_added_to_and_read_in_its_order(kept: Store) -> None:
    """X-INDEPENDENT-LOG"""
    notes = [Entry(System.CI, NOON + timedelta(minutes=n), Noted.EVENT_HEARD, n) for n in (2, 1, 3)]
    for note in notes:
        kept.record(urgent(note, note), moment())
    assert kept.journal(NOON) == tuple(note for note in notes for _ in range(2))
    assert kept.journal(NOON + timedelta(minutes=3)) == (notes[2], notes[2])


def test_demand_response_is_restored_from_the_file(path: Path) -> None:
    """Events and what is owed; of what was paid only the late, and the last one's number."""
    old = NOON - timedelta(days=90)
    first = Store(path, ZONE)
    for sequence, logged in ((1, old), (2, None), (3, old)):
        receipt = Receipt(sequence, 7, METER, EventStatus.STARTED, old, old, "78 F", ZONE)
        first.record(urgent(event_facts.KeptReceipt(sequence, receipt, old, logged=logged)), moment())
    first.close()
    second = Store(path, ZONE)
    restored = second.restore(NOON)
    second.close()
    assert [each.sequence for each in restored.receipts] == [2, 3]


def test_commits_are_durable_through_a_power_cut(kept: Store) -> None:
    """F21: WAL with synchronous=FULL lost nothing in simulated power cuts, NORMAL did."""
    pragma = {name: kept.database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert pragma == {"journal_mode": "wal", "synchronous": 2}


def test_samples_wait_for_their_batch_and_an_urgent_fact_takes_them_along(kept: Store, path: Path) -> None:
    kept.record(whenever(sample(0)), moment(0))
    kept.record(whenever(sample(2)), moment(2))
    assert kept.due_s == moment(0).monotonic_s + store.SAMPLES_S
    reader = sqlite3.connect(path)
    assert reader.execute("SELECT count(*) FROM samples").fetchone() == (0,)
    kept.record(urgent(facts.Preference("theme", "light")), moment(3))
    assert reader.execute("SELECT count(*) FROM samples").fetchone() == (2,)
    reader.close()
    kept.record(whenever(facts.Preference("theme", "dark")), moment(5))
    assert kept.due_s == moment(5).monotonic_s + store.BATCH_S


def test_samples_reach_the_file_within_seconds_and_the_rest_waits_for_its_batch(kept: Store, path: Path) -> None:
    """F20: a kill costs the last few seconds of samples; what a power cut must not cost is still synced (F21)."""
    kept.record(whenever(sample(0), interval(NOON, 10)), moment(0))
    kept.settle(moment(store.SAMPLES_S))
    reader = sqlite3.connect(path)
    assert reader.execute("SELECT count(*) FROM samples").fetchone() == (1,)
    assert reader.execute("SELECT count(*) FROM intervals").fetchone() == (0,)
    assert kept.database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert kept.due_s == moment(0).monotonic_s + store.BATCH_S
    kept.settle(moment(store.BATCH_S))
    assert reader.execute("SELECT count(*) FROM intervals").fetchone() == (1,)
    assert reader.execute("SELECT count(*) FROM samples").fetchone() == (1,)
    reader.close()
    assert kept.due_s is None


def test_the_later_fact_of_a_key_replaces_the_earlier(kept: Store) -> None:
    for wh in (10, 20, 30):
        kept.record(whenever(interval(NOON, wh)), moment())
    kept.commit(moment(30))
    assert [i.delivered_wh for i in kept.intervals(NOON, NOON + timedelta(hours=1))] == [30]


def test_samples_at_one_instant_are_all_kept(kept: Store) -> None:
    """F40: the clock was set back, nothing is overwritten."""
    kept.record(urgent(sample(0, 1), sample(0, 2), sample(0, 3)), moment())
    kept.record(urgent(sample(0, 4)), moment(1))
    assert sorted(s.delivered_wh or 0 for s in select(kept.database, Sample)) == [1, 2, 3, 4]


def test_closing_keeps_what_waits(path: Path) -> None:
    first = Store(path, ZONE)
    first.record(whenever(sample(0)), moment(0))
    first.close(moment(1))
    second = Store(path, ZONE)
    assert len(second.restore(NOON).samples) == 1
    second.close()


def test_restoring_is_bounded_in_time_and_oldest_first(kept: Store) -> None:
    old, young = (NOON - timedelta(days=facts.REMEMBERED_DAYS + days) for days in (1, -1))
    kept.record(urgent(interval(young), interval(old), interval(NOON)), moment())
    kept.record(urgent(sample(0), sample(-1700), sample(-1900)), moment())
    (text,) = (fact for fact in EVERY_FACT if isinstance(fact, facts.KeptText))
    kept.record(urgent(text, replace(text, message_id=8, end=NOON - timedelta(seconds=1))), moment())
    kept.record(urgent(MeterDescribed(METER, "old", 1, 1, 1)), moment())
    kept.record(urgent(MeterDescribed(Eui64("00:00:00:00:00:00:00:01"), "new", 1, 1, 1)), moment())
    restored = kept.restore(NOON)
    assert [i.start for i in restored.intervals] == [young, NOON]
    assert len(restored.samples) == 2
    assert [t.message_id for t in restored.texts] == [7]
    assert restored.meter is not None
    assert restored.meter.serial_number == "new"


def test_raw_samples_are_let_go_after_45_days(kept: Store) -> None:
    kept.record(urgent(Sample(NOON - timedelta(days=46), 1, 1, 1), sample(0)), moment())
    assert [s.utc for s in select(kept.database, Sample)] == [NOON]


@pytest.mark.parametrize(
    ("day", "quarters"), [(date(2026, 3, 8), 92), (date(2026, 11, 1), 100), (date(2026, 7, 1), 96)]
)
def test_a_day_is_local_and_has_as_many_quarters_as_the_clocks_give_it(kept: Store, day: date, quarters: int) -> None:
    """F42: both ends of daylight saving time."""
    start, end = rollups.day_ends(day, ZoneInfo(ZONE))
    first = start - timedelta(hours=2)
    kept.record(urgent(*(interval(first + timedelta(minutes=15 * n), 100, "0.01") for n in range(120))), moment())
    (of_day,) = kept.days(day, day + timedelta(days=1))
    assert of_day.total == rollups.Total(
        start, end, quarters, quarters * 100, 0, Costs(tier=quarters * Decimal("0.01"))
    )


def test_roll_ups_follow_a_corrected_interval_and_never_count_twice(kept: Store) -> None:
    for wh, cost in ((250, "0.0625"), (250, "0.0625"), (400, "0.1")):
        kept.record(urgent(interval(NOON, wh, cost), interval(NOON + timedelta(minutes=15))), moment())
    expected = (650, Costs(tier=Decimal("0.1") + Decimal("0.0625")))
    (hour,) = kept.hours(NOON, NOON + timedelta(hours=1))
    (day,) = kept.days(date(2026, 7, 13), date(2026, 7, 14))
    (bill,) = kept.bills((date(2026, 7, 1), date(2026, 8, 1)))
    for found in (hour, day.total, bill):
        assert (found.delivered_wh, found.costs) == expected


def test_another_zone_sums_the_days_again(path: Path) -> None:
    first = Store(path, ZONE)
    late = datetime(2026, 7, 14, 6, 0, tzinfo=UTC)  # 23:00 on the 13th in Los Angeles
    first.record(urgent(interval(late)), moment())
    assert [d.date for d in first.days(date(2026, 7, 1), date(2026, 8, 1))] == [date(2026, 7, 13)]
    first.close()
    second = Store(path, "America/New_York")
    assert [d.date for d in second.days(date(2026, 7, 1), date(2026, 8, 1))] == [date(2026, 7, 14)]
    second.close()


def test_a_second_instance_is_refused_with_a_sentence(kept: Store, path: Path) -> None:
    """F13, F32"""
    with pytest.raises(StoreRefused, match=r"another hemsapp uses it already\. Stop that one"):
        Store(path, ZONE)
    assert kept.restore(NOON) == facts.NOTHING_RESTORED


def test_files_are_private(kept: Store, path: Path) -> None:
    """X-SECURITY"""
    kept.record(urgent(sample(0)), moment())
    assert path.parent.stat().st_mode & 0o077 == 0
    modes = {p.name: p.stat().st_mode & 0o777 for p in path.parent.glob("home.db*") if "reserve" not in p.name}
    assert modes == dict.fromkeys(("home.db", "home.db-wal", "home.db-shm", "home.db.lock"), 0o600)


class Disk:
    """A disk that can be made to fail: stands where the connection to SQLite is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.code: int | None = None
        self.full_until_reserve_is_given_up = False
        real = database.connect

        def connect(path: Path) -> Database:
            db = real(path)
            execute = db.execute

            def failing(sql: str, *args: object, **more: object) -> sqlite3.Cursor:
                full = self.full_until_reserve_is_given_up and database.reserve(path).exists()
                if sql.startswith("INSERT") and (self.code or full):
                    error = sqlite3.OperationalError("injected")
                    error.sqlite_errorcode = self.code or sqlite3.SQLITE_FULL
                    raise error
                return execute(sql, *args, **more)  # type: ignore[arg-type] # passed through

            monkeypatch.setattr(db, "execute", failing)
            return db

        monkeypatch.setattr(database, "connect", connect)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (sqlite3.SQLITE_FULL, "The disk is full: free some space"),
        (sqlite3.SQLITE_READONLY, "The disk can only be read"),
        (sqlite3.SQLITE_IOERR | 4 << 8, r"The disk does not serve \(injected\)"),
        (sqlite3.SQLITE_BUSY, "Another program holds the database"),
    ],
)
def test_a_failing_disk_is_named_and_nothing_is_lost_when_it_recovers(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    """F24, F25, F26, F31"""
    disk = Disk(monkeypatch)
    opened = Store(path, ZONE)
    disk.code = code
    with pytest.raises(StorageFailed, match=sentence):
        opened.record(urgent(interval(NOON), sample(0)), moment(0))
    assert_problem(opened, sentence)
    opened.record(whenever(sample(2)), moment(2))
    assert (opened.due_s or 0) == moment(0).monotonic_s + store.RETRY_S
    disk.code = None
    opened.commit(moment(5))
    assert_no_problem(opened)
    assert not opened.due_s
    assert (len(opened.restore(NOON).samples), len(opened.restore(NOON).intervals)) == (2, 1)
    opened.close()


def test_the_reserve_is_given_up_when_the_disk_is_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F24"""
    disk = Disk(monkeypatch)
    opened = Store(path, ZONE)
    assert database.reserve(path).stat().st_blocks * 512 >= database.RESERVE_BYTES
    disk.full_until_reserve_is_given_up = True

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.posix_fallocate", full)
    opened.record(urgent(interval(NOON)), moment(0))
    assert len(opened.restore(NOON).intervals) == 1
    assert_problem(opened, r"The disk is almost full\. Free some space, or history will stop\.")
    monkeypatch.undo()
    opened.record(urgent(sample(0)), moment(1))
    assert_no_problem(opened)
    assert database.reserve(path).exists()
    opened.close()


def test_memory_is_bounded_while_the_disk_is_gone(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_WAITING", 10)
    kept.record(whenever(*(sample(2 * n, n) for n in range(50))), moment())
    kept.commit(moment())
    assert [s.delivered_wh for s in select(kept.database, Sample)] == list(range(40, 50))


def test_a_folder_that_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreRefused, match="hemsapp cannot write there"):
        Store(tmp_path / "file" / "home.db", ZONE)


def filled(path: Path) -> None:
    first = Store(path, ZONE)
    first.record(urgent(*EVERY_FACT), moment())
    first.record(urgent(*(interval(NOON - timedelta(minutes=15 * n)) for n in range(2000))), moment())
    first.close()


def test_a_damaged_database_is_moved_aside_and_what_can_be_read_is_taken_over(path: Path) -> None:
    """F27"""
    filled(path)
    pages = path.read_bytes()
    middle = len(pages) // 8192 * 4096
    path.write_bytes(pages[:middle] + b"\x55" * 4096 + pages[middle + 4096 :])
    opened = Store(path, ZONE)
    assert_problem(opened, "The database was damaged. It was kept as")
    assert_problem(opened, "taken over from it")
    restored = opened.restore(NOON)
    assert len(restored.intervals) > 1000
    assert restored.preferences == (facts.Preference("theme", "dark"),)
    assert path.with_name("home.db.damaged-1").exists()
    (day,) = opened.days(date(2026, 7, 12), date(2026, 7, 13))
    assert day.total.delivered_wh == sum(i.delivered_wh for i in opened.intervals(day.total.start, day.total.end))
    opened.close()


@pytest.mark.parametrize("noise", [b"\x00" * 8192, b"this is a letter, not a database " * 100, b"x"])
def test_a_file_that_is_no_database_is_kept_and_said(path: Path, noise: bytes) -> None:
    """F27"""
    filled(path)
    path.write_bytes(noise)
    opened = Store(path, ZONE)
    assert_problem(opened, "Nothing could be read from it")
    assert path.with_name("home.db.damaged-1").read_bytes() == noise
    opened.close()


@pytest.mark.parametrize("keep", [0, 100, 4096, 20_000])
def test_a_truncated_database_never_starts_empty_in_silence(path: Path, keep: int) -> None:
    """F27, F29"""
    filled(path)
    path.write_bytes(path.read_bytes()[:keep])
    opened = Store(path, ZONE)
    assert_problem(opened, "The database (was damaged|.* was missing)")
    opened.close()


def test_a_missing_database_where_one_lived_is_said(path: Path) -> None:
    """F29"""
    filled(path)
    path.unlink()
    opened = Store(path, ZONE)
    assert_problem(opened, "was missing. A new one was begun")
    opened.close()


def test_another_programs_database_is_refused_untouched(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE devices_v14 (ieee)")
    other.commit()
    other.close()
    with pytest.raises(StoreRefused, match=r"another program's database \(its tables: devices_v14"):
        Store(path, ZONE)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("devices_v14",)]
    other.close()


def test_our_own_mistake_is_not_called_a_disk_problem(kept: Store) -> None:
    kept.database.execute("ALTER TABLE preferences RENAME COLUMN value TO other")
    with pytest.raises(sqlite3.OperationalError, match="value"):
        kept.record(urgent(facts.Preference("theme", "dark")), moment())


def test_roll_ups_that_a_kill_left_unsummed_are_summed_by_the_next_start(path: Path) -> None:
    """F20"""
    first = Store(path, ZONE)
    first.record(urgent(interval(NOON, 1)), moment())
    first.record(urgent(interval(NOON, 7)), moment(1))
    first.close()
    second = Store(path, ZONE)
    (day,) = second.days(date(2026, 7, 13), date(2026, 7, 14))
    assert (day.total.delivered_wh, day.total.intervals) == (7, 1)
    assert second.database.execute("SELECT count(*) FROM unsummed").fetchone() == (0,)
    second.close()


def test_history_is_shown_while_the_disk_does_not_take_its_sums(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F26"""
    disk = Disk(monkeypatch)
    opened = Store(path, ZONE)
    opened.record(urgent(interval(NOON, 7)), moment())
    assert opened.days(date(2026, 7, 13), date(2026, 7, 14))[0].total.delivered_wh == 7
    opened.record(urgent(interval(NOON, 9)), moment(1))
    disk.code = sqlite3.SQLITE_READONLY
    assert opened.days(date(2026, 7, 13), date(2026, 7, 14))[0].total.delivered_wh == 7
    disk.code = None
    assert opened.days(date(2026, 7, 13), date(2026, 7, 14))[0].total.delivered_wh == 9
    opened.close()
