"""C1NFR12.1, C1FR32g: configured reporting, in real seconds."""

from typing import Any

import pytest
from zigpy.zcl import foundation
from zigpy.zcl.foundation import AttributeReportingConfig, GeneralCommand, Status

from devices.se.metering import Metering
from devices.sim.meter.metering_cluster import FastPoll
from tests.devices.sim.meter.bench import CLIENT_ENDPOINT, MeterBench, reports

DEMAND, DELIVERED = 0x0400, 0x0000


def config(attribute_id: int, type_id: int, min_s: int, max_s: int, change: int) -> AttributeReportingConfig:
    made: Any = AttributeReportingConfig()
    made.direction, made.attrid, made.datatype = foundation.ReportingDirection.SendReports, attribute_id, type_id
    made.min_interval, made.max_interval, made.reportable_change = min_s, max_s, change
    return made  # type: ignore[no-any-return]  # zigpy fills it in as it goes


def configure(bench: MeterBench, *configs: AttributeReportingConfig) -> list[Status]:
    response = bench.general(Metering, GeneralCommand.Configure_Reporting, config_records=list(configs))
    return [record.status for record in response.status_records]


def reporting_bench(min_s: int = 2, max_s: int = 30, change: int = 100) -> MeterBench:
    bench = MeterBench()
    bench.node.bind(1, 0x0702, CLIENT_ENDPOINT, True)
    assert configure(bench, config(DEMAND, 0x2A, min_s, max_s, change)) == [Status.SUCCESS]
    return bench


def test_a_quiet_value_is_reported_each_max_interval() -> None:
    assert reports(reporting_bench().wait(95)) == [{DEMAND: 0}] * 3


def test_a_change_is_reported_within_two_seconds() -> None:
    """C1NFR12.1"""
    bench = reporting_bench(min_s=1)
    bench.wait(5)
    bench.drive("load", watts=100)
    assert reports(bench.wait(2)) == [{DEMAND: 100}]


def test_a_change_below_the_reportable_change_waits_for_the_max_interval() -> None:
    bench = reporting_bench()
    bench.drive("load", watts=99)
    assert reports(bench.wait(29)) == []
    assert reports(bench.wait(2)) == [{DEMAND: 99}]


def test_no_report_comes_before_the_min_interval() -> None:
    bench = reporting_bench(min_s=10)
    times = []
    for watts in range(500, 5_000, 500):
        bench.drive("load", watts=watts)
        times += [1 for _ in reports(bench.wait(1))]
    assert len(times) == 0
    bench.drive("load", watts=9_000)
    assert reports(bench.wait(1.5)) == [{DEMAND: 9_000}]


def test_reporting_keeps_real_time_however_fast_the_utility_runs() -> None:
    bench = reporting_bench()
    assert len(reports(bench.wait(3_600, monotonic_s=61))) == 2


def test_registers_and_demand_are_reported_together() -> None:
    bench = MeterBench()
    bench.drive("load", watts=3_600)
    bench.node.bind(1, 0x0702, CLIENT_ENDPOINT, True)
    assert configure(bench, config(DEMAND, 0x2A, 1, 60, 100), config(DELIVERED, 0x25, 1, 60, 10)) == [Status.SUCCESS]
    told = reports(bench.wait(30))
    assert len(told) == 3
    assert all(set(report) == {DEMAND, DELIVERED} for report in told)


def test_nothing_is_reported_to_nobody() -> None:
    bench = reporting_bench()
    bench.node.bind(1, 0x0702, CLIENT_ENDPOINT, False)
    assert bench.wait(100) == []


def test_reporting_ends_when_it_is_told_to() -> None:
    bench = reporting_bench()
    assert configure(bench, config(DEMAND, 0x2A, 0, 0xFFFF, 1)) == [Status.SUCCESS]
    assert bench.wait(100) == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (config(0x4242, 0x2A, 1, 60, 1), Status.UNSUPPORTED_ATTRIBUTE),
        (config(DEMAND, 0x22, 1, 60, 1), Status.INVALID_DATA_TYPE),
        (config(DEMAND, 0x2A, 61, 60, 1), Status.INVALID_VALUE),
        (config(0x0308, 0x41, 1, 60, 1), Status.UNREPORTABLE_ATTRIBUTE),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_status(wrong: AttributeReportingConfig, status: Status) -> None:
    assert configure(MeterBench(), wrong, config(DEMAND, 0x2A, 1, 60, 1)) == [status]


def test_the_configuration_can_be_read_back() -> None:
    bench = reporting_bench(min_s=3, max_s=40, change=7)
    records = [
        foundation.ReadReportingConfigRecord(direction=0, attrid=attrid) for attrid in (DEMAND, DELIVERED, 0x4242)
    ]
    response = bench.general(Metering, GeneralCommand.Read_Reporting_Configuration, attribute_records=records)
    configured, unconfigured, unknown = response.attribute_configs
    assert (configured.status, configured.config.min_interval, configured.config.max_interval) == (0, 3, 40)
    assert configured.config.reportable_change == 7
    assert unconfigured.status == Status.NOT_FOUND
    assert unknown.status == Status.UNSUPPORTED_ATTRIBUTE


def test_a_reboot_keeps_bindings_and_configuration() -> None:
    """F81"""
    bench = reporting_bench()
    bench.wait(20)
    bench.node.reset(bench.now)
    assert reports(bench.wait(29)) == []
    assert len(reports(bench.wait(2))) == 1


def test_fast_poll_reports_each_period_for_its_minutes() -> None:
    bench = reporting_bench(min_s=5, max_s=60)
    (response,) = bench.command(Metering, "request_fast_poll_mode", fast_poll_update_period=2, duration=1)
    assert response.applied_update_period == 2
    assert response.fast_poll_mode_end_time == bench.meter.now_s - 946_684_800 + 60
    assert len(reports(bench.wait(60))) in (29, 30)
    assert len(reports(bench.wait(59))) <= 1


def test_fast_poll_ends_after_a_quarter_of_an_hour_however_often_it_is_asked_for() -> None:
    poll = FastPoll()
    assert poll.request(2, 15, 0.0) == (2, 900.0)
    assert poll.request(2, 15, 600.0) == (2, 900.0)
    assert poll.request(0, 200, 900.0) == (1, 1_800.0)
