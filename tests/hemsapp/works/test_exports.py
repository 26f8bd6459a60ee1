"""History goes out: as a Green Button file that is valid and whole, and as a table that a spreadsheet reads."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.facts import ClosedBill, Costs, Quality
from hemsapp.exchange.table import _safe
from hemsapp.rates import CriticalPeak
from hemsapp.snapshot.events import Program
from hemsapp.statement import BillLine, LineKind
from hemsapp.work import Task, WorkKind
from hemsapp.works.contract import Surroundings, WorkRefused, WorkStopped
from hemsapp.works.exports import export_csv, export_green_button
from tests.hemsapp.domain.world import SAMPLE
from tests.hemsapp.works.kept_home import FIRST, NOW, KeptHome, interval, quarters

GREEN = Task(WorkKind.EXPORT_GREEN_BUTTON)
TABLE = Task(WorkKind.EXPORT_CSV)
NAMES = {"a": "http://www.w3.org/2005/Atom", "e": "http://naesb.org/espi"}
XSD = Path(__file__).parents[1] / "exchange" / "data" / "espi_4.0.xsd"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    kept = KeptHome(tmp_path / "home")
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def schema() -> Any:
    tree = etree.parse(XSD)
    for atom in tree.getroot().findall("{http://www.w3.org/2001/XMLSchema}import"):
        tree.getroot().remove(atom)
    return etree.XMLSchema(tree)


def written(home: KeptHome, task: Task = GREEN) -> Any:
    return etree.parse(home.do(export_green_button, task).path).getroot()


def numbers(feed: Any, path: str) -> list[int]:
    return [int(each.text) for each in feed.iterfind(path, NAMES)]


def test_every_entry_of_an_export_is_valid_espi_4(home: KeptHome, schema: Any) -> None:
    home.live(
        [
            *quarters(FIRST, [100] * 96),
            interval(FIRST + timedelta(days=1), 40, 15, quality=Quality.PROFILE),
            interval(FIRST + timedelta(days=2), 70, price=Decimal("0.62"), costs=Costs(events=Decimal("0.0434"))),
            interval(FIRST + timedelta(days=3), 70, quality=Quality.AMENDED),
        ]
    )
    feed = written(home)
    contents = feed.findall("a:entry/a:content", NAMES)
    assert len(contents) == 2 + 2 * 2 + 4 * 2
    for content in contents:
        (payload,) = content
        schema.assertValid(etree.ElementTree(etree.fromstring(etree.tostring(payload))))


def test_a_reading_says_when_how_much_what_it_cost_how_it_is_known_and_whether_it_was_an_event(home: KeptHome) -> None:
    home.live(
        [
            interval(FIRST, 1234),
            interval(FIRST + timedelta(minutes=15), 7, length_s=120, quality=Quality.AMENDED),
            interval(
                FIRST + timedelta(minutes=17),
                70,
                length_s=780,
                price=Decimal("0.62"),
                costs=Costs(events=Decimal("0.0434")),
            ),
        ]
    )
    feed = written(home)
    start = int(FIRST.timestamp())
    assert numbers(feed, ".//e:IntervalReading/e:timePeriod/e:start") == [start, start + 900, start + 1020]
    assert numbers(feed, ".//e:IntervalReading/e:timePeriod/e:duration") == [900, 120, 780]
    assert numbers(feed, ".//e:IntervalReading/e:value") == [1234, 7, 70]
    assert numbers(feed, ".//e:IntervalReading/e:cost") == [20978, 119, 4340]
    assert numbers(feed, ".//e:ReadingQuality/e:quality") == [14, 7, 14]
    assert [each.findtext("e:cpp", None, NAMES) for each in feed.iterfind(".//e:IntervalReading", NAMES)] == [
        None,
        None,
        "1",
    ]
    assert numbers(feed, ".//e:ReadingType/e:uom") == [72]


def test_a_block_is_a_local_day_though_the_clock_is_turned_in_it(home: KeptHome) -> None:
    spring = FIRST.replace(month=3, day=8, hour=8)  # midnight of the day with 23 hours
    home.live([interval(spring + timedelta(hours=n), 10) for n in range(0, 48, 3)])
    feed = written(home)
    assert numbers(feed, ".//e:IntervalBlock/e:interval/e:duration") == [82_800, 86_400]
    assert feed.findtext(".//e:LocalTimeParameters/e:dstStartRule", None, NAMES) == "360E2000"
    assert numbers(feed, ".//e:LocalTimeParameters/e:tzOffset") == [-28_800]


def test_energy_that_was_sold_is_a_reading_of_its_own_with_what_was_earned(home: KeptHome) -> None:
    home.live([interval(FIRST, 0, 2000)])
    feed = written(home)
    assert numbers(feed, ".//e:ReadingType/e:flowDirection") == [1, 19]
    assert numbers(feed, ".//e:IntervalReading/e:value") == [0, 2000]
    assert numbers(feed, ".//e:IntervalReading/e:cost") == [-13_000]


def test_the_hours_of_an_event_are_marked_though_the_plan_made_its_price(home: KeptHome) -> None:
    """A critical peak without a price of its own costs what the plan adds."""
    adding = replace(SAMPLE, version=2, starts=date(2026, 7, 1), critical_peak=CriticalPeak(Decimal("0.6")))
    start = FIRST + timedelta(hours=14)
    home.keep(adding, critical_peak(start, 60))
    home.live(quarters(start - timedelta(minutes=15), [100] * 6))
    marks = [each.findtext("e:cpp", "0", NAMES) for each in written(home).iterfind(".//e:IntervalReading", NAMES)]
    assert marks == ["0", "1", "1", "1", "1", "0"]


def critical_peak(start: datetime, minutes: int) -> KeptEvent:
    return KeptEvent(
        issuer_event_id=7,
        state=EventState.ENDED,
        announced=start - timedelta(days=1),
        start=start,
        duration_minutes=minutes,
        criticality=2,
        device_class=1,
        enrollment_group=0,
        program=Program.CRITICAL_PEAK,
    )


def test_each_bill_that_ended_is_summed_up_with_its_lines(home: KeptHome, schema: Any) -> None:
    lines = (
        BillLine(LineKind.ENERGY, Decimal("1.70"), energy_wh=10_000),
        BillLine(LineKind.FIXED, Decimal("14.70"), days=30),
        BillLine(LineKind.SOLD, Decimal("-0.05")),
    )
    june = ClosedBill(
        date(2026, 6, 13), date(2026, 7, 13), 10_000, 70, 0, Costs(), Decimal("14.70"), Decimal(0), lines=lines
    )
    home.keep(june, replace(june, start=date(2026, 5, 13), end=date(2026, 6, 13)))
    home.live([interval(FIRST - timedelta(days=31), 1), interval(FIRST, 1)])
    (summary,) = written(home).findall(".//e:UsageSummary", NAMES)
    schema.assertValid(etree.ElementTree(etree.fromstring(etree.tostring(summary))))
    assert summary.findtext("e:billLastPeriod", None, NAMES) == "1635000"
    assert numbers(summary, "e:costAdditionalDetailLastPeriod/e:amount") == [170_000, 1_470_000, -5_000]
    assert numbers(summary, "e:costAdditionalDetailLastPeriod/e:itemKind") == [3, 4, 6]
    assert numbers(summary, "e:overallConsumptionLastPeriod/e:value") == [10_000]
    assert numbers(summary, "e:billingPeriod/e:duration") == [30 * 86_400]


def test_days_of_which_nothing_is_known_have_no_block(home: KeptHome) -> None:
    home.live([interval(FIRST, 1), interval(FIRST + timedelta(days=5), 2)])
    assert len(written(home).findall(".//e:IntervalBlock", NAMES)) == 2


def test_only_the_days_that_are_wanted_go_out_and_the_file_is_named_by_them(home: KeptHome) -> None:
    home.live([interval(FIRST + timedelta(days=n), n + 1) for n in range(6)])
    steps: list[tuple[int, int]] = []
    task = replace(GREEN, start=date(2026, 7, 14), end=date(2026, 7, 16))
    outcome = home.do(export_green_button, task, steps)
    assert Path(outcome.path).name == "hemsapp-energy-2026-07-14-to-2026-07-15.xml"
    assert outcome.sentence.startswith("2 intervals from 2026-07-14 to 2026-07-15 were written")
    assert numbers(etree.parse(outcome.path).getroot(), ".//e:IntervalReading/e:value") == [2, 3]
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_an_export_never_writes_over_a_file(home: KeptHome) -> None:
    home.live([interval(FIRST, 1)])
    first, second = (home.do(export_green_button, GREEN).path for _ in range(2))
    assert Path(first).read_bytes() == Path(second).read_bytes()
    assert Path(second).name == "hemsapp-energy-2026-07-13-to-2026-07-13 (2).xml"


def test_an_export_that_is_stopped_leaves_no_half_file(home: KeptHome) -> None:
    home.live([interval(FIRST + timedelta(days=n), 1) for n in range(3)])

    def stop(done: int, _: int) -> None:
        if done:
            raise WorkStopped

    for work in (export_green_button, export_csv):
        with pytest.raises(WorkStopped):
            work(Surroundings(home.source, NOW), GREEN, stop)
    assert list(home.files.iterdir()) == []


def test_without_history_or_without_space_nothing_is_written(home: KeptHome, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WorkRefused, match="Nothing is kept of that time"):
        home.do(export_green_button, GREEN)
    home.live([interval(FIRST, 1)])
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10_000}))
    with pytest.raises(WorkRefused, match=r"There is not enough space in .*: 0\.0 MB are needed, 0\.0 MB are free"):
        home.do(export_csv, TABLE)
    assert list(home.files.iterdir()) == []


def test_the_table_has_documented_columns_and_local_times_with_their_offset(home: KeptHome) -> None:
    costs = Costs(tier=Decimal("0.17"), time_of_use=Decimal("0.01"), credits=Decimal("-0.02"), sold=Decimal("-0.065"))
    home.live([interval(FIRST, 1000, 1000, costs=costs), interval(FIRST + timedelta(minutes=15), 0)])
    raw = Path(home.do(export_csv, TABLE).path).read_bytes()
    assert raw.count(b"\r\n") == 3
    first, second = csv.DictReader(io.StringIO(raw.decode(), newline=""))
    assert first == {
        "start": "2026-07-13T00:00:00-07:00",
        "end": "2026-07-13T00:15:00-07:00",
        "delivered_kwh": "1.000",
        "received_kwh": "1.000",
        "cost": "0.095",
        "cost_tier": "0.17",
        "cost_time_of_use": "0.01",
        "cost_published": "0",
        "cost_event": "0",
        "cost_credit": "-0.02",
        "sold": "-0.065",
        "price_per_kwh": "0.16000",
        "quality": "measured",
        "rate_version": "1",
    }
    assert second["price_per_kwh"] == ""


def test_a_cell_is_never_taken_for_a_formula() -> None:
    assert _safe("=cmd|' /C calc'!A0") == "'=cmd|' /C calc'!A0"
    assert _safe("@SUM(A1)") == "'@SUM(A1)"
    assert _safe("-0.065") == "-0.065"
    assert _safe("measured") == "measured"
