"""What of a configuration goes into a report, and what must not be found in one."""

from hemsapp.config import Config


def chosen(config: Config) -> tuple[tuple[str, str], ...]:
    """What the installer chose that says nothing of who lives there."""
    return (
        ("home.zone", config.home.zone),
        ("radio.channel", str(config.radio.channel or "the quietest")),
        ("meter.real_time", str(config.meter.real_time)),
        ("meter.resolution_w", str(config.meter.resolution_w)),
        ("meter.resolution_wh", str(config.meter.resolution_wh)),
        ("bill.day", str(config.bill.day or "as the person says")),
        ("events.policy", config.events.policy),
        ("log.level", config.log.level),
        ("display.size", config.display.size),
        ("display.backlight", config.display.backlight),
    )


def private(config: Config) -> tuple[str, ...]:
    """Names, places and numbers of the home, wherever they may turn up."""
    home, utility = config.home, config.utility
    name = () if home.name == "Home" else (home.name,)
    places = tuple(str(place) for place in (home.latitude, home.longitude) if place is not None)
    return (*name, *places, utility.phone, str(config.store.path.parent), str(config.files_folder))
