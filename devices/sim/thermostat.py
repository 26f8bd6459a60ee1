"""A programmable communicating thermostat (0x0503): a plain ZCL thermostat whose set points run the house."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from zigpy.zcl.clusters.hvac import ControlSequenceOfOperation, RunningState, SetpointMode, Thermostat
from zigpy.zcl.foundation import Status

from devices.moment import Moment
from devices.se.drlc import Drlc
from devices.se.profile import LINK_KEY_CLUSTERS, PROFILE_ID, DeviceId
from devices.se.time import Time
from devices.sim.arguments import Arguments
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.house.climate import SystemMode
from devices.sim.house.home import Home
from devices.sim.house.house import House
from devices.sim.zcl import EndpointInstance

ENDPOINT: Final = 1
MANUFACTURER: Final = "Sierra Comfort"
MODEL: Final = "PCT-20"
HEATING_LIMITS_CENTI_C: Final = (700, 3000)
COOLING_LIMITS_CENTI_C: Final = (1600, 3200)


class ThermostatNode(HomeNode):
    """The thermostat's face; temperature and set points are the house's."""

    def __init__(self, label: Label, home: Home, profile_id: int) -> None:
        super().__init__(label, home, [], LINK_KEY_CLUSTERS if profile_id == PROFILE_ID else frozenset())
        instances = [
            basic(MANUFACTURER, MODEL),
            identify(self.identify),
            thermostat(home.house),
            ClusterInstance(Drlc, is_server=False),
            ClusterInstance(Time, is_server=False),
        ]
        device_id = DeviceId.PROGRAMMABLE_COMMUNICATING_THERMOSTAT
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a thermostat."""
        return {"set_point": self._set_point, "mode": self._mode}

    def _set_point(self, arguments: Arguments) -> None:
        """Turn the knob: {celsius} or {fahrenheit}, {kind: cooling | heating}."""
        arguments.refuse_others("celsius", "fahrenheit", "kind")
        is_fahrenheit = arguments.has("fahrenheit")
        celsius = (arguments.number("fahrenheit") - 32) / 1.8 if is_fahrenheit else arguments.number("celsius")
        kind = arguments.choice("kind", ("cooling", "heating"), "cooling")
        change = _cool if kind == "cooling" else _heat
        if change(self.home.house, round(celsius * 100)) is not Status.SUCCESS:
            raise ValueError(f"set_point: {celsius:.1f} degrees Celsius is beyond this thermostat")

    def _mode(self, arguments: Arguments) -> None:
        """Choose what it may do: {mode: off | auto | cool | heat}."""
        arguments.refuse_others("mode")
        names = {mode.name.lower(): mode for mode in SystemMode}
        self.home.house.climate.mode = names[arguments.choice("mode", tuple(names))]
        self.home.house.refresh()


def thermostat(house: House) -> ClusterInstance:
    """Thermostat (0x0201), server."""

    def mode(value: int) -> Status:
        if value not in {one.value for one in SystemMode}:
            return Status.INVALID_VALUE
        house.climate.mode = SystemMode(value)
        house.refresh()
        return Status.SUCCESS

    def running() -> int:
        state = int(RunningState.Cool_State_On) if house.climate.is_cooling else 0
        if house.climate.is_heating:
            state |= int(RunningState.Heat_State_On | RunningState.Fan_State_On)
        return state

    def raise_lower(request: Any, _at: Moment) -> Answer:
        statuses = []
        if request.mode in (SetpointMode.Heat, SetpointMode.Both):
            statuses.append(_heat(house, house.climate.heating_centi_c + 10 * request.amount))
        if request.mode in (SetpointMode.Cool, SetpointMode.Both):
            statuses.append(_cool(house, house.climate.cooling_centi_c + 10 * request.amount))
        return next((status for status in statuses if status is not Status.SUCCESS), Status.SUCCESS)

    readers: dict[str, object] = {
        "local_temperature": lambda: round(house.climate.inside_c * 100),
        "abs_min_heat_setpoint_limit": HEATING_LIMITS_CENTI_C[0],
        "abs_max_heat_setpoint_limit": HEATING_LIMITS_CENTI_C[1],
        "abs_min_cool_setpoint_limit": COOLING_LIMITS_CENTI_C[0],
        "abs_max_cool_setpoint_limit": COOLING_LIMITS_CENTI_C[1],
        "occupied_cooling_setpoint": lambda: house.climate.cooling_centi_c,
        "occupied_heating_setpoint": lambda: house.climate.heating_centi_c,
        "ctrl_sequence_of_oper": ControlSequenceOfOperation.Cooling_and_Heating,
        "system_mode": lambda: house.climate.mode.value,
        "running_state": running,
    }
    writers: dict[str, Callable[[Any], Status]] = {
        "occupied_cooling_setpoint": lambda value: _cool(house, int(value)),
        "occupied_heating_setpoint": lambda value: _heat(house, int(value)),
        "system_mode": lambda value: mode(int(value)),
    }
    return ClusterInstance(
        Thermostat, attributes=attributes(Thermostat, readers, writers), commands={0x00: raise_lower}
    )


def _cool(house: House, centi_c: int) -> Status:
    if not COOLING_LIMITS_CENTI_C[0] <= centi_c <= COOLING_LIMITS_CENTI_C[1]:
        return Status.INVALID_VALUE
    house.climate.cooling_centi_c = centi_c
    house.refresh()
    return Status.SUCCESS


def _heat(house: House, centi_c: int) -> Status:
    if not HEATING_LIMITS_CENTI_C[0] <= centi_c <= HEATING_LIMITS_CENTI_C[1]:
        return Status.INVALID_VALUE
    house.climate.heating_centi_c = centi_c
    house.refresh()
    return Status.SUCCESS
