"""From a Config to a running Service: the composition root's common part."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from devices.cbke import certificate_file
from devices.cbke.certificates import Credentials
from devices.cbke.suites import Suite
from devices.han import Han, RealTime
from devices.names import Eui64
from devices.panel.power_supply import PowerSupply
from devices.sealing import Sealer, sealer_of
from hemsapp import logs
from hemsapp.archive.kept import Source
from hemsapp.bundle.installation import chosen, private
from hemsapp.bundle.timeline import Timeline, beside
from hemsapp.cli.exits import Exit, Refused
from hemsapp.cli.firmware_folder import Folder
from hemsapp.clock import Clock
from hemsapp.commands import StartWork
from hemsapp.config import Config
from hemsapp.displays.door import Door
from hemsapp.displays.identity import Identity, identity
from hemsapp.domain import tariff
from hemsapp.engine import Engine, Settings
from hemsapp.exchange.sealed_home import HomeFiles
from hemsapp.passport import keys
from hemsapp.pin_vault import PinVault
from hemsapp.plans import Policy
from hemsapp.rates import TariffVersion
from hemsapp.receipt_key import ReceiptSigner
from hemsapp.service import Service
from hemsapp.site_pass import SitePassBox
from hemsapp.store import Store, is_disk_failure
from hemsapp.waiting import take_up_parts
from hemsapp.website import Website
from hemsapp.works.contract import Surroundings
from hemsapp.works.re_rate import owed_re_rating
from hemsapp.works.runner import Runner
from hemsapp.works.table import WORKS

_SAMPLE_TARIFF = files("resources").joinpath("tariffs", "tiers-and-times.toml")

MakeService = Callable[
    [Han, Engine, Store, Clock, Source, Runner, PowerSupply, PinVault, Door, Folder, Website | None], Service
]


def start_logs(config: Config) -> None:
    """Begin to log as configured. Raises Refused."""
    try:
        logs.start(config.log)
    except OSError as error:
        raise Refused(
            Exit.CONFIG, f"{config.log.path}: the log cannot be written there ({error.strerror}); see [log] path."
        ) from error


def _signer(config: Config, own: Callable[[], Eui64 | None]) -> ReceiptSigner:
    """What signs receipts; the key is made at the first start."""
    path = config.store.receipt_key
    try:
        return ReceiptSigner(path, own)
    except ValueError as error:
        raise Refused(
            Exit.CONFIG, f"{error}. Put the file back from a backup, or move it away and register anew."
        ) from error
    except OSError as error:
        raise Refused(Exit.DATABASE, f"{path}: the key cannot be kept there ({error.strerror}).") from error


def sample_tariff() -> TariffVersion:
    """The tariff that holds where nothing is kept."""
    return tariff.parse(_SAMPLE_TARIFF.read_text(encoding="utf-8"))


def sealer(config: Config) -> Sealer:
    """What seals secrets at rest on this machine. Raises Refused."""
    try:
        return sealer_of(config.store.machine_key)
    except ValueError as error:
        raise Refused(
            Exit.CONFIG, f"{error}. Put it back, or move it away: the network's keys are then lost."
        ) from error
    except OSError as error:
        raise Refused(
            Exit.DATABASE, f"{config.store.machine_key}: the key cannot be kept there ({error.strerror})."
        ) from error


def settings_of(config: Config, speed: float, *, is_pin_set: bool) -> Settings:
    """What the installation fixes."""
    return Settings(
        zone=config.home.zone,
        tariff=sample_tariff(),
        port=config.radio.port,
        speed=speed,
        bill_day=config.bill.day,
        policy=Policy(config.events.policy),
        is_exempt=config.events.medical_exemption,
        enrollment_group=config.events.enrollment_group,
        utility_name=config.utility.name,
        utility_phone=config.utility.phone,
        is_backed_up=True,
        is_pin_set=is_pin_set,
        version=version("hemsapp"),
    )


def source_of(config: Config, settings: Settings) -> Source:
    """Where that home keeps what it knows, for pages and works."""
    return Source(
        config.store.path,
        settings.zone,
        settings.tariff,
        settings.bill_day,
        config.files_folder,
        config.store.machine_key,
        chosen=chosen(config),
        private=private(config),
        home=config.home.name,
        utility=(config.utility.name, config.utility.phone),
        keys=tuple((purpose, path) for purpose, path in _key_files(config) if path is not None),
    )


def _key_files(config: Config) -> tuple[tuple[str, Path | None], ...]:
    return (
        (keys.DISPLAY, config.store.identity),
        (keys.DEVICES, config.radio.certificate),
        (keys.FIRMWARE, config.firmware.signer),
    )


def own_identity(config: Config) -> Identity:
    """Who this display is to others; made at the first start. Raises Refused."""
    try:
        return identity(config.store.identity)
    except ValueError as error:
        raise Refused(
            Exit.CONFIG, f"{error}. Move it away: a new one is made, and other displays are connected anew."
        ) from error
    except OSError as error:
        raise Refused(
            Exit.DATABASE, f"{config.store.identity}: the key cannot be kept there ({error.strerror})."
        ) from error


def credentials_of(config: Config) -> Mapping[Suite, Credentials]:
    """What the kiosk proves itself with to Smart Energy devices; nothing without a certificate. Raises Refused."""
    path = config.radio.certificate
    if path is None:
        return {}
    try:
        return certificate_file.load(path)
    except certificate_file.CertificateUnusable as why:
        raise Refused(Exit.CONFIG, f"{path}, from [radio] certificate, cannot be used: {why}.") from why


def make_service(config: Config, clock: Clock, kind: MakeService = Service) -> Service:
    """Open the store, restore the engine, open the radio. Raises StoreRefused, Refused.

    The Zigbee stack takes long to import, so it is imported here, after the window's first frame.
    """
    from devices.radio.key_establishment import Means  # noqa: PLC0415 - the first frame does not wait for the Zigbee stack
    from devices.zigbee import ZigbeeHan  # noqa: PLC0415 - the same

    means = Means(credentials_of(config))
    try:
        store = Store(config.store.path, config.home.zone)
    except (sqlite3.OperationalError, OSError) as error:
        if not isinstance(error, OSError) and not is_disk_failure(error):
            raise
        raise Refused(
            Exit.DATABASE, f"{config.store.path}: the disk does not serve ({error}). Is it full, or read-only?"
        ) from error
    if take_up_parts(HomeFiles(config.store.path, config.store.machine_key)):
        logging.getLogger(__name__).info("the parts of a sealed backup were taken up")
    vault = PinVault(config.store.pin, clock.now())
    settings = settings_of(config, clock.speed, is_pin_set=vault.is_set)
    meter = config.meter
    followed = RealTime(meter.real_time, meter.resolution_w, meter.resolution_wh)
    radio: list[ZigbeeHan] = []
    han = ZigbeeHan(
        port=config.radio.port,
        database=config.store.zigbee,
        channel=config.radio.channel,
        real_time=followed,
        sign=_signer(config, lambda: radio[0].own),
        sealer=sealer(config),
        means=means,
    )
    radio.append(han)
    source = source_of(config, settings)
    now = clock.now().utc
    engine = Engine(settings, store.restore(now))
    shared = config.displays
    door = Door(config.store.displays, own_identity(config), clock, name=shared.name, port=shared.port)
    shelf = Folder(config.firmware_folder, config.firmware.signer)
    told = config.utility
    box = SitePassBox(config.store.website, sealer(config))
    website = Website(told.website, Path(told.token) if told.token else None, box)
    service = kind(han, engine, store, clock, source, Runner(WORKS, source), PowerSupply(), vault, door, shelf, website)
    service.record(Timeline(beside(config.store.path), clock.now()))
    if (owed := owed_re_rating(Surroundings(source, now))) is not None:
        service.submit(StartWork(owed))
    return service
