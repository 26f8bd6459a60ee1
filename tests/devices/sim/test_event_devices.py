"""Thermostat, switch and display that carry events out by themselves: frames laid out by hand, on a work bench."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from zigpy.zcl.foundation import Status, ZCLHeader

from devices.moment import Moment
from devices.se.drlc import Drlc
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.node import ApsFrame
from tests.devices.sim.meter.bench import NOON, SE, Bench, display_bench, load_switch_bench, pct_bench
from tests.devices.sim.test_thermostat import int16, write

METER = "00:0d:6f:00:00:00:00:01"
DRLC = 0x0701
NOW, HVAC, PUMP = 0, 1, 8
UNUSED = "ff ff 0080 0080 80 ff 00"


def event(
    number: int = 7, device_class: int = HVAC, minutes: int = 60, criticality: int = 2, what: str = UNUSED
) -> bytes:
    head = number.to_bytes(4, "little") + device_class.to_bytes(2, "little") + bytes(1) + NOW.to_bytes(4, "little")
    return head + minutes.to_bytes(2, "little") + bytes((criticality,)) + bytes.fromhex(what)


def hear(bench: Bench, payload: bytes, command: int = 0) -> Any:
    frame = ApsFrame(SE, DRLC, 1, 1, bytes((0x09, 0x42, command)) + payload, is_encrypted=True, peer=METER)
    return bench.node.receive(frame, bench.now)


def said(frames: list[ApsFrame]) -> list[tuple[int, int, int]]:
    """ReportEventStatus frames: event, status, cooling set point applied."""
    told = []
    for frame in frames:
        if frame.cluster_id == DRLC:
            assert (frame.peer, frame.is_encrypted) == (METER, True)
            _, payload = ZCLHeader.deserialize(frame.payload)
            schema: Any = Drlc.ServerCommandDefs.report_event_status.schema
            command, rest = schema.deserialize(payload)
            assert (len(payload), rest) == (60, b"")
            applied = int(command.cooling_temperature_set_point_applied)
            told.append((int(command.issuer_event_id), int(command.event_status), applied))
    return told


def noted(bench: Bench) -> list[str]:
    return [f"{entry['noted']}: {entry['detail']}" for entry in bench.drive("journal")]


def test_a_thermostat_sets_back_reports_and_restores_by_itself() -> None:
    """C1FR38, UC96.1.16, UC96.1.17, UC96.1.24, UC96.1.25, UC96.1.32"""
    bench = pct_bench()
    hear(bench, event(minutes=10, what="16 16 0080 0080 80 ff 00"))  # 2.2 degrees either way
    assert (bench.house.climate.cooling_centi_c, bench.house.climate.heating_centi_c) == (2553, 1724)
    assert said(bench.wait(15)) == [(7, 1, 0x8000), (7, 2, 2553)]
    frames = bench.wait(600)
    assert said(frames) == [(7, 3, 2553)]
    assert (bench.house.climate.cooling_centi_c, bench.house.climate.heating_centi_c) == (2333, 1944)
    assert noted(bench) == [
        "device active: cooling 25.53 C, heating 17.24 C",
        f"device reported: received {bench.node.eui64}",
        f"device reported: started {bench.node.eui64}",
        "device restored: cooling 23.33 C, heating 19.44 C",
        f"device reported: completed {bench.node.eui64}",
    ]


def test_without_an_offset_a_thermostat_moves_by_four_degrees_fahrenheit() -> None:
    """C1FR38"""
    bench = pct_bench()
    hear(bench, event())
    assert bench.house.climate.cooling_centi_c == 2333 + 222


def test_an_absolute_set_point_goes_before_an_offset_and_never_beyond_the_limits() -> None:
    """C1FR40"""
    bench = pct_bench()
    hear(bench, event(criticality=7, what="16 16 a00f 0080 80 ff 00"))
    assert (bench.house.climate.cooling_centi_c, bench.house.climate.heating_centi_c) == (3200, 1944)


def test_the_knob_opts_out_of_a_voluntary_event_and_stays_where_it_was_turned() -> None:
    """C1FR36"""
    bench = pct_bench()
    hear(bench, event())
    bench.drive("set_point", celsius=24.0)
    assert said(bench.wait(15))[-1][:2] == (7, 4)
    assert said(bench.wait(3_600))[-1][:2] == (7, 8)
    assert bench.house.climate.cooling_centi_c == 2400


def test_the_knob_is_locked_and_nothing_is_written_while_a_mandatory_event_runs() -> None:
    """C1FR40"""
    bench = pct_bench()
    hear(bench, event(criticality=7))
    with pytest.raises(ValueError, match="locked"):
        bench.drive("set_point", celsius=22.0)
    assert write(bench, 0x0011, 0x29, int16(2200)) is Status.NOT_AUTHORIZED
    assert bench.house.climate.cooling_centi_c == 2555
    assert not any(line.startswith("written") for line in noted(bench))


def test_what_is_written_during_an_event_is_in_the_journal_with_its_event() -> None:
    """Who broke the rule of one commander would be seen."""
    bench = pct_bench()
    hear(bench, event())
    assert write(bench, 0x0011, 0x29, int16(2200)) is Status.SUCCESS
    (entry,) = [one for one in bench.drive("journal") if one["noted"] == "written"]
    assert (entry["issuer_event_id"], entry["system"], entry["who"]) == (7, "HAN", bench.node.eui64)


def test_an_event_keeps_the_thermostats_own_schedule_waiting_and_ends_in_it() -> None:
    bench = pct_bench()
    bench.drive("programme", periods=[["12:00", 24.0, 20.0], ["12:30", 26.0, 18.0]])
    hear(bench, event())
    assert bench.house.climate.cooling_centi_c == 2622
    bench.wait(2_000)
    assert bench.house.climate.cooling_centi_c == 2622
    bench.wait(1_700)
    assert bench.house.climate.cooling_centi_c == 2600


def test_a_cancelled_event_restores_at_once() -> None:
    bench = pct_bench()
    hear(bench, event())
    hear(bench, bytes.fromhex("07000000 0100 00 00 00000000"), command=1)
    assert bench.house.climate.cooling_centi_c == 2333
    assert said(bench.wait(20))[-1][:2] == (7, 6)


def test_the_clients_attributes_are_read_and_written() -> None:
    bench = pct_bench()
    header = bytes.fromhex("080102")  # write, server to client
    (frame,) = bench.raw(DRLC, header + bytes.fromhex("0000 20 05"))
    assert frame.payload[3:] == bytes(1)
    (frame,) = bench.raw(DRLC, bytes.fromhex("080200") + bytes.fromhex("0000 0100 0200 0300"))
    assert frame.payload[3:].hex(" ") == "00 00 00 20 05 01 00 00 20 1e 02 00 00 20 00 03 00 00 21 01 00"


def test_a_load_switch_sheds_and_closes_again() -> None:
    """C1FR30"""
    bench = load_switch_bench()
    bench.node.switch(is_on=True)  # type: ignore[attr-defined]  # the bench knows nodes in general
    assert bench.house.power_w == 1_100
    hear(bench, event(device_class=PUMP, minutes=10))
    assert bench.house.power_w == 0
    bench.wait(601)
    assert bench.house.power_w == 1_100


def test_a_duty_cycle_is_off_first_and_then_on() -> None:
    bench = load_switch_bench()
    bench.node.switch(is_on=True)  # type: ignore[attr-defined]
    hear(bench, event(device_class=PUMP, what="ff ff 0080 0080 80 32 00"))
    powers = []
    for _ in range(4):
        powers.append(bench.house.power_w)
        bench.wait(901)
    assert powers == [0, 1_100, 0, 1_100]


def test_a_display_shows_events_and_prices_and_its_person_opts_out() -> None:
    """C1FR30: the choice of one display reaches the meter"""
    bench = display_bench()
    hear(bench, event())
    assert bench.drive("shown")["event"] == 7
    bench.drive("opt_out")
    assert bench.drive("shown")["event"] is None
    assert [status for _, status, _ in said(bench.wait(20))] == [1, 2, 4]


def test_a_restart_in_the_middle_of_an_event_changes_nothing(tmp_path: Path) -> None:
    """DR1, DR2: the stored copy ends the event, whoever slept meanwhile"""
    path, start = tmp_path / "home.db", Moment(NOON, 100.0)

    def home(at: Moment) -> Any:
        return make_nodes(["meter", "pct"], seed=1, start=at, profile_id=SE, state=path)[1]

    node = home(start)
    frame = ApsFrame(SE, DRLC, 1, 1, bytes((0x09, 0x42, 0)) + event(), is_encrypted=True, peer=METER)
    node.receive(frame, start)
    assert node.thermostat.room.cooling_centi_c == 2555
    again = home(Moment(NOON + timedelta(minutes=30), 100.0))
    assert again.thermostat.room.cooling_centi_c == 2555
    later = home(Moment(NOON + timedelta(minutes=90), 100.0))
    assert later.thermostat.room.cooling_centi_c == 2333
    restored = [entry.at for entry in later.journal.entries if entry.noted.value == "device restored"]
    assert restored == [NOON + timedelta(minutes=60)]


def test_five_devices_of_one_home_stand_side_by_side() -> None:
    kinds = ["meter", "thermostat", "thermostat", "pct", "load-switch", "display"]
    nodes = make_nodes(kinds, seed=1, start=Moment(NOON, 1.0), profile_id=SE, state=None)
    ids = [node.endpoints[0].device_id for node in nodes]
    assert ids == [0x0500, 0x0301, 0x0301, 0x0503, 0x0504, 0x0502]
    assert len({node.eui64 for node in nodes}) == len(nodes)
