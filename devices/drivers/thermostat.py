"""A thermostat: temperature, set points, who moved them; what a plain one lacks is None."""

import asyncio
from typing import Any, Final

from devices import codec
from devices.demand_response import SetTemperature
from devices.drivers.exchange import OrderFailed, Wish, arrange_reports, bind, read, server, write
from devices.drivers.reporting import ReportingDevice
from devices.messages import DeviceKind, Message, TemperatureRead
from devices.moment import earliest
from devices.se import profile
from devices.thermostat_models import model_of

_WISHES: Final = (
    Wish(codec.LOCAL_TEMPERATURE, min_s=5, max_s=60, change=10),
    Wish(codec.OCCUPIED_COOLING_SETPOINT, min_s=1, max_s=60, is_required=False),
    Wish(codec.OCCUPIED_HEATING_SETPOINT, min_s=1, max_s=60, is_required=False),
    Wish(codec.SYSTEM_MODE, min_s=1, max_s=60, is_required=False),
    Wish(codec.TEMPERATURE_SETPOINT_HOLD, min_s=1, max_s=60, is_required=False),
    Wish(codec.SETPOINT_CHANGE_SOURCE, min_s=1, max_s=60, is_required=False),
)

_OUTDOORS_S: Final = 1200.0
_ROUNDING_CENTI_C: Final = 25
"""Many keep half degrees: the nearest one is what was ordered."""
_HEATING_ALONE: Final = 2


class Thermostat(ReportingDevice):
    """Temperature and set points (ZCL 0x0201)."""

    kind = DeviceKind.THERMOSTAT
    poll_s = 30.0
    within_s = 180.0

    _limits: dict[int, Any] | None = None
    _outdoors_at_s: float | None = None
    _cooling: int | None = None

    async def set_up(self) -> None:
        """Read at once, then have it report."""
        self._limits = None
        await self.read_temperature()
        cluster = server(self._device, profile.THERMOSTAT)
        await bind(self._device, cluster, self._coordinator)
        self._is_reporting = await arrange_reports(cluster, _WISHES)
        await self.battery.set_up(self._coordinator)

    async def refresh(self) -> None:
        """Read temperature and set points."""
        await self.read_temperature()

    @property
    def errand_at_s(self) -> float | None:
        """The outdoor temperature is not reportable (ZCL): where there is one, it is read now and then."""
        outdoors_at_s = self._outdoors_at_s if self._is_reporting else None
        return earliest(outdoors_at_s, self.battery.due_s)

    async def run_errand(self) -> None:
        """Read what it does not report by itself."""
        now_s = asyncio.get_running_loop().time()
        if self.battery.due_s is not None and self.battery.due_s <= now_s:
            await self.battery.read()
            return
        self._outdoors_at_s = now_s + _OUTDOORS_S
        await self._read()

    async def read_temperature(self) -> None:
        """Deliver a `TemperatureRead`."""
        await self._read()

    async def set_temperature(self, order: SetTemperature) -> None:
        """Write set points, read back, deliver what then holds; OrderFailed, with the limits, if that is different."""
        wished = {
            codec.OCCUPIED_COOLING_SETPOINT: order.cooling_centi_c,
            codec.OCCUPIED_HEATING_SETPOINT: order.heating_centi_c,
        }
        values = {attribute_id: centi_c for attribute_id, centi_c in wished.items() if centi_c is not None}
        if self._cools_less_than(order.cooling_centi_c):
            values = dict(reversed(values.items()))  # apart first, then together: the dead band holds in between
        refusal = ""
        try:
            if values:
                await write(server(self._device, profile.THERMOSTAT), values)
        except OrderFailed as why:
            refusal = str(why)
        held = await self._read()
        differences = _differences(order, held)
        if differences:
            raise OrderFailed(". ".join([*differences, refusal]) if refusal else ". ".join(differences))

    async def _read(self) -> TemperatureRead:
        cluster = server(self._device, profile.THERMOSTAT)
        records = await read(cluster, codec.THERMOSTAT_STATE)
        if self._limits is None:
            self._limits = await read(cluster, codec.THERMOSTAT_LIMITS)
        message = self._possible(codec.temperature_read(self._name, records | self._limits))
        self._cooling = message.cooling_set_point_centi_c
        has_outdoors = codec.OUTDOOR_TEMPERATURE in records
        self._outdoors_at_s = asyncio.get_running_loop().time() + _OUTDOORS_S if has_outdoors else None
        self._deliver(message)
        return message

    def _cools_less_than(self, cooling_centi_c: int | None) -> bool:
        """Is the cooling set point to come down?"""
        return None not in (cooling_centi_c, self._cooling) and (cooling_centi_c or 0) < (self._cooling or 0)

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Reports, without what it shows but cannot do."""
        messages = super().hear(cluster_id, data)
        return tuple(self._possible(each) if isinstance(each, TemperatureRead) else each for each in messages)

    def _possible(self, message: TemperatureRead) -> TemperatureRead:
        """A model that is known to heat alone, or says so, has no cooling set point."""
        known = model_of(self._device.manufacturer or "", self._device.model or "")
        told = None if self._limits is None else self._limits.get(codec.CONTROL_SEQUENCE)
        return codec.of_its_sequence(message, _HEATING_ALONE if known.is_heat_only else told)


def _differences(order: SetTemperature, held: TemperatureRead) -> list[str]:
    """Sentences about set points that are not as ordered."""
    pairs = (
        ("cooling", order.cooling_centi_c, held.cooling_set_point_centi_c, held.cooling_limits_centi_c),
        ("heating", order.heating_centi_c, held.heating_set_point_centi_c, held.heating_limits_centi_c),
    )
    return [
        f"the thermostat keeps {kind} at {_celsius(now)}, not {_celsius(wished)}{_within(limits)}"
        for kind, wished, now, limits in pairs
        if wished is not None and (now is None or abs(wished - now) > _ROUNDING_CENTI_C)
    ]


def _within(limits: tuple[int, int] | None) -> str:
    return "" if limits is None else f" (it can do {_celsius(limits[0])} to {_celsius(limits[1])})"


def _celsius(centi_c: int | None) -> str:
    return "nothing" if centi_c is None else f"{centi_c / 100:.2f} C"
