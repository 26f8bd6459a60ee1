from typing import Any

import pytest
from zigpy.zcl import foundation
from zigpy.zcl.clusters.general import OnOff
from zigpy.zcl.clusters.hvac import Thermostat
from zigpy.zcl.foundation import GeneralCommand, Status, ZCLHeader

from devices.sim.house.climate import SystemMode
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


def test_the_demand_response_client_does_nothing_yet_and_says_so() -> None:
    bench = thermostat_bench()
    (frame,) = bench.raw(0x0701, bytes.fromhex("094200") + bytes(23))
    header, _ = ZCLHeader.deserialize(frame.payload)
    response = parsed(Thermostat, frame)
    assert (header.command_id, response.status) == (GeneralCommand.Default_Response, Status.UNSUP_CLUSTER_COMMAND)


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
