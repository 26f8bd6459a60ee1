"""Which devices may be used, told from their simple descriptors (X-ENROL, X-GATEWAY)."""

import pytest
from zigpy.profiles import zha

from devices.drivers.conformance import Shortcoming, shortcoming
from devices.drivers.recognition import Described, kind_of
from devices.messages import DeviceKind
from devices.se import profile
from devices.se.profile import DeviceId
from ui import i18n
from ui.i18n import words

PROVING = frozenset({profile.KEY_ESTABLISHMENT})
PROMISES = (
    (DeviceId.ENERGY_SERVICES_INTERFACE, profile.METERING, DeviceKind.METER_GATEWAY, Shortcoming.NO_REGISTER),
    (DeviceId.METERING_DEVICE, profile.METERING, DeviceKind.METER_GATEWAY, Shortcoming.NO_REGISTER),
    (DeviceId.PROGRAMMABLE_COMMUNICATING_THERMOSTAT, profile.THERMOSTAT, DeviceKind.THERMOSTAT,
     Shortcoming.NO_SET_POINT),
    (zha.DeviceType.THERMOSTAT, profile.THERMOSTAT, DeviceKind.THERMOSTAT, Shortcoming.NO_SET_POINT),
    (DeviceId.LOAD_CONTROL_DEVICE, profile.ON_OFF, DeviceKind.LOAD_SWITCH, Shortcoming.NO_SWITCH),
    (zha.DeviceType.SMART_PLUG, profile.ON_OFF, DeviceKind.LOAD_SWITCH, Shortcoming.NO_SWITCH),
)  # fmt: skip


@pytest.mark.parametrize(("device_id", "cluster_id", "kind", "lacking"), PROMISES)
def test_a_device_is_what_its_cluster_makes_it_and_refused_without(
    device_id: int, cluster_id: int, kind: DeviceKind, lacking: Shortcoming
) -> None:
    """X-ENROL: devices that do not conform are refused clearly"""
    whole = (Described(device_id, frozenset({cluster_id, profile.BASIC})),)
    assert (kind_of(whole), shortcoming(whole)) == (kind, None)
    hollow = (Described(device_id, frozenset({profile.BASIC})),)
    assert (kind_of(hollow), shortcoming(hollow)) == (DeviceKind.UNKNOWN, lacking)


@pytest.mark.parametrize("measuring", [profile.METERING, profile.ELECTRICAL_MEASUREMENT])
def test_a_plug_that_measures_is_a_smart_plug(measuring: int) -> None:
    plug = (Described(zha.DeviceType.ON_OFF_PLUG_IN_UNIT, frozenset({profile.ON_OFF, measuring})),)
    assert kind_of(plug) is DeviceKind.SMART_PLUG
    split = (
        Described(zha.DeviceType.MAIN_POWER_OUTLET, frozenset({profile.ON_OFF})),
        Described(zha.DeviceType.METER_INTERFACE, frozenset({measuring})),
    )
    assert kind_of(split) is DeviceKind.SMART_PLUG


def test_a_plug_that_carries_events_out_by_itself_is_a_load_switch_though_it_measures() -> None:
    servers = frozenset({profile.ON_OFF, profile.METERING})
    plug = (Described(zha.DeviceType.SMART_PLUG, servers, frozenset({profile.DRLC})),)
    assert kind_of(plug) is DeviceKind.LOAD_SWITCH


def test_a_door_sensor_is_refused_and_a_repeater_let_in() -> None:
    """X-CHOICE names the door sensor: it has no part in any program, and none in this home"""
    sensor = (Described(zha.DeviceType.IAS_ZONE, frozenset({0x0500}), profile_id=zha.PROFILE_ID),)
    assert shortcoming(sensor) is Shortcoming.UNKNOWN_KIND
    assert shortcoming((Described(DeviceId.RANGE_EXTENDER, frozenset({profile.BASIC})),)) is None
    assert shortcoming(()) is Shortcoming.UNKNOWN_KIND


def test_a_display_has_to_take_something_to_show() -> None:
    display = Described(DeviceId.IN_HOME_DISPLAY, frozenset({profile.BASIC}), frozenset({profile.PRICE}))
    assert shortcoming((display,)) is None
    blind = Described(DeviceId.IN_HOME_DISPLAY, frozenset({profile.BASIC}), frozenset({profile.TIME}))
    assert shortcoming((blind,)) is Shortcoming.NOTHING_TO_SHOW


def test_where_a_proof_is_required_only_who_speaks_smart_energy_needs_it() -> None:
    """C1FR44: who takes part in Smart Energy can say who it is"""
    pct = Described(DeviceId.PROGRAMMABLE_COMMUNICATING_THERMOSTAT, frozenset({profile.THERMOSTAT}))
    assert shortcoming((pct,)) is None
    assert shortcoming((pct,), is_proof_required=True) is Shortcoming.NO_PROOF
    proving = Described(pct.device_id, pct.servers | PROVING, PROVING)
    assert shortcoming((proving,), is_proof_required=True) is None
    plain = Described(zha.DeviceType.THERMOSTAT, pct.servers, profile_id=zha.PROFILE_ID)
    assert shortcoming((plain,), is_proof_required=True) is None


@pytest.mark.parametrize("why", Shortcoming)
def test_the_screen_says_why_a_device_is_refused(why: Shortcoming) -> None:
    assert words(f"conformance.{why.name.lower()}").endswith(".")
    assert i18n.capital(why.value)[0] == why.value[0].upper()
