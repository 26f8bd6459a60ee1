"""Backups: made while the engine writes, compared, kept for a week; checked before they are taken up again."""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.moment import Moment
from hemsapp import database
from hemsapp.domain.facts import ClosedBill, Costs, Happened, Happening, Interval, Preference
from hemsapp.exchange import backup
from hemsapp.exchange.recognition import BACKUP, kind_of
from hemsapp.rows import select
from hemsapp.statement import BillLine, LineKind
from hemsapp.store import Store
from hemsapp.work import Task, WorkKind
from hemsapp.works.backups import NIGHTS, back_up, restore
from hemsapp.works.contract import Outcome, Surroundings, WorkRefused, WorkStopped
from tests.hemsapp.domain.world import utc
from tests.hemsapp.works.kept_home import FIRST, NOW, KeptHome, interval, quarters

BACK_UP = Task(WorkKind.BACK_UP)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    kept = KeptHome(tmp_path / "home")
    kept.live(quarters(FIRST, [100] * 96))
    yield kept
    kept.close()


def taken_up(home: KeptHome) -> str:
    """End, and start again: what is told of a backup that was taken up."""
    home.store.close()
    home.store = Store(home.folder / "home.db", home.zone)
    return home.store.restore(NOW).taken_up


def bring_back(home: KeptHome, path: str | Path) -> Outcome:
    return home.do(restore, Task(WorkKind.RESTORE, str(path)))


def days_kept(home: KeptHome) -> int:
    return len(home.store.days(date(2026, 1, 1), date(2027, 1, 1)))


# Making


def test_a_backup_holds_all_that_is_kept_and_needs_nothing_beside_it(home: KeptHome) -> None:
    steps: list[tuple[int, int]] = []
    outcome = home.do(back_up, BACK_UP, steps)
    path = Path(outcome.path)
    assert path == home.files / "hemsapp-backup-2026-07-20-1200.db"
    assert outcome.sentence == (
        "The backup holds 1 day of history up to 2026-07-14 00:00, made 2026-07-20 12:00. It was checked, and is "
        "hemsapp-backup-2026-07-20-1200.db."
    )
    assert kind_of(path) == BACKUP
    assert [each.name for each in home.files.iterdir()] == [path.name]
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("SELECT count(*), sum(delivered_wh) FROM intervals").fetchone() == (96, 9600)
    assert steps[-1][0] == steps[-1][1]


def test_the_engine_goes_on_writing_while_a_backup_is_made(home: KeptHome) -> None:
    home.live(quarters(FIRST + timedelta(days=1), [1] * 2_000))
    written = []

    def progress(done: int, _: int) -> None:
        written.append(done)
        home.keep(Happening(NOW, Happened.GLITCH_IGNORED, f"step {len(written)}"))

    outcome = back_up(Surroundings(home.source, NOW), BACK_UP, progress)
    with closing(sqlite3.connect(outcome.path)) as copy:
        assert copy.execute("SELECT count(*) FROM happenings").fetchone() == (0,)
    assert len(select(home.store.database, Happening)) == len(written) > 0


def test_the_backup_of_a_night_lies_beside_the_data_and_a_week_of_them_is_kept(home: KeptHome) -> None:
    folder = backup.nightly_folder(home.store.path)
    nights = [date(2026, 7, 1) + timedelta(days=n) for n in range(NIGHTS + 3)]
    for night in nights:
        home.do(back_up, replace(BACK_UP, start=night))
        (folder / "home-of-mine.db").write_text("not ours to delete")
    names = sorted(each.name for each in folder.iterdir())
    assert names == [*(f"home-{night}.db" for night in nights[3:]), "home-of-mine.db"]


def test_a_copy_that_is_not_whole_is_thrown_away(home: KeptHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_fault", lambda _: "row 3 missing from index")
    with pytest.raises(WorkRefused, match=r"The copy is not whole \(row 3 missing from index\): it was thrown away"):
        home.do(back_up, BACK_UP)
    assert list(home.files.iterdir()) == []


@pytest.mark.parametrize("work", [back_up, restore])
def test_a_backup_or_restore_that_is_stopped_leaves_nothing(work: Callable[..., Outcome], home: KeptHome) -> None:
    path = Path(home.do(back_up, BACK_UP).path)
    before = sorted(home.folder.rglob("*"))

    def stop(_: int, __: int) -> None:
        raise WorkStopped

    with pytest.raises(WorkStopped):
        work(Surroundings(home.source, NOW), Task(WorkKind.RESTORE, str(path if work is restore else home.files)), stop)
    assert sorted(home.folder.rglob("*")) == before
    assert taken_up(home) == ""


# Taking up


def test_a_backup_is_taken_up_at_the_next_start_and_what_was_there_is_kept_aside(home: KeptHome) -> None:
    path = home.do(back_up, BACK_UP).path
    home.live(quarters(FIRST + timedelta(days=1), [7] * 96))
    assert days_kept(home) == 2
    outcome = bring_back(home, path)
    assert outcome.sentence == (
        "The backup was checked: 1 day of history up to 2026-07-14 00:00, made 2026-07-20 12:00. "
        "The display starts again with it now."
    )
    assert days_kept(home) == 2  # not yet
    assert taken_up(home) == (
        "The backup is in use: 1 day of history up to 2026-07-14 00:00, made 2026-07-20 12:00. "
        "What was here before is kept as home.db.before-restore-1."
    )
    assert days_kept(home) == 1
    assert taken_up(home) == ""  # told once
    with closing(sqlite3.connect(home.folder / "home.db.before-restore-1")) as aside:
        assert aside.execute("SELECT count(*) FROM intervals").fetchone() == (192,)


def test_the_last_bill_is_computed_anew_from_what_comes_back(home: KeptHome) -> None:
    lines = (BillLine(LineKind.ENERGY, Decimal("1.70"), energy_wh=9_600),)
    home.keep(
        ClosedBill(date(2026, 6, 14), date(2026, 7, 14), 9_600, 0, 0, Costs(), Decimal(0), Decimal(0), lines=lines)
    )
    bring_back(home, home.do(back_up, BACK_UP).path)
    assert "Computed anew, the bill from 2026-06-14 on is $" in taken_up(home)


def test_a_start_that_is_cut_short_after_the_database_was_put_aside_goes_on(home: KeptHome) -> None:
    bring_back(home, home.do(back_up, BACK_UP).path)
    home.store.close()
    (home.folder / "home.db").rename(home.folder / "home.db.before-restore-1")
    home.store = Store(home.folder / "home.db", home.zone)
    assert home.store.restore(NOW).taken_up.startswith("The backup is in use")
    assert days_kept(home) == 1


def test_a_backup_that_rotted_between_check_and_start_is_told(home: KeptHome) -> None:
    bring_back(home, home.do(back_up, BACK_UP).path)
    with closing(sqlite3.connect(database.staged(home.store.path))) as waiting:
        waiting.execute("DELETE FROM intervals WHERE start % 1800000 = 0")
        waiting.commit()
    assert "It does not hold what it held when it was checked: please look through history." in taken_up(home)


def test_receipts_are_never_numbered_twice_though_the_backup_is_older(home: KeptHome) -> None:
    path = home.do(back_up, BACK_UP).path
    with closing(sqlite3.connect(home.store.path)) as present:
        present.execute("INSERT INTO receipts (sequence, receipt, owed) VALUES (41, '[]', 0)")
        present.commit()
    bring_back(home, path)
    with closing(sqlite3.connect(database.staged(home.store.path))) as waiting:
        assert waiting.execute("SELECT max(sequence) FROM receipts").fetchone() == (41,)


def test_an_older_backup_is_brought_up_to_date(home: KeptHome, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript((Path(__file__).parents[2] / "migrations" / "0.1.0.sql").read_text())
        kept_then = old.execute("SELECT count(*) FROM intervals").fetchone()
    bring_back(home, tmp_path / "old.db")
    assert taken_up(home).startswith("The backup is in use")
    assert home.store.database.execute("SELECT count(*) FROM intervals").fetchone() == kept_then


def spoiled(home: KeptHome, *statements: str) -> Path:
    path = Path(home.do(back_up, BACK_UP).path)
    with closing(sqlite3.connect(path)) as copy:
        for statement in statements:
            copy.execute(statement)
        copy.commit()
    return path


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("PRAGMA application_id = 7", "This is not a backup of hemsapp."),
        ("DROP TABLE days", "This backup does not hold what a home's database holds."),
        ("ALTER TABLE days ADD COLUMN more TEXT", "This backup does not hold what a home's database holds."),
        ("CREATE TRIGGER t AFTER INSERT ON samples BEGIN DELETE FROM intervals; END", "This backup holds more than a"),
        ("CREATE VIEW v AS SELECT 1", "This backup holds more than a home's data."),
        ("INSERT INTO _sqlite_migrations VALUES (99, 'hemsapp', 'of_the_future', '2030')", "This backup was made by"),
        ("UPDATE intervals SET costs = '[\"free\"]'", "What this backup holds cannot be read."),
        ("UPDATE intervals SET quality = 'perfect'", "What this backup holds cannot be read."),
        ("UPDATE intervals SET costs = '[['", "What this backup holds cannot be read."),
        ("UPDATE tariffs SET tiers = 'null'", "What this backup holds cannot be read."),
        ("UPDATE tariffs SET tiers = '[]'", "This display could not go on with what this backup holds."),
        ("UPDATE intervals SET start = start + 9000000000000000", "What this backup holds cannot be read."),
    ],
)  # fmt: skip
def test_a_backup_that_cannot_be_believed_changes_nothing(statement: str, sentence: str, home: KeptHome) -> None:
    path = spoiled(home, statement)
    with pytest.raises(WorkRefused) as refused:
        bring_back(home, path)
    assert str(refused.value).startswith(sentence)
    assert not database.staged(home.store.path).exists()
    assert taken_up(home) == ""
    assert days_kept(home) == 1


def test_what_is_no_database_or_a_damaged_one_is_refused(home: KeptHome) -> None:
    path = Path(home.do(back_up, BACK_UP).path)
    whole = path.read_bytes()
    for content in (b"", b"hello", whole[:9_000], whole[:8192] + os.urandom(8192) + whole[16384:]):
        path.write_bytes(content)
        with pytest.raises(
            WorkRefused, match=r"This (is not a backup of hemsapp|backup is damaged).*Nothing was changed"
        ):
            bring_back(home, path)
    path.unlink()
    with pytest.raises(WorkRefused, match="That backup is not there any more"):
        bring_back(home, path)
    assert not database.staged(home.store.path).exists()


def test_whatever_rots_in_a_backup_it_is_refused_or_whole(home: KeptHome) -> None:
    """A stick that forgets bits, in 60 ways: refused with a sentence, or every fact of it can be read."""
    path = Path(home.do(back_up, BACK_UP).path)
    whole, chance = path.read_bytes(), random.Random(5)
    verdicts = set()
    for _ in range(60):
        rotten = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            rotten[chance.randrange(len(rotten))] = chance.randrange(256)
        path.write_bytes(rotten)
        try:
            bring_back(home, path)
        except WorkRefused as refused:
            verdicts.add(str(refused).partition(" (")[0])
        else:
            verdicts.add("whole")
            database.staged(home.store.path).unlink()
    assert len(verdicts) > 1
    assert list(home.folder.glob("*.part*")) == []


def test_preferences_and_plans_come_back_too(home: KeptHome) -> None:
    home.keep(Preference("theme", "light"))
    path = home.do(back_up, BACK_UP).path
    home.keep(Preference("theme", "dark"))
    bring_back(home, path)
    taken_up(home)
    kept = home.store.restore(NOW)
    assert [each.value for each in kept.preferences if each.name == "theme"] == ["light"]
    assert [each.version for each in kept.tariffs] == [1]
    assert len(select(home.store.database, Interval)) == 96
    home.keep(interval(utc("2026-07-15 07:00"), 1))
    home.store.commit(Moment(NOW, 2000.0))
