"""The meter on demand, its clock, its links, and how often it reports: ordered at the head end, done by a meter."""

from datetime import date, datetime, time, timedelta

import pytest

from devices.sim.meter.intervals import Interval
from devices.sim.meter.requests import CLOCK_OFF
from devices.utility.mdms.queries import Queries
from devices.utility.ms.orders import OrderRefused
from devices.wan.journal import Noted
from devices.wan.meter_words import NetworkReport
from devices.wan.words import MeterConfig, Readings
from tests.devices.sim.meter.bench import NOON
from tests.devices.utility.test_meter_tests import Desk
from tests.devices.utility.test_with_meter import METER
from tests.devices.utility.world import ZONE


def test_consumption_load_and_voltage_are_read_while_the_customer_is_on_the_phone() -> None:
    """X-TWO-WAY: the answer is there in seconds, and the records have it."""
    desk = Desk()
    desk.after(1800)
    number = desk.at_head_end("read", to=[METER])["read"]
    desk.after(3)
    (read,) = desk.at_head_end("reads", read=number)
    assert read["seconds"] < 3
    told = read["reading"]
    assert told.delivered_wh == 1000
    assert abs(told.demand_w - 2000) < 200
    assert 235_000 < told.voltage_mv < 241_300  # what the line loses at this load
    assert told.meter_id == METER
    assert [one for one in Queries(desk.mdms).arrived(None, METER) if one["body"] == told]
    assert desk.refusals() == []


def test_intervals_are_reported_as_often_as_was_set_and_no_more_when_it_is_taken_back() -> None:
    """X-FR-REPORT-SET, X-FR-REPORT-APPLY"""
    desk = Desk()
    desk.at_head_end("configure", to=[METER], report_minutes=60)
    desk.after(2 * 3600 + 10)
    arrived = [one for one in Queries(desk.mdms).arrived(None, METER) if isinstance(one["body"], Readings)]
    delivered = [one for one in arrived if one["body"].channel == 0]
    assert [len(one["body"].values_wh) for one in delivered] == [4, 4]  # quarters of an hour, each once
    assert [value for one in delivered for value in one["body"].values_wh] == [500] * 8
    desk.at_head_end("configure", to=[METER], report_minutes=0)
    desk.after(3 * 3600)
    assert len([one for one in Queries(desk.mdms).arrived(None, METER) if isinstance(one["body"], Readings)]) == len(
        arrived
    )
    assert desk.refusals() == []


def test_a_report_that_is_lost_is_sent_again_until_the_head_end_has_it_and_that_is_logged() -> None:
    """X-FR-REPORT-APPLY, X-FR-NO-RECEIPT: no quarter of an hour is lost with the line, and none comes twice."""
    desk = Desk()
    desk.at_head_end("configure", to=[METER], report_minutes=60)
    desk.after(3500)
    desk.net.bus.faults.silent.add(METER)
    desk.after(3600)
    desk.net.bus.faults.silent.clear()
    desk.after(3800)
    arrived = [one["body"] for one in Queries(desk.mdms).arrived(None, METER) if isinstance(one["body"], Readings)]
    starts = sorted(one.start for one in arrived if one.channel == 0)
    assert starts == [NOON + number * timedelta(hours=1) for number in range(3)]
    (missing,) = desk.bench.noted(Noted.ANSWER_MISSING)
    assert (missing.who, missing.detail.split(",")[0]) == ("MS", "2 messages")
    assert desk.meter.owed == 0
    assert desk.refusals() == []


def test_a_frequency_that_does_not_divide_the_day_is_refused_by_the_meter() -> None:
    """X-FR-REPORT-APPLY"""
    desk = Desk()
    desk.at_head_end("configure", to=[METER], report_minutes=7)
    desk.after(3)
    assert desk.meter.reports.minutes == 0


def test_another_recording_interval_begins_with_the_full_hour_and_not_before() -> None:
    """X-FR-INTERVAL, C1FR13"""
    desk = Desk()
    desk.after(1200)
    desk.at_head_end("configure", to=[METER], interval_minutes=5)
    desk.after(1800)
    recorder = desk.bench.meter.recorder
    assert recorder.length_s == 900
    desk.after(605)
    assert recorder.length_s == 300
    assert [one.length_s for one in recorder.intervals] == [900] * 4


def test_a_clock_within_its_own_tolerance_stays_and_one_beyond_is_set_and_alarmed() -> None:
    """C1FR21, C1NFR10; each comparison is in the log: before, after, by whom."""
    desk = Desk()
    desk.at_head_end("configure", to=[METER], clock_tolerance_s=5)
    desk.after(2)
    desk.bench.drive("clock", step_s=3)
    desk.at_head_end("clock", to=[METER])
    desk.after(2)
    (checked,) = desk.bench.noted(Noted.CLOCK_CHECKED)
    assert "tolerated 5 s, by MS" in checked.detail
    desk.bench.drive("clock", step_s=10)
    desk.at_head_end("clock", to=[METER])
    desk.after(2)
    (was_set,) = desk.bench.noted(Noted.CLOCK_SET)
    assert was_set.detail.startswith("from 2026-07-14T19:00:")
    assert was_set.detail.endswith("by MS")
    assert [one["kind"] for one in desk.css.alarms(METER)] == [CLOCK_OFF]


def test_the_log_comes_daily_and_on_demand() -> None:
    """C1FR2, C1FR3: from where the last reading ended, or from a time."""
    desk = Desk()
    desk.bench.drive("tamper", switch="removal")
    desk.after(60)
    desk.bench.drive("tamper", switch="removal", on=False)
    desk.at_head_end("read-logs", to=[METER], start="2026-07-14T00:00:00Z")
    desk.after(3)

    def pages() -> list[str]:
        arrived = Queries(desk.mdms).arrived(None, METER)
        found = [one["body"] for one in arrived if type(one["body"]).__name__ == "LogPage"]
        return [entry.kind for page in found for entry in page.entries]

    assert Noted.TAMPER_SEEN.value in pages()
    desk.after(37 * 3600)
    assert pages().count(Noted.TAMPER_SEEN.value) == 1  # the daily one goes on from there
    assert Noted.CLOCK_CHECKED.value in pages()


def test_the_home_link_is_disabled_for_a_while_and_enables_itself_again() -> None:
    """X-NETWORK-MGMT: link enable and disable."""
    desk = Desk()
    desk.at_head_end("link", to=[METER], link="home", minutes=30)
    desk.after(5)
    assert desk.meter.home.radio.is_silent
    desk.after(1800)
    assert not desk.meter.home.radio.is_silent
    assert [one.detail.split()[0] for one in desk.bench.noted(Noted.LINK_SWITCHED)] == ["home", "home"]
    assert desk.refusals() == []


def test_a_meter_whose_utility_link_is_disabled_says_nothing_of_its_own_and_all_of_it_later() -> None:
    """X-NETWORK-MGMT: for maintenance; what is owed waits, and orders are still answered."""
    desk = Desk()
    desk.at_head_end("link", to=[METER], link="utility", minutes=60)
    desk.after(5)
    desk.bench.drive("tamper", switch="removal")
    desk.after(600)
    assert desk.css.alarms(METER) == []
    desk.at_head_end("link", to=[METER], link="utility")
    desk.after(60)
    assert [one["kind"] for one in desk.css.alarms(METER)] == ["tamper: removal"]


def test_what_would_shut_everybody_out_is_refused() -> None:
    """X-NETWORK-MGMT: a day at most, and never the home's link while an event is not over."""
    desk = Desk()
    with pytest.raises(OrderRefused):
        desk.at_head_end("link", to=[METER], link="utility", minutes=1441)
    desk.order()
    desk.after(2)
    desk.at_head_end("link", to=[METER], link="home", minutes=10)
    desk.after(2)
    assert not desk.meter.home.radio.is_silent
    assert "an event is not over" in desk.bench.noted(Noted.MESSAGE_REFUSED)[0].detail


def test_the_network_report_comes_each_day_and_when_it_is_asked_for() -> None:
    """X-NETWORK-MGMT: statistics, signal strength, each device of the home."""
    desk = Desk()
    desk.ms.configure(MeterConfig(attempts_per_hour=20), [METER], desk.net.now)
    desk.after(60)
    desk.at_head_end("query-network", to=[METER])
    desk.after(3)
    (asked,) = desk.at_head_end("networks", meter=METER)
    assert isinstance(asked["report"], NetworkReport)
    assert asked["report"].messages_received > 0
    assert any("attempts_per_hour 20" in line for line in asked["report"].configured)
    desk.after(24 * 3600 + 120)
    daily = desk.at_head_end("networks", meter=METER)
    assert len(daily) == 2
    assert daily[0]["report"].since - NOON < timedelta(minutes=5)
    assert desk.refusals() == []


def day_of(desk: Desk, day: date, channel: int = 0) -> list[int | None]:
    (found,) = desk.mdms.intervals.days(METER, channel, day)
    return list(found.values_wh)


def test_yesterday_is_read_at_night_midnight_to_midnight_and_so_is_the_log() -> None:
    """C1NFR1, C1FR2: of a meter that reports nothing by itself."""
    desk = Desk()
    desk.after(43 * 3600)  # 07:00 of the day after tomorrow
    (whole, begun) = desk.at_head_end("daily-reads")
    assert (whole["day"], whole["came"], whole["expected"], whole["whole"]) == ("2026-07-15", 1, 1, 1)
    assert (whole["logs_came"], whole["logs_expected"]) == (1, 1)
    assert (begun["day"], begun["came"], begun["whole"]) == ("2026-07-14", 1, 0)  # it was fitted at noon
    assert whole["ended"].astimezone(ZONE).hour == 0
    assert day_of(desk, date(2026, 7, 15)) == [500] * 96
    assert day_of(desk, date(2026, 7, 15), channel=1) == [0] * 96
    assert desk.at_head_end("missing-reads", day="2026-07-15")["meters"] == []
    assert "2026-07-15: 1 of 1 meters" in [one.detail for one in desk.noted(Noted.DAY_COLLECTED)]
    assert desk.refusals() == []


def test_a_meter_that_is_away_at_night_is_asked_until_six_and_in_the_next_night() -> None:
    """C1NFR1: nothing is lost; the meter keeps it."""
    desk = Desk()
    desk.after(11 * 3600)
    desk.net.bus.faults.silent.add(METER)
    desk.after(9 * 3600)  # 08:00
    assert desk.at_head_end("missing-reads", day="2026-07-14")["meters"] == [METER]
    asked = "SELECT count(*) FROM messages WHERE kind = 'IntervalsWanted' AND way = 'sent'"
    (count,) = desk.ms.links.db.execute(asked).fetchone()
    desk.net.bus.faults.silent.clear()
    desk.after(3600)
    assert desk.ms.links.db.execute(asked).fetchone() == (count,)  # after six, not before the next night
    desk.after(17 * 3600)
    assert desk.at_head_end("missing-reads", day="2026-07-14")["meters"] == []
    assert day_of(desk, date(2026, 7, 14))[48:] == [500] * 48


def test_any_of_45_days_is_read_on_demand_with_its_92_or_100_quarters() -> None:
    """X-LONG-TERM, F42: the meter has it for 45 days, and the records have it in seconds."""
    desk = Desk()
    recorder = desk.bench.meter.recorder

    def midnight_s(day: date) -> int:
        return int(datetime.combine(day, time(), ZONE).timestamp())

    kept = [date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 1)]
    recorder.intervals = sorted(
        (
            Interval(end_s, 900, (0, 0), (250, 7))
            for day in kept
            for end_s in range(midnight_s(day) + 900, midnight_s(day + timedelta(days=1)) + 1, 900)
        ),
        key=lambda one: one.end_s,
    )
    for day, quarters in zip(kept, (92, 100, 96), strict=True):
        desk.at_head_end("read-days", to=[METER], day=day.isoformat())
        desk.after(3)
        assert day_of(desk, day) == [250] * quarters
        assert day_of(desk, day, channel=1) == [7] * quarters
    desk.at_head_end("read-days", to=[METER], day="2026-07-01", last="2026-07-03")
    desk.after(3)
    told = {one["day"]: one["whole"] for one in desk.at_head_end("daily-reads")}
    assert (told["2026-07-01"], told["2026-07-02"]) == (1, 0)
    with pytest.raises(OrderRefused, match="46"):
        desk.at_head_end("read-days", to=[METER], day="2026-01-01", last="2026-06-30")
    assert desk.refusals() == []
