from typing import Any

import pytest
from zigpy.zcl import foundation
from zigpy.zcl.clusters.general import OnOff
from zigpy.zcl.clusters.hvac import Thermostat
from zigpy.zcl.foundation import GeneralCommand, Status, ZCLHeader

from devices.sim.device import Label
from devices.sim.house.climate import SystemMode
from devices.sim.thermostat_node import ThermostatNode
from tests.devices.sim.meter.bench import TYPE_VALUE, Bench, load_switch_bench, parsed, thermostat_bench


def write(bench: Bench, attribute_id: int, type_id: int, value: Any) -> Status:
    record = foundation.Attribute(attrid=attribute_id, value=TYPE_VALUE(type_id, value))
    response = bench.general(Thermostat, GeneralCommand.Write_Attributes, attributes=[record])
    status: Status = response.status_records[0].status
    return status


def int16(value: int) -> Any:
    return foundation.DataType.from_type_id(foundation.DataTypeId.int16).python_type(value)


def hot_bench() -> Bench:
    bench = thermostat_bench()
    bench.house.climate.mode = SystemMode.AUTO
    bench.drive("outside", fahrenheit=97)
    bench.drive("inside", fahrenheit=74)
    return bench


def test_the_thermostat_tells_the_house_s_temperature_and_set_points() -> None:
    read = hot_bench().read(
        Thermostat, "local_temperature", "occupied_cooling_setpoint", "occupied_heating_setpoint", "system_mode"
    )
    assert [int(value) for value in read.values()] == [2333, 2333, 1944, 1]


def test_the_thermostat_tells_the_house_s_weather() -> None:
    bench = thermostat_bench()
    bench.drive("outside", celsius=-3.5)
    assert bench.read(Thermostat, "outdoor_temperature") == {"outdoor_temperature": -350}


def test_a_written_set_point_runs_the_air_conditioner() -> None:
    bench = hot_bench()
    assert write(bench, 0x0011, 0x29, int16(2000)) == Status.SUCCESS
    assert bench.house.climate.is_cooling
    assert bench.house.power_w == 2_900
    bench.wait(3 * 3_600)
    assert bench.read(Thermostat, "local_temperature")["local_temperature"] == pytest.approx(2000, abs=60)
    assert write(bench, 0x0011, 0x29, int16(2700)) == Status.SUCCESS
    assert bench.house.power_w == 0


@pytest.mark.parametrize("centi_c", [1599, 3201, -0x8000])
def test_a_set_point_beyond_the_limits_is_refused(centi_c: int) -> None:
    bench = hot_bench()
    assert write(bench, 0x0011, 0x29, int16(centi_c)) == Status.INVALID_VALUE
    assert bench.house.climate.cooling_centi_c == 2333


def test_raise_lower_moves_a_set_point_by_tenths_of_a_degree() -> None:
    bench = hot_bench()
    (done,) = bench.command(Thermostat, "setpoint_raise_lower", mode=1, amount=22)
    assert done.status == Status.SUCCESS
    assert bench.house.climate.cooling_centi_c == 2333 + 220


def test_a_plain_thermostat_knows_nothing_of_events() -> None:
    bench = thermostat_bench()
    (frame,) = bench.raw(0x0701, bytes.fromhex("094200") + bytes(23))
    header, _ = ZCLHeader.deserialize(frame.payload)
    response = parsed(Thermostat, frame)
    assert (header.command_id, response.status) == (GeneralCommand.Default_Response, Status.UNSUPPORTED_CLUSTER)


def test_it_says_who_moved_a_set_point_and_when() -> None:
    """DR6"""
    bench = hot_bench()
    bench.drive("set_point", fahrenheit=78)
    names = ("setpoint_change_source", "setpoint_change_source_timestamp")
    noon_s = int(bench.now.utc.timestamp()) - 946_684_800
    assert [int(value) for value in bench.read(Thermostat, *names).values()] == [0, noon_s]
    bench.wait(60)
    write(bench, 0x0011, 0x29, int16(2500))
    assert [int(value) for value in bench.read(Thermostat, *names).values()] == [2, noon_s + 60]
    assert [(entry["noted"], entry["detail"]) for entry in bench.drive("journal")] == [("written", "cooling 25.00 C")]


def test_its_own_schedule_moves_set_points_unless_they_are_held() -> None:
    bench = hot_bench()
    bench.drive("programme", periods=[["06:00", 24.0, 20.0], ["13:00", 26.0, 18.0], ["14:00", 25.0, 19.0]])
    assert bench.house.climate.cooling_centi_c == 2400
    bench.wait(3_602)
    assert bench.house.climate.cooling_centi_c == 2600
    assert int(bench.read(Thermostat, "setpoint_change_source")["setpoint_change_source"]) == 1
    bench.drive("hold", on=True)
    bench.wait(3_602)
    assert bench.house.climate.cooling_centi_c == 2600


def test_an_older_thermostat_lacks_what_came_later() -> None:
    bench = Bench(lambda label, home: ThermostatNode(label, home, 0x0109, is_older=True))
    lacking = ("temp_setpoint_hold", "setpoint_change_source", "outdoor_temperature")
    read = bench.read(Thermostat, "occupied_cooling_setpoint", *lacking)
    assert list(read.values()) == [2333, *[Status.UNSUPPORTED_ATTRIBUTE] * 3]


def test_each_thermostat_has_a_room_and_all_share_the_equipment() -> None:
    bench = hot_bench()
    second = ThermostatNode(Label.of(1, "thermostat", 2), bench.home, 0x0109)
    second.drive("set_point", {"celsius": 18.0}, bench.now)
    assert (bench.house.climate.cooling_centi_c, second.thermostat.room.cooling_centi_c) == (2333, 1800)
    assert bench.house.power_w == 1_450  # one of two rooms is cooled


def test_a_thermostat_has_verbs_for_the_hand_on_the_knob() -> None:
    bench = hot_bench()
    bench.drive("set_point", fahrenheit=78)
    assert bench.house.climate.cooling_centi_c == 2556
    bench.drive("mode", mode="off")
    assert bench.house.climate.mode is SystemMode.OFF
    with pytest.raises(ValueError, match="beyond this thermostat"):
        bench.drive("set_point", celsius=50)


def test_a_load_switch_switches_the_pool_pump() -> None:
    bench = load_switch_bench()
    assert bench.read(OnOff, "on_off")["on_off"] == 0
    (done,) = bench.command(OnOff, "on")
    assert done.status == Status.SUCCESS
    assert bench.house.power_w == 1_100  # noon: the pump runs from nine to three
    bench.wait(4 * 3_600)
    assert bench.house.power_w == 0
    bench.command(OnOff, "toggle")
    assert bench.read(OnOff, "on_off")["on_off"] == 0
