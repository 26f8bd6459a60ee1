"""What a thermostat itself tells: its set points, the room, its mode and its limits."""

from devices.demand_response import ThermostatMode
from devices.messages import TemperatureRead
from devices.moment import Moment
from hemsapp.domain.comfort.decision import Side

TOLERANCE_CENTI_C = 25  # thermostats keep half degrees; what they rounded is what was asked


class Shown:
    """The latest of everything that it told; what a message leaves out stays."""

    def __init__(self) -> None:
        self.heard: Moment | None = None
        self.indoor_centi_c: int | None = None
        self.mode: ThermostatMode | None = None
        self.points: dict[Side, int] = {}
        self._limits: dict[Side, tuple[int, int]] = {}
        self.dead_band_centi_c: int | None = None

    def take(self, message: TemperatureRead, at: Moment) -> None:
        """The thermostat told."""
        self.heard = at
        if message.local_centi_c is not None:
            self.indoor_centi_c = message.local_centi_c
        if message.mode is not None:
            self.mode = message.mode
        if message.dead_band_centi_c is not None:
            self.dead_band_centi_c = message.dead_band_centi_c
        told = {Side.COOLING: message.cooling_set_point_centi_c, Side.HEATING: message.heating_set_point_centi_c}
        self.points |= {side: point for side, point in told.items() if point is not None}
        limits = {Side.COOLING: message.cooling_limits_centi_c, Side.HEATING: message.heating_limits_centi_c}
        self._limits |= {side: pair for side, pair in limits.items() if pair is not None}

    @property
    def is_off(self) -> bool:
        """Is the equipment switched off at the thermostat?"""
        return self.mode is ThermostatMode.OFF

    def works(self, side: Side) -> bool:
        """Does it cool, or heat, in its mode? One that never told its mode does what it has a set point for."""
        other = ThermostatMode.HEAT if side is Side.COOLING else ThermostatMode.COOL
        return not self.is_off and self.mode is not other

    def limits(self, side: Side) -> tuple[int, int] | None:
        """The thermostat's own limits, (lowest, highest), where it told them."""
        return self._limits.get(side)

    @property
    def side(self) -> Side:
        """The one that a person means now: in automatic mode the set point that the room is nearer to."""
        if self.mode is ThermostatMode.HEAT or Side.COOLING not in self.points:
            return Side.HEATING if Side.HEATING in self.points else Side.COOLING
        if self.mode is not ThermostatMode.AUTO or self.indoor_centi_c is None or Side.HEATING not in self.points:
            return Side.COOLING
        middle = (self.points[Side.COOLING] + self.points[Side.HEATING]) / 2
        return Side.COOLING if self.indoor_centi_c >= middle else Side.HEATING

    def stands_at(self, side: Side, point: int | None) -> bool:
        """Does it show that set point, as near as it can?"""
        shown = self.points.get(side)
        return point is None or (shown is not None and abs(shown - point) <= TOLERANCE_CENTI_C)

    def is_beyond(self, side: Side, limit_centi_c: int) -> bool:
        """Is the room further from comfort than that?"""
        indoor = self.indoor_centi_c
        return indoor is not None and (indoor - limit_centi_c) * side.value > 0
