"""X-TAMPER, X-SELF-HEALING: what is done to a meter, and what power does, is counted, logged, and told at once."""

from datetime import timedelta
from pathlib import Path

from devices.moment import Moment
from devices.sim.meter.power import INACTIVE, POWER_LOST, POWER_RESTORED
from devices.wan.journal import Noted
from devices.wan.meter_words import NetworkReport
from devices.wan.words import Alarm, MeterConfig, Noun, Verb
from tests.devices.sim.meter.event_bench import EventBench


def kinds(bench: EventBench) -> list[str]:
    """Each alarm once, however often it is sent to a head end that does not answer."""
    alarms: list[Alarm] = bench.sent(Alarm)
    return [one.kind for one in dict.fromkeys(alarms)]


def outage(bench: EventBench, seconds: float) -> None:
    bench.meter_node.cut_power()
    bench.now = Moment(bench.now.utc + timedelta(seconds=seconds), bench.now.monotonic_s + seconds)
    bench.node.reset(bench.now)
    bench.pass_time(1)


def test_a_meter_that_is_turned_upside_down_tells_at_once_and_counts_backwards() -> None:
    """X-TAMPER: inversion."""
    bench = EventBench(base_w=2_000)
    bench.pass_time(3600)
    assert bench.meter.registers_wh == (2000, 0)
    bench.drive("tamper", switch="inversion")
    bench.pass_time(3600)
    assert bench.meter.registers_wh == (2000, 2000)
    assert kinds(bench) == ["tamper: inversion"]
    bench.drive("tamper", switch="inversion", on=False)
    assert bench.noted(Noted.TAMPER_GONE)[0].detail == "inversion"
    assert bench.drive("tamper")["tampered"] == []


def test_a_meter_that_is_taken_out_tells_once(tmp_path: Path) -> None:
    """X-TAMPER: removal; what was felt survives a power failure."""
    bench = EventBench(ledger=tmp_path / "meter.db")
    bench.pass_time(1)
    for _ in range(2):
        bench.drive("tamper", switch="removal")
    outage(bench, 600)
    assert kinds(bench).count("tamper: removal") == 1
    assert bench.drive("tamper")["tampered"] == ["removal"]


def test_a_meter_that_counts_nothing_for_long_says_so_and_when_it_counts_again() -> None:
    """X-TAMPER: inactivity."""
    bench = EventBench(base_w=0)
    bench.reply(MeterConfig(inactive_hours=24), verb=Verb.CHANGE, noun=Noun.END_DEVICE_CONFIG)
    bench.pass_time(23 * 3600)
    assert kinds(bench) == []
    bench.pass_time(3 * 3600)
    assert kinds(bench) == [INACTIVE]
    bench.drive("base_load", watts=500)
    bench.pass_time(2 * 3600)
    assert len(bench.noted(Noted.ACTIVE_AGAIN)) == 1


def test_short_failures_are_blinks_and_long_ones_outages_and_both_are_counted() -> None:
    """X-TAMPER: blink counts. X-SELF-HEALING: the last gasp, and the word that power is back."""
    bench = EventBench()
    bench.pass_time(1)
    outage(bench, 2)
    outage(bench, 30)
    outage(bench, 900)
    told = bench.drive("tamper")
    assert (told["blinks"], told["outages"]) == (2, 1)
    assert kinds(bench).count(POWER_LOST) == 3
    assert kinds(bench).count(POWER_RESTORED) == 1
    last = bench.noted(Noted.POWER_RESTORED)[-1]
    assert last.detail.startswith("outage from ")
    assert last.detail.endswith(", 900 s")


def test_registers_intervals_and_settings_survive_a_power_failure(tmp_path: Path) -> None:
    """X-SELF-HEALING: data and configuration survive power failure."""
    bench = EventBench(ledger=tmp_path / "meter.db")
    bench.reply(
        MeterConfig(report_minutes=60, clock_tolerance_s=7, interval_minutes=5),
        verb=Verb.CHANGE,
        noun=Noun.END_DEVICE_CONFIG,
    )
    bench.pass_time(2 * 3600)
    before = len(bench.meter.recorder.intervals)
    outage(bench, 300)
    assert len(bench.meter.recorder.intervals) >= before
    assert bench.meter.recorder.length_s == 300
    assert bench.duties.reports.minutes == 60
    assert bench.duties.log.ledger.setting("clock_tolerance_s") == 7


def test_the_daily_network_report_counts_what_happened_and_names_what_was_configured() -> None:
    """X-NETWORK-MGMT: a daily report of network status and configuration changes."""
    bench = EventBench()
    bench.reply(MeterConfig(attempts_per_hour=20), verb=Verb.CHANGE, noun=Noun.END_DEVICE_CONFIG)
    bench.drive("supply", signal_dbm=-97)
    outage(bench, 5)
    bench.pass_time(25 * 3600)
    reports: list[NetworkReport] = bench.sent(NetworkReport)
    report = reports[0]
    assert (report.utility_signal_dbm, report.blinks, report.outages) == (-97, 1, 0)
    assert report.until - report.since >= timedelta(days=1)
    assert any("attempts_per_hour 20 by MS" in line for line in report.configured)
