"""`python -m devices.utility parcel`: a maker's key, and parcels of firmware, settings or credentials for meters."""

import argparse
import os
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from devices.wan.codec import encode_record
from devices.wan.download_words import DownloadKind
from devices.wan.parcels import Packed, described, signed, written
from devices.wan.words import MeterConfig

KEY, PUBLIC = "maker.key", "maker.pub"
MAKER: Final = (0x1166, 0x0500)
"""The maker of the simulated meters, and their type."""


def add_to(verbs: Any) -> None:
    """The verb and its options."""
    parcel = verbs.add_parser("parcel", help="pack firmware, settings or credentials for meters")
    add = parcel.add_argument
    add("--new-maker", type=Path, metavar="DIR", help=f"make {KEY} and {PUBLIC}: meters believe what that key signed")
    add("--kind", choices=[one.value for one in DownloadKind], help="what it is")
    add("--file", type=Path, help="the image, or the renewal or list of revocations that `keys` wrote")
    add("--set", action="append", default=[], metavar="NAME=NUMBER", help="one of the settings, as of `configure`")
    add("--maker-key", type=Path, help="of firmware: the key that signs it")
    add("--maker", type=lambda text: int(text, 0), default=MAKER[0], help="whose meters (default 0x1166)")
    add("--meter-type", type=lambda text: int(text, 0), default=MAKER[1], help="which type (default 0x0500)")
    add("--version", type=int, help="a number that rises")
    add("--label", default="", help="how people call that version")
    add("--out", type=Path, help="where it is written")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Do it; what was written. Raises ValueError in a sentence, OSError."""
    if options.new_maker:
        return {"files": [str(path) for path in new_maker(options.new_maker)]}
    if not (options.kind and options.version and options.out):
        raise ValueError("a parcel needs --kind, --version and --out")
    kind = DownloadKind(options.kind)
    octets = settings_of(options.set) if kind is DownloadKind.SETTINGS else _file_of(options)
    label = options.label or str(options.version)
    parcel = described(kind, (options.maker, options.meter_type), options.version, label, octets)
    signature = b""
    if kind is DownloadKind.FIRMWARE:
        if options.maker_key is None:
            raise ValueError("firmware needs --maker-key")
        key = load_pem_private_key(options.maker_key.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{options.maker_key} is no key of a maker")
        signature = signed(parcel, key)
    options.out.write_bytes(written(Packed(parcel, signature, octets)))
    return {"file": str(options.out), "version": parcel.version, "label": label, "sha256": parcel.digest.hex()}


def new_maker(folder: Path) -> tuple[Path, Path]:
    """A maker's two keys: the secret one (mode 0600), and the one that every meter knows. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    private = ec.generate_private_key(ec.SECP256R1())
    secret, public = folder / KEY, folder / PUBLIC
    octets = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(octets)
    public.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return secret, public


def settings_of(words: list[str]) -> bytes:
    """The octets of settings, NAME=NUMBER each. Raises ValueError."""
    known = {one.name for one in fields(MeterConfig)} - {"origin_ranks"}
    values: dict[str, Any] = {}
    for word in words:
        name, _, number = word.partition("=")
        if name not in known or not number.isdecimal():
            raise ValueError(f"a setting is NAME=NUMBER, with one of {', '.join(sorted(known))}, not {word!r}")
        values[name] = int(number)
    if not values:
        raise ValueError("settings need --set NAME=NUMBER")
    return encode_record(MeterConfig(**values))


def _file_of(options: argparse.Namespace) -> bytes:
    if options.file is None:
        raise ValueError(f"{options.kind} needs --file")
    octets: bytes = options.file.read_bytes()
    return octets
