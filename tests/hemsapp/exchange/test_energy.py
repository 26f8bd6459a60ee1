"""What a Green Button file tells of a home, and every way in which a file is refused with a sentence."""

import gzip
import os
import resource
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemsapp.domain.days import HomeZone
from hemsapp.exchange import feed_reader
from hemsapp.exchange.energy import FileEnergy, Piece, energy_of
from hemsapp.works.contract import WorkRefused
from tests.hemsapp.domain.world import ZONE, utc
from tests.hemsapp.exchange.feeds import (
    DATA,
    POINT,
    START,
    entry,
    espi,
    feed,
    home,
    meter,
    reading,
    reading_type,
    usage_point,
)

NOW = utc("2026-07-20 19:00")
LAUGHS = (
    '<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
NOTHING = "There is no electric energy by the hour, or finer, in this file."
THIEF = '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def told(content: str | bytes | Path, folder: Path) -> FileEnergy:
    path = folder / "green.xml"
    if isinstance(content, Path):
        path = content
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return energy_of(feed_reader.read(path, lambda _, __: None), HomeZone(ZONE), NOW)


def refusal(content: str | bytes | Path, folder: Path) -> str:
    with pytest.raises(WorkRefused) as refused:
        told(content, folder)
    assert str(refused.value).endswith("Nothing was changed.")
    return str(refused.value)


def piece(start_s: int, wh: int, received_wh: int = 0, length_s: int = 900) -> Piece:
    return Piece(start_s, length_s, wh, received_wh, is_edited=False, price=None)


# Public samples


def test_the_public_sample_of_nine_days_is_read(tmp_path: Path) -> None:
    found = told(DATA / "nine-days-hourly.xml", tmp_path)
    assert len(found.pieces) == 9 * 96
    assert sum(each.delivered_wh for each in found.pieces) == 199_563
    assert found.left_out == ()
    assert [each.delivered_wh for each in found.pieces[:4]] == [68, 68, 68, 69]


def test_a_year_of_hours_as_an_utility_of_california_tells_it_is_read(tmp_path: Path) -> None:
    packed = (DATA / "desert-single-family-2011.xml.gz").read_bytes()
    found = told(gzip.decompress(packed), tmp_path)
    assert (len(found.pieces), sum(each.delivered_wh for each in found.pieces)) == (35_040, 12_397_107)


def test_half_days_whose_blocks_are_not_full_are_read(tmp_path: Path) -> None:
    found = told(DATA / "half-days-hourly.xml", tmp_path)
    assert sum(each.delivered_wh for each in found.pieces) == 4_086


def test_values_of_a_day_have_no_time_of_day_and_are_refused(tmp_path: Path) -> None:
    sentence = refusal(DATA / "year-daily.xml", tmp_path)
    assert sentence.startswith(NOTHING + " 444 readings of more")


def test_times_that_are_no_whole_seconds_are_refused(tmp_path: Path) -> None:
    assert refusal(DATA / "gas-monthly.xml", tmp_path).startswith("'1721154384.66136' in this file (start) is no whole")


# What is read


def test_an_hour_is_shared_over_its_quarters_and_odd_times_are_cut_where_quarters_begin(tmp_path: Path) -> None:
    found = told(home([reading(START, 402, 3600), reading(START + 3600 + 300, 900, 900)]), tmp_path)
    assert [each.delivered_wh for each in found.pieces] == [100, 101, 100, 101, 600, 300]
    assert [(each.start_s - START, each.length_s) for each in found.pieces[4:]] == [(3900, 600), (4500, 300)]


def test_both_directions_are_joined_though_they_are_cut_differently(tmp_path: Path) -> None:
    bought = meter(1, [reading(START, 60, 600), reading(START + 600, 30, 300)], reading_type())
    sold = meter(2, [reading(START, 90)], reading_type(flow=19))
    found = told(feed(usage_point(), bought, sold), tmp_path)
    assert found.pieces == (piece(START, 60, 60, 600), piece(START + 600, 30, 30, 300))


def test_a_net_reading_below_zero_was_sold(tmp_path: Path) -> None:
    found = told(home([reading(START, 50), reading(START + 900, -20)], flow=4), tmp_path)
    assert found.pieces == (piece(START, 50),)
    assert found.left_out == ("Energy that was sold at times of which the file tells no use was left out.",)


@pytest.mark.parametrize(
    ("multiplier", "values", "expected"), [(3, [1, 2], [1000, 2000]), (-3, [400, 400, 400, 800], [0, 1, 0, 1])]
)
def test_powers_of_ten_are_minded_and_no_part_of_a_watt_hour_is_lost(
    multiplier: int, values: list[int], expected: list[int], tmp_path: Path
) -> None:
    found = told(home([reading(START + 900 * n, v) for n, v in enumerate(values)], multiplier=multiplier), tmp_path)
    assert [each.delivered_wh for each in found.pieces] == expected


def test_the_price_of_an_event_is_found_from_what_its_readings_cost(tmp_path: Path) -> None:
    readings = [
        f"<IntervalReading><cost>{cost}</cost><timePeriod><duration>900</duration><start>{START + 900 * n}</start>"
        f"</timePeriod><value>{wh}</value><cpp>{cpp}</cpp></IntervalReading>"
        for n, (cost, wh, cpp) in enumerate([(1700, 100, 0), (4340, 70, 1), (62, 1, 1), (0, 0, 1), (1700, 100, 0)])
    ]
    found = told(home(readings), tmp_path)
    assert [each.price for each in found.pieces] == [None, *[Decimal("0.62")] * 3, None]


def test_a_reading_that_is_told_twice_alike_counts_once(tmp_path: Path) -> None:
    assert told(home([reading(START, 5), reading(START, 5)]), tmp_path).pieces == (piece(START, 5),)


def test_gas_beside_electricity_is_left_out_and_told(tmp_path: Path) -> None:
    gas = "/espi/1_1/resource/RetailCustomer/9/UsagePoint/8"
    other = usage_point(gas, service=1) + meter(1, [reading(START, 9)], reading_type(uom=169), gas)
    found = told(feed(usage_point(), meter(1, [reading(START, 5)], reading_type()), other), tmp_path)
    assert (found.pieces, found.left_out) == ((piece(START, 5),), ("Gas was left out.",))


def test_of_the_same_energy_told_twice_the_finer_is_taken(tmp_path: Path) -> None:
    hour = meter(1, [reading(START, 402, 3600)], reading_type())
    quarters = meter(2, [reading(START + 900 * n, n) for n in range(4)], reading_type())
    found = told(feed(usage_point(), hour, quarters), tmp_path)
    assert [each.delivered_wh for each in found.pieces] == [0, 1, 2, 3]
    assert found.left_out == ("The same energy is told twice in this file: the finer readings were taken.",)


# Hostile files


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "This is not a Green Button file."),
        ("hello", "This is not a Green Button file."),
        (b"\x00\xff\xfe\x00garbage", "This is not a Green Button file."),
        (b"PK\x03\x04zip", "This is a packed file: unpack it"),
        ("<html><body>Sign in</body></html>", "This is not a Green Button file. It is XML of another kind."),
        (feed(), NOTHING),
        (feed(head=LAUGHS), "This is not a Green Button file. It has a document type"),
        (feed(head=THIEF), "This is not a Green Button file. It has a document type"),
        (feed(head='<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd">'), "This is not a Green Button file. It"),
        (feed("<x>" * 40 + "</x>" * 40), "This is not a Green Button file. Its elements are nested too deeply."),
        (home([reading(START, 5)])[:-40], "The file is damaged, or ends too early (line 1)."),
        (home([reading(START, 5)]).replace("<value>5</value>", "<value>&a;</value>"), "The file is damaged"),
        (home([reading("soon", 5)]), "'soon' in this file (start) is no whole number."),
        (home([reading(START, "1_000")]), "'1_000' in this file (value) is no whole number."),
        (home([reading(START, "9" * 400)]), "'" + "9" * 30 + "' in this file (value) is no whole number."),
        (home([reading(START, "")]), "'' in this file (value) is no whole number."),
        (home(["<IntervalReading><value>5</value></IntervalReading>"]), "A reading in this file has no time, or no"),
        (home([reading(START, 5)], uom=38), NOTHING + " Readings in W"),
        (home([reading(START, 5)], uom=4711), NOTHING + " Readings in a unit that is not known (4711)"),
        (home([reading(START, 5)], uom=""), "The file does not say in what unit its readings are."),
        (feed(entry("/x/IntervalBlock/1", espi("IntervalBlock", reading(START, 5)))), "The file does not say in"),
        (home([reading(START, 5)], multiplier=99), "The unit of the readings in this file cannot be so."),
        (home([reading(START, 5)], accumulationBehaviour=3), NOTHING + " Readings of a register"),
        (home([reading(START, 5)], kind=8), NOTHING + " Readings that are not of"),
        (home([reading(START, 5)], flow=17), NOTHING + " Readings in a direction"),
        (home([reading(START, 5), reading(START + 600, 5)]), "Two readings of 2026-07-13 00:10 contradict each other."),
        (home([reading(START, 5), reading(START, 6)]), "Two readings of 2026-07-13 00:00 contradict each other."),
        (home([reading(START, -5)]), "A reading in this file is of less than no energy."),
        (home([reading(START, 5, 0)]), "A reading in this file lasts no time."),
        (home([reading(START, 5, -900)]), "A reading in this file lasts no time."),
        (home([reading(START, 500_000)]), "A reading in this file (500.0 kWh) is more than a home can use."),
        (home([reading(int(NOW.timestamp()) - 600, 5)]), "A reading in this file is of 2026-07-20 11:50: "),
        (home([reading(10**14, 5)]), "A reading in this file is of second 100000000000000 since 1970: that cannot be."),
        (home([reading(-5, 5)]), "A reading in this file is of 1969-12-31 15:59: that cannot be."),
    ],
)  # fmt: skip
def test_a_hostile_file_gets_a_sentence(content: str | bytes, sentence: str, tmp_path: Path) -> None:
    assert refusal(content, tmp_path).startswith(sentence)


def test_the_file_of_several_meters_is_refused(tmp_path: Path) -> None:
    other = POINT[:-1] + "8"
    both = [usage_point(at) + meter(1, [reading(START, 5)], reading_type(), at) for at in (POINT, other)]
    assert refusal(feed(*both), tmp_path).startswith("This file is of several meters, a home has one")


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe", tmp_path).startswith("pipe is not a file.")
    assert refusal(tmp_path, tmp_path).endswith("is not a file. Nothing was changed.")


def test_gigabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(5_000_000_000)
    started = time.monotonic()
    assert refusal(path, tmp_path).startswith("This file is 5000 MB long")
    assert time.monotonic() - started < 1


def test_a_file_that_is_all_elements_needs_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(feed("<a/>" * 1_500_000), tmp_path)
    refusal(home(["<value>" + "x" * 9_000_000 + "</value>"]), tmp_path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
    monkeypatch.setattr(feed_reader, "MOST_READINGS", 3)
    sentence = refusal(home([reading(START + 900 * n, 1) for n in range(4)]), tmp_path)
    assert sentence.startswith("The file has more than 3 readings: bring it in year by year.")


GOOD = home([reading(START + 900 * n, n) for n in range(12)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=timedelta(seconds=5), max_examples=300)
@given(at=st.integers(0, len(GOOD) - 1), count=st.integers(0, 40), put=st.text(max_size=8))
def test_no_file_whatever_is_wrong_with_it_does_more_than_be_refused(
    at: int, count: int, put: str, tmp_path: Path
) -> None:
    content = (GOOD[:at] + put + GOOD[at + count :]).encode("utf-8", "surrogatepass")
    try:
        found = told(content, tmp_path)
    except WorkRefused as refused:
        sentence = str(refused)
        found = FileEnergy((), ())
    else:
        sentence = "Nothing was changed."
    assert sentence.endswith("Nothing was changed.")
    starts = [each.start_s for each in found.pieces]
    assert starts == sorted(set(starts))
    assert all(each.delivered_wh >= 0 and 0 < each.length_s <= 900 for each in found.pieces)
