"""What is added and where it will be: kinds and rooms as keys, so that nobody has to type."""

from devices.messages import DeviceKind
from hemsapp.snapshot import Device, Snapshot
from ui.i18n import capital, words
from ui.presenters.device_rows import ICONS
from ui.presenters.join_faults import device_word
from ui.presenters.typing import Typing
from ui.views import TileView

KINDS = (
    DeviceKind.THERMOSTAT,
    DeviceKind.LOAD_SWITCH,
    DeviceKind.SMART_PLUG,
    DeviceKind.WATER_HEATER,
    DeviceKind.EV_CHARGER,
    DeviceKind.DISPLAY,
    DeviceKind.GAS_METER,
    DeviceKind.WATER_METER,
    DeviceKind.UNKNOWN,
)
ROOMS = 10


def kinds_of(snapshot: Snapshot | None) -> tuple[DeviceKind, ...]:
    """What may be added: the meter too while there is none."""
    has_meter = snapshot is not None and snapshot.link.meter is not None
    return KINDS if has_meter else (DeviceKind.METER_GATEWAY, *KINDS)


def kind_tiles(snapshot: Snapshot | None, verdict: str) -> tuple[TileView, ...]:
    """A key for each kind, then several at once, then the radio check with how it ended."""
    tiles = [TileView(_kind(kind), ICONS[kind]) for kind in kinds_of(snapshot)]
    several = TileView(words("connect.several"), "clipboard-list", words("connect.several_body"))
    return (*tiles, several, TileView(words("connect.air"), "radio", verdict))


def _kind(kind: DeviceKind) -> str:
    return words("connect.something") if kind is DeviceKind.UNKNOWN else capital(device_word(kind))


def room_tiles() -> tuple[TileView, ...]:
    """Rooms, then a name that is typed, then none yet."""
    rooms = (TileView(words(f"connect.room_{number}"), "house") for number in range(1, ROOMS + 1))
    return (*rooms, TileView(words("connect.room_other"), "message-square-text"),
            TileView(words("connect.room_later"), "arrow-right"))  # fmt: skip


def name_in(room: int, kind: DeviceKind, devices: tuple[Device, ...]) -> str:
    """`Upstairs thermostat`, with a number if one is called so already."""
    place, key = words(f"connect.room_{room + 1}"), "connect.named"
    if kind is DeviceKind.THERMOSTAT:
        name = words(f"{key}_thermostat", room=place)
    else:
        name = capital(words(key, room=place, device=device_word(kind)))
    taken = {each.name.casefold() for each in devices}
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each.casefold() not in taken)


def naming(text: str, devices: tuple[Device, ...]) -> Typing:
    """What is typed to name a device, which none of these is called."""
    taken = {each.name.casefold() for each in devices}

    def problem(name: str) -> str:
        return words("typing.name_taken") if name.casefold() in taken else ""

    return Typing(words("typing.name_device"), words("typing.name_hint"), text, problem=problem)
