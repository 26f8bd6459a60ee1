"""The test at the end of a joining: once, the device does what it is there for."""

from typing import Final

from devices.demand_response import SetTemperature
from devices.errors import JoinFault
from devices.han import Order, ReadState
from devices.messages import (
    BatteryRead,
    Delivered,
    DeviceKind,
    Eui64,
    Exchanged,
    MeterDescribed,
    Reading,
    SignalHeard,
    SwitchRead,
    TemperatureRead,
    Undelivered,
)

MOST_SILENCES: Final = 12
MOST_REFUSALS: Final = 2
_NOTHING_TO_TEST = (DeviceKind.DISPLAY, DeviceKind.UNKNOWN)
_NO_STATE = (BatteryRead, SignalHeard, MeterDescribed, Delivered, Undelivered)
_STATE_OF: Final = {
    DeviceKind.METER_GATEWAY: Reading,
    DeviceKind.THERMOSTAT: TemperatureRead,
    DeviceKind.LOAD_SWITCH: SwitchRead,
}


class Proof:
    """Of one device: a meter tells a register, a switch its state, a thermostat its temperature.

    A thermostat that we steer also takes its own set point once more: what holds already does no harm. One that carries
    events out by itself is not commanded (docs/decisions/0015); a display only listens.
    """

    def __init__(self, device: Eui64) -> None:
        self._device = device
        self._kind: DeviceKind | None = None
        self._told: dict[type, object] = {}
        self._is_steered = False
        self._is_written = False
        self._order_id: int | None = None
        self._order: Order | None = None
        self._is_answered = True
        self._silences = self._refusals = 0

    def begin(self, kind: DeviceKind, *, is_event_client: bool) -> None:
        """It is set up, and is of that kind."""
        self._kind = kind
        self._is_steered = kind is DeviceKind.THERMOSTAT and not is_event_client

    def hear(self, thing: object) -> None:
        """It told something, or an order came to its end."""
        if isinstance(thing, Exchanged):
            self._is_answered = thing.is_answered
        elif self.awaits(thing):
            self._order_id = None
            if isinstance(thing, Delivered):
                self._is_written = self._is_written or isinstance(self._order, SetTemperature)
            elif self._is_answered:
                self._refusals += 1
            else:
                self._silences += 1
        elif not isinstance(thing, _NO_STATE):
            self._told[type(thing)] = thing

    def awaits(self, thing: object) -> bool:
        """Is it the answer to the order of the test?"""
        return isinstance(thing, Delivered | Undelivered) and thing.order_id == self._order_id

    def order(self) -> Order | None:
        """What is to be tried now; call `sent` with its identifier. None: nothing, or something is on its way."""
        if self._order_id is not None or self.is_given or self.fault is not None:
            return None
        self._order = ReadState(self._device) if not self._is_told else self._own_set_point()
        return self._order

    def sent(self, order_id: int) -> None:
        """The order is on its way."""
        self._order_id = order_id

    @property
    def is_given(self) -> bool:
        """Did it do what it is there for?"""
        if self._kind in _NOTHING_TO_TEST:
            return True
        return self._is_told and (self._is_written or not self._is_steered or self._own_set_point() is None)

    @property
    def fault(self) -> JoinFault | None:
        """Why it did not, once it was asked often enough: it does not answer, or will not do it; None: not yet."""
        if self._order_id is None and self._refusals >= MOST_REFUSALS:
            return JoinFault.WRONG_KIND
        return JoinFault.STOPPED_ANSWERING if self._silences >= MOST_SILENCES else None

    @property
    def _is_told(self) -> bool:
        state = None if self._kind is None else _STATE_OF.get(self._kind)
        return bool(self._told) if state is None else state in self._told

    def _own_set_point(self) -> SetTemperature | None:
        """What a thermostat holds, as an order; None: it told no set point."""
        told = self._told.get(TemperatureRead)
        if not isinstance(told, TemperatureRead):
            return None
        cooling, heating = told.cooling_set_point_centi_c, told.heating_set_point_centi_c
        if cooling is not None:
            return SetTemperature(self._device, cooling_centi_c=cooling)
        return None if heating is None else SetTemperature(self._device, heating_centi_c=heating)
