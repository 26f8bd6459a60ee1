"""A thermostat: set points of one room, who moved them last, a hold, and its own schedule if it has one.

`Thermostat` is the device without a radio; `thermostat_node` and `pct` give it one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from zigpy.zcl.clusters.hvac import ControlSequenceOfOperation, RunningState, SetpointMode
from zigpy.zcl.clusters.hvac import Thermostat as ThermostatCluster
from zigpy.zcl.foundation import Status

from devices.demand_response import ChangeSource
from devices.moment import Moment
from devices.sim.arguments import Arguments
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.device import DeviceVerb
from devices.sim.device_journal import DeviceJournal
from devices.sim.house.climate import SystemMode
from devices.sim.house.home import Home
from devices.sim.house.house import SECOND_US
from devices.sim.programme import NEVER_S, Period, Programme
from devices.wan.journal import Noted

HEATING_LIMITS_CENTI_C: Final = (700, 3000)
COOLING_LIMITS_CENTI_C: Final = (1600, 3200)
SOURCES: Final = {ChangeSource.MANUAL: 0, ChangeSource.SCHEDULE: 1, ChangeSource.EXTERNAL: 2}
NEWER_ATTRIBUTES: Final = frozenset(
    {
        "outdoor_temperature",
        "temp_setpoint_hold",
        "setpoint_change_source",
        "setpoint_change_source_timestamp",
        "min_heat_setpoint_limit",
        "max_heat_setpoint_limit",
        "min_cool_setpoint_limit",
        "max_cool_setpoint_limit",
    }
)
"""What many thermostats lack."""


@dataclass(frozen=True, slots=True)
class Quirks:
    """What one model does otherwise: it keeps steps, wants its set points apart, refuses to report, heats alone.

    `overwrites_after_s`: so long after somebody wrote a set point its own schedule puts back what stood there.
    """

    step_centi_c: int = 1
    dead_band_centi_c: int = 0
    is_reportable: bool = True
    is_heat_only: bool = False
    overwrites_after_s: int = 0

    def rounded(self, centi_c: int) -> int:
        """The nearest that it keeps."""
        return (2 * centi_c + self.step_centi_c) // (2 * self.step_centi_c) * self.step_centi_c

    @property
    def sequence(self) -> ControlSequenceOfOperation:
        """ControlSequenceOfOperation."""
        both = ControlSequenceOfOperation.Cooling_and_Heating
        return ControlSequenceOfOperation.Heating_Only if self.is_heat_only else both


NO_QUIRKS: Final = Quirks()


class Thermostat:
    """One room's set points. `running_event` names the event that it follows, where it is an event client."""

    def __init__(
        self, home: Home, journal: DeviceJournal, lacks: frozenset[str] = frozenset(), quirks: Quirks = NO_QUIRKS
    ) -> None:
        self.home, self.journal, self.lacks, self.quirks = home, journal, lacks, quirks
        self.room = home.house.take_room()
        self.programme = Programme(home.house.zone)
        self.is_held = False
        self.source = ChangeSource.MANUAL
        self.changed_s: int | None = None
        self._next_period_s = NEVER_S
        self._overwrites: tuple[int, int, int] | None = None
        self.running_event: Callable[[], int | None] = lambda: None
        self.before_change: Callable[[], None] = lambda: None
        """What an event client does before somebody else than it moves a set point; ValueError forbids that."""
        home.house.counters.append(self)

    @property
    def now_s(self) -> int:
        """Its clock, seconds since 1970."""
        return self.home.house.at_us // SECOND_US

    # The house's counter: its own schedule

    @property
    def next_cut_us(self) -> int:
        """When the next period of the schedule begins, or its own mind comes back to it."""
        again_s = NEVER_S if self._overwrites is None else self._overwrites[0]
        return min(self._next_period_s, again_s) * SECOND_US

    def flow(self, duration_us: int, watts: int) -> None:
        """Count nothing."""

    def cut(self, _at_us: int) -> None:
        """A period begins; a hold, or an event, lets it pass."""
        if self._overwrites is not None and self.now_s >= self._overwrites[0]:
            (_, cooling, heating), self._overwrites = self._overwrites, None
            self.put(cooling, heating, ChangeSource.SCHEDULE)
        if self.now_s < self._next_period_s and self._next_period_s != NEVER_S:
            return
        period = self.programme.at(self.now_s)
        self._next_period_s = self.programme.next_s(self.now_s)
        if period is not None and not self.is_held and self.running_event() is None:
            self.put(period.cooling_centi_c, period.heating_centi_c, ChangeSource.SCHEDULE)

    # Set points

    def put(self, cooling_centi_c: int | None, heating_centi_c: int | None, source: ChangeSource) -> None:
        """Move set points, within the limits; None leaves one."""
        if cooling_centi_c is not None:
            self.room.cooling_centi_c = _within(self.quirks.rounded(cooling_centi_c), COOLING_LIMITS_CENTI_C)
        if heating_centi_c is not None:
            self.room.heating_centi_c = _within(self.quirks.rounded(heating_centi_c), HEATING_LIMITS_CENTI_C)
        self.source, self.changed_s = source, self.now_s
        self.home.house.refresh()

    def change(self, kind: str, centi_c: int, source: ChangeSource) -> Status:
        """Somebody moves a set point; INVALID_VALUE beyond the limits, NOT_AUTHORIZED while a mandatory event runs."""
        low, high = COOLING_LIMITS_CENTI_C if kind == "cooling" else HEATING_LIMITS_CENTI_C
        if not low <= centi_c <= high:
            return Status.INVALID_VALUE
        is_cooling = kind == "cooling"
        cooling, heating = self.room.cooling_centi_c, self.room.heating_centi_c
        apart = centi_c - heating if is_cooling else cooling - centi_c
        is_apart = self.quirks.is_heat_only or apart >= self.quirks.dead_band_centi_c
        if self.quirks.dead_band_centi_c and not is_apart:
            return Status.INVALID_VALUE
        if source is ChangeSource.EXTERNAL and self.quirks.overwrites_after_s and self._overwrites is None:
            self._overwrites = self.now_s + self.quirks.overwrites_after_s, cooling, heating
        running = self.running_event()
        try:
            self.before_change()
        except ValueError:
            return Status.NOT_AUTHORIZED
        if source is ChangeSource.EXTERNAL:
            self.journal.note(Noted.WRITTEN, running, f"{kind} {centi_c / 100:.2f} C")
        self.put(centi_c if is_cooling else None, None if is_cooling else centi_c, source)
        return Status.SUCCESS

    # Verbs

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a thermostat."""
        return {
            "set_point": self._set_point,
            "set_points": self._set_points,
            "mode": self._mode,
            "hold": self._hold,
            "room": self._room,
            "programme": self._programme,
            "journal": self.journal.verb,
        }

    def _set_point(self, arguments: Arguments) -> None:
        """Turn the knob: {celsius} or {fahrenheit}, {kind: cooling | heating}."""
        arguments.refuse_others("celsius", "fahrenheit", "kind")
        celsius = _celsius(arguments)
        status = self.change(
            arguments.choice("kind", ("cooling", "heating"), "cooling"), round(celsius * 100), ChangeSource.MANUAL
        )
        if status is Status.NOT_AUTHORIZED:
            raise ValueError("set_point: the knob is locked while a mandatory event runs")
        if status is not Status.SUCCESS:
            raise ValueError(f"set_point: {celsius:.1f} degrees Celsius is beyond this thermostat")

    def _set_points(self, arguments: Arguments) -> object:
        """Tell what it holds: {}."""
        arguments.refuse_others()
        room = self.room
        return {"cooling_centi_c": room.cooling_centi_c, "heating_centi_c": room.heating_centi_c}

    def _mode(self, arguments: Arguments) -> None:
        """Choose what it may do: {mode: off | auto | cool | heat}."""
        arguments.refuse_others("mode")
        names = {mode.name.lower(): mode for mode in SystemMode}
        self.room.mode = names[arguments.choice("mode", tuple(names))]
        self.home.house.refresh()

    def _hold(self, arguments: Arguments) -> None:
        """Hold the set points against the schedule, or no longer: {on}."""
        arguments.refuse_others("on")
        self.is_held = arguments.flag("on")

    def _room(self, arguments: Arguments) -> None:
        """Set this room's temperature: {celsius} or {fahrenheit}."""
        arguments.refuse_others("celsius", "fahrenheit")
        self.room.inside_c = _celsius(arguments)
        self.home.house.refresh()

    def _programme(self, arguments: Arguments) -> None:
        """Follow an own schedule from now on: {periods: [["06:00", cooling_c, heating_c], ...]}; none: no schedule."""
        arguments.refuse_others("periods")
        periods = []
        for item in arguments.items("periods"):
            if not isinstance(item, list) or len(item) != 3:
                raise ValueError(f"programme: a period is [time, cooling_c, heating_c], not {item!r}")
            entry = Arguments("programme", dict(zip(("at", "cooling", "heating"), item, strict=True)))
            cooling, heating = (round(entry.number(kind) * 100) for kind in ("cooling", "heating"))
            periods.append(Period(time.fromisoformat(entry.text("at")), cooling, heating))
        self.programme = Programme(self.home.house.zone, periods)
        self._next_period_s = NEVER_S
        self.cut(self.home.house.at_us)

    # Its cluster

    def instance(self) -> ClusterInstance:
        """Thermostat (0x0201), server."""
        readers = {name: read for name, read in self._readers().items() if name not in self.lacks}
        writers: dict[str, Callable[[Any], Status]] = {
            "occupied_cooling_setpoint": lambda value: self.change("cooling", int(value), ChangeSource.EXTERNAL),
            "occupied_heating_setpoint": lambda value: self.change("heating", int(value), ChangeSource.EXTERNAL),
            "system_mode": lambda value: self._write_mode(int(value)),
            "temp_setpoint_hold": lambda value: self._write_hold(int(value)),
        }
        return ClusterInstance(
            ThermostatCluster,
            attributes=attributes(ThermostatCluster, readers, writers),
            commands={0x00: self._raise_lower},
            is_reportable=self.quirks.is_reportable,
        )

    def _readers(self) -> dict[str, object]:
        room = self.room
        return {
            "local_temperature": lambda: round(room.inside_c * 100),
            "outdoor_temperature": lambda: round(self.home.house.outside_c * 100),
            "abs_min_heat_setpoint_limit": HEATING_LIMITS_CENTI_C[0],
            "abs_max_heat_setpoint_limit": HEATING_LIMITS_CENTI_C[1],
            "abs_min_cool_setpoint_limit": COOLING_LIMITS_CENTI_C[0],
            "abs_max_cool_setpoint_limit": COOLING_LIMITS_CENTI_C[1],
            "min_heat_setpoint_limit": HEATING_LIMITS_CENTI_C[0],
            "max_heat_setpoint_limit": HEATING_LIMITS_CENTI_C[1],
            "min_cool_setpoint_limit": COOLING_LIMITS_CENTI_C[0],
            "max_cool_setpoint_limit": COOLING_LIMITS_CENTI_C[1],
            "occupied_cooling_setpoint": lambda: room.cooling_centi_c,
            "occupied_heating_setpoint": lambda: room.heating_centi_c,
            "ctrl_sequence_of_oper": self.quirks.sequence,
            "min_setpoint_dead_band": self.quirks.dead_band_centi_c // 10 or None,
            "system_mode": lambda: room.mode.value,
            "temp_setpoint_hold": lambda: int(self.is_held),
            "running_state": self._running,
            "setpoint_change_source": lambda: SOURCES[self.source],
            "setpoint_change_source_timestamp": lambda: 0 if self.changed_s is None else self.changed_s - ZCL_EPOCH_S,
        }

    def _running(self) -> int:
        state = int(RunningState.Cool_State_On) if self.room.is_cooling else 0
        if self.room.is_heating:
            state |= int(RunningState.Heat_State_On | RunningState.Fan_State_On)
        return state

    def _raise_lower(self, request: Any, _at: Moment) -> Answer:
        statuses = []
        if request.mode in (SetpointMode.Heat, SetpointMode.Both):
            heating_centi_c = self.room.heating_centi_c + 10 * request.amount
            statuses.append(self.change("heating", heating_centi_c, ChangeSource.EXTERNAL))
        if request.mode in (SetpointMode.Cool, SetpointMode.Both):
            cooling_centi_c = self.room.cooling_centi_c + 10 * request.amount
            statuses.append(self.change("cooling", cooling_centi_c, ChangeSource.EXTERNAL))
        return next((status for status in statuses if status is not Status.SUCCESS), Status.SUCCESS)

    def _write_mode(self, value: int) -> Status:
        if value not in {one.value for one in SystemMode}:
            return Status.INVALID_VALUE
        self.room.mode = SystemMode(value)
        self.home.house.refresh()
        return Status.SUCCESS

    def _write_hold(self, value: int) -> Status:
        if value not in (0, 1):
            return Status.INVALID_VALUE
        self.is_held = bool(value)
        return Status.SUCCESS

    # Non-volatile memory

    def save(self) -> dict[str, object]:
        """What it keeps over a restart; its set points are the house's."""
        return {
            "is_held": self.is_held,
            "source": self.source.value,
            "changed_s": self.changed_s,
            "programme": self.programme.save(),
            "journal": self.journal.save(),
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote."""
        self.is_held, self.changed_s = saved["is_held"], saved["changed_s"]
        self.source = ChangeSource(saved["source"])
        self.programme.load(saved["programme"])
        self._next_period_s = self.programme.next_s(self.now_s)
        self.journal.load(saved["journal"])


def _celsius(arguments: Arguments) -> float:
    if arguments.has("fahrenheit"):
        return (arguments.number("fahrenheit") - 32) / 1.8
    return arguments.number("celsius")


def _within(centi_c: int, limits: tuple[int, int]) -> int:
    return max(limits[0], min(limits[1], centi_c))
