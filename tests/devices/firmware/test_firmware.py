"""Firmware over the air: only what is listed, never another device's, nor unasked an older one (X-REMOTE-DOWNLOAD)."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zigpy.ota.image
import zigpy.types as t
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from zigpy.ota.image import ElementTagId, HeaderString, OTAImage, OTAImageHeader, SubElement
from zigpy.zcl.clusters.general import Ota
from zigpy.zcl.foundation import CommandSchema, Status

from devices.firmware.choice import Installed, Unfit, newest, unfit
from devices.firmware.image import Image, ImageInvalid
from devices.firmware.library import MANIFEST, SIGNATURE, opened
from devices.firmware.server import STALLED_S, Outcome, UpgradeServer
from devices.firmware.upgrade_file import parsed
from devices.moment import Moment
from devices.names import Eui64
from devices.sim.ota_client import UpgradeClient

DEVICE = Eui64("00:0d:6f:00:0a:00:00:11")
MAKER, TYPE = 0x1166, 0x0101
BEGIN = Moment(datetime(2026, 7, 13, 17, 0, tzinfo=UTC), 1000.0)
_ASKED: Any = Ota.ServerCommandDefs
_OTA: Any = zigpy.ota.image  # its types take plain numbers, but do not say so


def octets(
    version: int = 0x15, size: int = 3_000, hardware: tuple[int, int] | None = None, maker: int = MAKER
) -> bytes:
    """An upgrade file as a maker would build it."""
    body = SubElement(tag_id=ElementTagId.UPGRADE_IMAGE, data=t.Bytes(bytes(at % 251 for at in range(size))))
    flags = _OTA.FieldControl(0) if hardware is None else _OTA.FieldControl.HARDWARE_VERSIONS_PRESENT
    header: Any = OTAImageHeader(
        upgrade_file_id=OTAImageHeader.MAGIC_VALUE,
        header_version=0x0100,
        header_length=56 if hardware is None else 60,
        field_control=flags,
        manufacturer_id=maker,
        image_type=TYPE,
        file_version=version,
        stack_version=2,
        header_string=HeaderString("thermostat"),
        image_size=0,
    )
    if hardware is not None:
        header.minimum_hardware_version, header.maximum_hardware_version = (_OTA.HWVersion(each) for each in hardware)
    header.image_size = len(header.serialize()) + len(body.serialize())
    made: bytes = OTAImage(header=header, subelements=[body]).serialize()
    return made


INSTALLED = Installed(DEVICE, MAKER, TYPE, 0x14, hardware=3)


# The files


def manifest(folder: Path, *entries: tuple[str, bytes, str]) -> None:
    folder.mkdir(exist_ok=True)
    lines = []
    for name, data, digest in entries:
        (folder / name).write_bytes(data)
        lines.append(f'[[image]]\nfile = "{name}"\nsha256 = "{digest}"\nversion = "1.5"\n')
    (folder / MANIFEST).write_text("\n".join(lines), encoding="utf-8")


def test_only_files_of_the_folder_that_the_manifest_lists_with_their_digest_are_images(tmp_path: Path) -> None:
    good, other = octets(), octets(0x16)
    digest = hashlib.sha256(good).hexdigest()
    manifest(
        tmp_path / "firmware", ("good.ota", good, digest), ("changed.ota", other, digest), ("none.ota", b"x", "1f")
    )
    (tmp_path / "firmware" / "unlisted.ota").write_bytes(octets(0x99))
    library = opened(tmp_path / "firmware")
    assert [(image.version, image.label, image.digest) for image in library.images] == [(0x15, "1.5", digest)]
    assert {name for name, _ in library.refused} == {"changed.ota", "none.ota"}
    assert opened(tmp_path / "nowhere").images == ()


def test_a_file_cut_short_or_of_another_kind_is_refused() -> None:
    for bad in (b"", octets()[:-1], octets() + b"\0", b"\x1e\xf1\xee\x0b" + bytes(80)):
        with pytest.raises(ImageInvalid):
            parsed(bad)


@pytest.mark.parametrize("name", ["../good.ota", "/etc/passwd", "", "a/b.ota"])
def test_a_manifest_names_no_file_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / MANIFEST).write_text(f'[[image]]\nfile = "{name}"\nsha256 = "{"0" * 64}"\n', encoding="utf-8")
    assert opened(tmp_path).images == ()
    assert len(opened(tmp_path).refused) == 1


def test_with_a_signer_only_what_its_owner_signed_is_believed(tmp_path: Path) -> None:
    """X-REMOTE-DOWNLOAD: each way in which it is not signed has its sentence"""
    folder, good = tmp_path / "firmware", octets()
    manifest(folder, ("good.ota", good, hashlib.sha256(good).hexdigest()))
    private, signer = Ed25519PrivateKey.generate(), tmp_path / "signer.pem"
    signer.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    signature = folder / SIGNATURE
    assert "is not signed" in opened(folder, signer).refused[0][1]
    signature.write_bytes(Ed25519PrivateKey.generate().sign((folder / MANIFEST).read_bytes()))
    assert "its signature is not that of the key" in opened(folder, signer).refused[0][1]
    signature.write_bytes(private.sign((folder / MANIFEST).read_bytes()))
    assert [image.version for image in opened(folder, signer).images] == [0x15]
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes() + b"\n")
    assert opened(folder, signer).images == (), "it was changed since it was signed"
    assert "cannot be read" in opened(folder, tmp_path / "none.pem").refused[0][1]


# The choice


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (parsed(octets()), None),
        (parsed(octets(maker=0x1234)), Unfit.OTHER_MAKER),
        (replace(parsed(octets()), image_type=9), Unfit.OTHER_TYPE),
        (replace(parsed(octets()), device=Eui64("00:0d:6f:00:0a:00:00:12")), Unfit.OTHER_DEVICE),
        (parsed(octets(hardware=(1, 4))), None),
        (parsed(octets(hardware=(4, 9))), Unfit.OTHER_HARDWARE),
        (parsed(octets(0x14)), Unfit.SAME),
        (parsed(octets(0x13)), Unfit.OLDER),
    ],
)
def test_an_image_fits_by_maker_type_device_hardware_and_version(image: Image, why: Unfit | None) -> None:
    assert unfit(INSTALLED, image) is why


def test_an_older_version_comes_back_only_at_the_installers_word() -> None:
    old = parsed(octets(0x13))
    assert unfit(INSTALLED, old, is_older_allowed=True) is None
    assert newest(INSTALLED, [old, parsed(octets(0x15)), parsed(octets(0x16))]) == parsed(octets(0x16))
    assert newest(INSTALLED, [old]) is None, "what is chosen without a word is never older"


def test_a_device_that_hides_its_hardware_gets_nothing_that_depends_on_it() -> None:
    assert unfit(replace(INSTALLED, hardware=None), parsed(octets(hardware=(1, 4)))) is Unfit.HARDWARE_UNKNOWN


# The way


def over_the_air(command: CommandSchema) -> Any:
    """The octets of a command, read again by the other end."""
    read, rest = type(command).deserialize(command.serialize())
    assert rest == b""
    return read


class Way:
    """A device and the home's server, one exchange after the other; `lost` says of each block whether it is lost."""

    def __init__(self, image: Image, client: UpgradeClient, *, is_older_allowed: bool = False) -> None:
        self.server = UpgradeServer(DEVICE, image, BEGIN, is_older_allowed=is_older_allowed)
        self.client = client
        self.at = BEGIN
        self.blocks = 0

    def go(self, asks: CommandSchema | None, most: int = 10_000) -> None:
        """Until nobody says anything more, or so many exchanges were made."""
        for _ in range(most):
            if asks is None:
                return
            self.at = Moment(self.at.utc, self.at.monotonic_s + 0.1)
            self.blocks += isinstance(asks, _ASKED.image_block.schema)
            answer = self.server.receive(over_the_air(asks), self.at)
            asks = None if answer is None else self.client.hear(over_the_air(answer))

    def begin(self, most: int = 10_000) -> None:
        self.go(self.client.hear(over_the_air(self.server.notify())), most)


def client(version: int = 0x14) -> UpgradeClient:
    return UpgradeClient(MAKER, TYPE, version, hardware=3)


def test_a_device_takes_the_image_block_by_block_and_starts_anew_with_it() -> None:
    way = Way(parsed(octets()), client())
    way.begin()
    assert (way.client.version, way.client.restarts) == (0x15, 1)
    assert way.server.progress.outcome is Outcome.DONE
    assert (way.server.progress.done, way.server.progress.version) == (way.server.progress.total, 0x14)
    assert way.blocks > 60, "48 octets at a time"


def test_after_a_power_cut_it_goes_on_from_where_it_was() -> None:
    way = Way(parsed(octets()), client())
    way.begin(most=20)
    held = len(way.client.received)
    assert 0 < held < way.server.progress.total
    before = way.blocks
    way.go(way.client.query())
    assert way.client.version == 0x15
    assert way.blocks - before <= (way.server.progress.total - held) // 48 + 2, "nothing was asked for twice"


def test_while_an_event_holds_it_nothing_is_sent_and_no_device_starts_anew() -> None:
    way = Way(parsed(octets()), client())
    way.begin(most=20)
    way.server.hold(is_held=True)
    held = len(way.client.received)
    way.go(way.client.go_on())
    assert way.client.waits_s == 60
    assert len(way.client.received) == held
    way.server.hold(is_held=False)
    way.go(way.client.go_on(), most=10_000)
    assert way.client.version == 0x15


def test_an_event_that_comes_at_the_very_end_is_waited_for_with_the_old_version() -> None:
    way = Way(parsed(octets()), client())
    way.begin(most=62)
    while len(way.client.received) < way.server.progress.total:
        way.go(way.client.go_on(), most=1)
    way.server.hold(is_held=True)
    way.go(way.client.ended())
    assert (way.client.version, way.client.restarts) == (0x14, 0)
    assert way.server.progress.outcome is None
    way.server.hold(is_held=False)
    way.go(way.client.ended())
    assert way.client.version == 0x15


def test_a_device_of_another_maker_is_told_that_there_is_nothing() -> None:
    way = Way(parsed(octets(maker=0x1234)), client())
    way.begin()
    assert way.server.progress.outcome is Outcome.REFUSED
    assert way.client.wanted is None


def test_an_older_image_is_refused_on_the_air_too_unless_the_installer_said_so() -> None:
    refused = Way(parsed(octets(0x13)), client())
    refused.begin()
    assert refused.server.progress.outcome is Outcome.REFUSED
    allowed = Way(parsed(octets(0x13)), client(), is_older_allowed=True)
    allowed.begin()
    assert allowed.client.version == 0x13


def test_a_device_that_received_something_else_says_so_and_keeps_its_version() -> None:
    way = Way(parsed(octets()), client())
    way.begin(most=20)
    way.client.received[10] ^= 0xFF  # the maker's identifier in the header: a flash that forgets
    way.go(way.client.go_on())
    assert way.server.progress.outcome is Outcome.INVALID
    assert way.client.version == 0x14


def test_blocks_are_given_to_nobody_who_did_not_ask_for_this_very_image() -> None:
    server = UpgradeServer(DEVICE, parsed(octets()), BEGIN)
    asks: Any = _ASKED.image_block.schema(
        field_control=0,
        manufacturer_code=MAKER,
        image_type=TYPE,
        file_version=0x15,
        file_offset=0,
        maximum_data_size=48,
    )
    answer: Any = server.receive(over_the_air(asks), BEGIN)
    assert answer.status == Status.ABORT, "it never asked what its next image is"


def test_a_device_that_is_silent_for_ten_minutes_is_given_up_and_named_as_stalled() -> None:
    way = Way(parsed(octets()), client())
    way.begin(most=20)
    way.server.wake(Moment(way.at.utc, way.at.monotonic_s + STALLED_S - 1))
    assert way.server.progress.outcome is None
    way.server.wake(Moment(way.at.utc, way.at.monotonic_s + STALLED_S))
    assert way.server.progress.outcome is Outcome.STALLED
