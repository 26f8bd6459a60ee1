"""What a control socket or a scenario can do to the house, whichever of its nodes it addresses."""

from collections.abc import Callable
from typing import Final

from devices.sim.arguments import Arguments
from devices.sim.house.appliances import WATTS, Switch
from devices.sim.house.house import House

Verb = Callable[[House, Arguments], object]

MAX_W: Final = 100_000


def _watts(arguments: Arguments, name: str) -> int:
    watts = arguments.integer(name)
    if not 0 <= watts <= MAX_W:
        raise ValueError(f"{name} is 0 to {MAX_W} W, not {watts}")
    return watts


def base_load(house: House, arguments: Arguments) -> None:
    """Set the load that never sleeps: {watts}."""
    arguments.refuse_others("watts")
    house.settings.base_w = _watts(arguments, "watts")


def load(house: House, arguments: Arguments) -> None:
    """Put a load of so many watts on, by name; 0 takes it off: {watts, name?}."""
    arguments.refuse_others("watts", "name")
    name, watts = arguments.text("name", "load"), _watts(arguments, "watts")
    house.settings.loads_w.pop(name, None)
    if watts:
        house.settings.loads_w[name] = watts


def appliance(house: House, arguments: Arguments) -> None:
    """Hold an appliance (or "all") on or off, or let it follow the day: {name, switch: on | off | auto}."""
    arguments.refuse_others("name", "switch")
    name = arguments.choice("name", ("all", *WATTS))
    switch = Switch(arguments.choice("switch", tuple(one.value for one in Switch)))
    for one in WATTS if name == "all" else (name,):
        house.settings.held[one] = switch


def outside(house: House, arguments: Arguments) -> None:
    """Hold the outside temperature: {celsius} or {fahrenheit}; neither lets the weather go on."""
    arguments.refuse_others("celsius", "fahrenheit")
    if arguments.has("fahrenheit"):
        house.settings.outside_c = (arguments.number("fahrenheit") - 32) / 1.8
    else:
        house.settings.outside_c = arguments.number("celsius") if arguments.has("celsius") else None


def inside(house: House, arguments: Arguments) -> None:
    """Set the temperature indoors: {celsius} or {fahrenheit}."""
    arguments.refuse_others("celsius", "fahrenheit")
    is_fahrenheit = arguments.has("fahrenheit")
    inside_c = (arguments.number("fahrenheit") - 32) / 1.8 if is_fahrenheit else arguments.number("celsius")
    for climate in house.climates:
        climate.inside_c = inside_c


def air_conditioner(house: House, arguments: Arguments) -> None:
    """Say what the air conditioner draws while it runs: {watts}; 0: the house has none."""
    arguments.refuse_others("watts")
    for climate in house.climates:
        climate.air_conditioner_w = _watts(arguments, "watts")


def solar(house: House, arguments: Arguments) -> None:
    """Put panels of that peak power on the roof; 0 takes them away: {peak_watts}."""
    arguments.refuse_others("peak_watts")
    house.settings.solar_peak_w = _watts(arguments, "peak_watts")


def tell(house: House, arguments: Arguments) -> dict[str, object]:
    """Tell how the house stands now."""
    arguments.refuse_others()
    return {
        "power_w": house.power_w,
        "solar_w": house.solar_w,
        "inside_c": round(house.climate.inside_c, 2),
        "outside_c": round(house.outside_c, 2),
        "is_cooling": house.climate.is_cooling,
        "is_heating": house.climate.is_heating,
    }


VERBS: Final[dict[str, Verb]] = {
    "base_load": base_load,
    "load": load,
    "appliance": appliance,
    "outside": outside,
    "inside": inside,
    "air_conditioner": air_conditioner,
    "solar": solar,
    "house": tell,
}
