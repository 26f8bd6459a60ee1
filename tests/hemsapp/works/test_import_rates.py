"""Rates come in as a file: read whole or refused in a sentence, offered in the library, held only when saved."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hemsapp.archive import answer
from hemsapp.exchange.rate_files import FOLDER, MOST_BYTES
from hemsapp.questions import LibraryShown, LibraryWanted
from hemsapp.work import Task, WorkKind
from hemsapp.works.contract import Outcome, WorkRefused
from hemsapp.works.import_rates import import_rates
from hemsapp.works.table import WORKS
from resources import tariffs
from tests.hemsapp.exchange.test_urdb import RECORDS, record
from tests.hemsapp.works.kept_home import KeptHome


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    kept = KeptHome(tmp_path / "home")
    yield kept
    kept.close()


def taken(home: KeptHome, path: Path) -> Outcome:
    return home.do(WORKS[WorkKind.IMPORT_RATES], Task(WorkKind.IMPORT_RATES, str(path)))


def library(home: KeptHome) -> LibraryShown:
    found = answer(home.source, LibraryWanted(), home.now)
    assert isinstance(found, LibraryShown)
    return found


def test_the_library_holds_every_shipped_plan_once_for_each_region(home: KeptHome) -> None:
    """C1FR34b"""
    plans = library(home).plans
    assert len({plan.name for plan in plans}) == len(tariffs.names())
    assert all(plan.version == 0 and plan.is_sample and plan.source for plan in plans)
    assert len({(plan.name, plan.baseline) for plan in plans}) == len(plans)
    regions = [plan.baseline.region for plan in plans if plan.baseline and "TOU-C" in plan.name]
    assert len(regions) > 5
    assert len(regions) == len(set(regions))


def test_an_imported_plan_is_offered_first_and_holds_only_when_it_is_saved(home: KeptHome) -> None:
    outcome = taken(home, RECORDS / "pge-e-1-region-t-2021.json")
    assert outcome.sentence == (
        "E-1 -Residential Service Baseline Region T: ready in the library of Rates; nothing holds until you save it. "
        "E-1 -Residential Service Baseline Region T: Its minimum of $10 a month is taken as $0.32877 a day."
    )
    first = library(home).plans[0]
    assert (first.utility, first.starts) == ("Pacific Gas & Electric Co", date(2021, 3, 1))
    assert first.tiers[0].price == Decimal("0.25902")
    assert home.source.tariff == home.tariff


def test_the_same_file_is_offered_once_however_it_is_called(home: KeptHome, tmp_path: Path) -> None:
    twin = tmp_path / "jea-rs-2024.json"
    twin.write_bytes((RECORDS / "jea-rs-2024.json").read_bytes())
    before = len(library(home).plans)
    assert taken(home, RECORDS / "jea-rs-2024.json").path == taken(home, twin).path
    assert len(library(home).plans) == before + 1


def test_a_plan_in_toml_comes_in_with_its_regions(home: KeptHome, tmp_path: Path) -> None:
    path = tmp_path / "my rates.toml"
    path.write_text(tariffs.read("pge-e-tou-c-2026"), encoding="utf-8")
    before = library(home).plans
    taken(home, path)
    shipped = [plan for plan in before if plan.name == library(home).plans[0].name]
    assert library(home).plans == (*shipped, *before)


def test_what_is_left_out_of_a_list_is_told(home: KeptHome, tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(json.dumps([record(name="One"), record(name="Two", country="CAN")]), encoding="utf-8")
    assert taken(home, path).sentence.endswith("Left out: Two. Its prices are those of CAN, not dollars.")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is missing in the plan"),
        (b"\xff\xfe\x00", "rates.json is not a text."),
        (b"{", "This is not JSON"),
        (b"[" * 100_000, "This plan cannot be used: this is not TOML"),
        (b'["energyratestructure"' + b"[" * 100_000, "This is not JSON"),
        (b" " * (MOST_BYTES + 1), "rates.json is larger than a file of rates can be."),
        ((RECORDS / "aps-r-2-2019.json").read_bytes(), r"R-2: It charges for the highest power \(demand\)"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(home: KeptHome, tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "rates.json"
    path.write_bytes(data)
    before = library(home)
    with pytest.raises(WorkRefused, match=rf"{why}.* Nothing was changed\."):
        taken(home, path)
    assert library(home) == before
    assert not (home.folder / FOLDER).exists()


def test_what_is_no_file_is_refused(home: KeptHome, tmp_path: Path) -> None:
    with pytest.raises(WorkRefused, match="rates is no file"):
        taken(home, tmp_path / "rates")


def test_a_damaged_import_is_left_out_of_the_library(home: KeptHome) -> None:
    Path(taken(home, RECORDS / "jea-rs-2024.json").path).write_bytes(b"{}")
    assert all(plan.is_sample for plan in library(home).plans)


def test_a_hundred_files_of_rates_are_enough(home: KeptHome) -> None:
    folder = home.folder / FOLDER
    folder.mkdir()
    for number in range(100):
        (folder / f"{number}.json").write_bytes(b"{}")
    with pytest.raises(WorkRefused, match="imported already"):
        home.do(import_rates, Task(WorkKind.IMPORT_RATES, str(RECORDS / "jea-rs-2024.json")))


def test_the_library_tells_what_each_plan_grants_a_home_with_a_medical_baseline(home: KeptHome) -> None:
    """C1FR34b"""
    shown = library(home)
    granted = {plan.name: wh for plan, wh in zip(shown.plans, shown.medical_wh_per_day, strict=True)}
    assert all(plan.baseline is None or plan.baseline.medical_wh_per_day == 0 for plan in shown.plans)
    assert granted["Sample, not current: SCE D (2021)"] == 16_500
