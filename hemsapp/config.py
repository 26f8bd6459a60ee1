"""Installation facts: a TOML file becomes one frozen `Config`, or one sentence that says where it is wrong."""

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from devices import panel
from hemsapp.website_address import Address

S = TypeVar("S")

_SIZES = ("800x480", "1024x600", "1280x800")
_LEVELS = ("debug", "info", "warning", "error")


class ConfigInvalid(Exception):
    """The configuration cannot be used; the text names file, section and remedy for the person who edits it."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'must be text in quotes, not {value!r}: for example "Home"')
    return value.strip()


def _text_or_nothing(value: object) -> str:
    return "" if value == "" else _text(value)


def _website_or_nothing(value: object) -> str:
    return Address(_text(value)).text if value != "" else ""


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, not {value!r}")
        return value

    return read


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, without quotes, not {value!r}")  # noqa: TRY004 - one kind of refusal
    return value


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            hint = _nearest(str(value), words)
            raise ValueError(f"must be one of {', '.join(words)}, not {value!r}{hint and f'.{hint}'}")
        return value

    return read


def _degrees(most: int) -> Callable[[object], float | None]:
    def read(value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            raise ValueError(f"must be degrees from -{most} to {most}, not {value!r}: for example 34.05 or -118.24")
        return float(value)

    return read


def _zone(value: object) -> str:
    name = _text(value)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f'{name!r} is no time zone: write it as in "America/Los_Angeles"') from error
    return name


def _port(value: object) -> str:
    port = _text(value)
    if not port.startswith(("/dev/", "socket://")):
        raise ValueError(f'must be a device such as "/dev/ttyUSB0", or "socket://host:port", not {port!r}')
    return port


def _path(value: object) -> Path:
    return Path(_text(value))


def _path_or_none(value: object) -> Path | None:
    return None if value == "" else _path(value)


def _bill_day(value: object) -> int | None:
    return _whole(1, 31)(value)


def _channel(value: object) -> int | None:
    return _whole(11, 26)(value)


@dataclass(frozen=True, slots=True)
class Home:
    """Where the display hangs; `zone` is an IANA time zone. Degrees count north and east; None: as the zone's city."""

    name: Annotated[str, _text] = "Home"
    zone: Annotated[str, _zone] = "America/Los_Angeles"
    latitude: Annotated[float | None, _degrees(90)] = None
    longitude: Annotated[float | None, _degrees(180)] = None


@dataclass(frozen=True, slots=True)
class Radio:
    """The Zigbee dongle; `channel` (11 to 26, None: the quietest) counts when the network is first formed.

    `certificate` is the file of the dongle's device certificates, with which Smart Energy devices establish link keys.
    """

    port: Annotated[str, _port] = "/dev/hemsapp-radio"
    channel: Annotated[int | None, _channel] = None
    certificate: Annotated[Path | None, _path_or_none] = None


@dataclass(frozen=True, slots=True)
class Meter:
    """How closely the meter is followed (C1NFR12.1): changes from `resolution_w` or `resolution_wh` on, at once."""

    real_time: Annotated[bool, _yes_or_no] = True
    resolution_w: Annotated[int, _whole(1, 10_000)] = 10
    resolution_wh: Annotated[int, _whole(1, 10_000)] = 10


@dataclass(frozen=True, slots=True)
class Store:
    """The home's own database; the Zigbee network's database lies beside it."""

    path: Annotated[Path, _path] = Path("/var/lib/hemsapp/home.db")
    key: Annotated[Path | None, _path_or_none] = None

    @property
    def zigbee(self) -> Path:
        """The database that zigpy keeps."""
        return self.path.with_name("zigbee.db")

    @property
    def receipt_key(self) -> Path:
        """The key with which the kiosk signs its receipts."""
        return self.path.with_name("receipts.key")

    @property
    def machine_key(self) -> Path:
        """The key under which the network's keys and install codes rest sealed, unless systemd hands one over."""
        return self.key or self.path.with_name("machine.key")

    @property
    def network(self) -> Path:
        """The Zigbee network with its keys, sealed under the machine's key."""
        return self.path.with_name("network.sealed")

    @property
    def identity(self) -> Path:
        """The key by which other displays of the home know this one."""
        return self.path.with_name("display.pem")

    @property
    def displays(self) -> Path:
        """Which other displays were paired."""
        return self.path.with_name("displays.json")

    @property
    def companion(self) -> Path:
        """What a companion display keeps: its main display, and how its screen is set."""
        return self.path.with_name("companion.json")

    @property
    def website(self) -> Path:
        """Address and token of the utility's website, sealed under the machine's key."""
        return self.path.with_name("website.sealed")

    @property
    def pin(self) -> Path:
        """The PIN before what an installer sets, hashed; there may be none."""
        return self.path.with_name("pin.json")


@dataclass(frozen=True, slots=True)
class Bill:
    """The usual day of the month on which the meter is read; None: the person says so on the screen."""

    day: Annotated[int | None, _bill_day] = None


@dataclass(frozen=True, slots=True)
class Utility:
    """Whom to call, the terms of the warranty as the manual shows them, and the customers' website.

    `token` is a file with what the customer made there for this display; without both the website is not asked.
    """

    name: Annotated[str, _text_or_nothing] = ""
    phone: Annotated[str, _text_or_nothing] = ""
    warranty: Annotated[str, _text_or_nothing] = ""
    website: Annotated[str, _website_or_nothing] = ""
    token: Annotated[str, _text_or_nothing] = ""


@dataclass(frozen=True, slots=True)
class Events:
    """What the utility has agreed with this home about its events (C1FR40); `policy` until the person chooses."""

    policy: Annotated[str, _one_of("JA5", "UC96-2007")] = "JA5"
    medical_exemption: Annotated[bool, _yes_or_no] = False
    enrollment_group: Annotated[int, _whole(0, 255)] = 0


@dataclass(frozen=True, slots=True)
class Files:
    """Where files are written that are not for a USB stick; without a folder, in `files` beside the database."""

    folder: Annotated[Path | None, _path_or_none] = None


@dataclass(frozen=True, slots=True)
class Firmware:
    """Where images for devices lie; without a folder, in `firmware` beside the database.

    `signer` is the file of the public key (Ed25519, PEM) whose owner signs the manifest; without one, any is taken.
    """

    folder: Annotated[Path | None, _path_or_none] = None
    signer: Annotated[Path | None, _path_or_none] = None


@dataclass(frozen=True, slots=True)
class Log:
    """JSON lines; without a path they go to standard error, where journald reads them."""

    level: Annotated[str, _one_of(*_LEVELS)] = "info"
    path: Annotated[Path | None, _path_or_none] = None


@dataclass(frozen=True, slots=True)
class Display:
    """The window; `size` counts when it does not fill the screen, `backlight` (how it is dimmed) when it does."""

    size: Annotated[str, _one_of(*_SIZES)] = "1024x600"
    fullscreen: Annotated[bool, _yes_or_no] = True
    backlight: Annotated[str, _one_of(*panel.WAYS)] = "auto"


@dataclass(frozen=True, slots=True)
class Displays:
    """Other displays of this home: what they call this one, and the port on which those that were paired may call it.

    `main` counts on a companion (`hemsapp companion`): the address of its main display, until a person types another.
    """

    name: Annotated[str, _text] = "Main display"
    port: Annotated[int, _whole(1, 65_535)] = 47_474
    main: Annotated[str, _text_or_nothing] = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an installer decides; what a person decides is a preference in the store."""

    home: Home = Home()
    radio: Radio = Radio()
    meter: Meter = Meter()
    store: Store = Store()
    bill: Bill = Bill()
    utility: Utility = Utility()
    events: Events = Events()
    files: Files = Files()
    firmware: Firmware = Firmware()
    log: Log = Log()
    display: Display = Display()
    displays: Displays = Displays()

    @property
    def files_folder(self) -> Path:
        """The folder for files; it need not exist yet."""
        return self.files.folder or self.store.path.with_name("files")

    @property
    def firmware_folder(self) -> Path:
        """The folder of images for devices; it need not exist."""
        return self.firmware.folder or self.store.path.with_name("firmware")


def load(path: Path) -> Config:
    """The configuration in the file `path`, relative paths in it taken from its folder; raises ConfigInvalid."""
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise ConfigInvalid(
            f"{path}: cannot be read ({error.strerror}). Copy the sample hemsapp.toml there, or name another --config."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigInvalid(f"{path}: this is not TOML: {error}.") from error
    kinds = get_type_hints(Config)
    _refuse_unknown(document, kinds, str(path), "section")
    return Config(**{name: _section(kinds[name], body, f"{path}, [{name}]", path) for name, body in document.items()})


def _section(kind: type[S], body: object, where: str, path: Path) -> S:
    if not isinstance(body, Mapping):
        raise ConfigInvalid(f"{where}: this is a section: write its settings on the lines below it.")
    readers = {name: get_args(hint)[1] for name, hint in get_type_hints(kind, include_extras=True).items()}
    _refuse_unknown(body, readers, where, "setting")
    values: dict[str, object] = {}
    for name, value in body.items():
        try:
            read = readers[name](value)
        except ValueError as error:
            end = "" if str(error).endswith("?") else "."
            raise ConfigInvalid(f"{where}: {name} {error}{end}") from error
        values[name] = path.parent.resolve() / read if isinstance(read, Path) else read
    return kind(**values)


def _refuse_unknown(given: Iterable[str], known: Iterable[str], where: str, what: str) -> None:
    names = tuple(known)
    for name in given:
        if name not in names:
            hint = _nearest(name, names) or f" Known are {', '.join(names)}."
            raise ConfigInvalid(f"{where}: there is no {what} {name!r}.{hint}")


def _nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to `word`, or nothing."""
    match = difflib.get_close_matches(word.lower(), tuple(known), n=1, cutoff=0.5)
    return f" Did you mean {match[0]!r}?" if match else ""
