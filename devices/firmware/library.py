"""The images of a home: a folder with a manifest that lists each file with its digest; nothing else is believed."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from devices.firmware.image import MOST_OCTETS, Image, ImageInvalid
from devices.firmware.upgrade_file import parsed

MANIFEST = "manifest.toml"
SIGNATURE = "manifest.sig"
_NAME = re.compile(r"[\w][\w.-]{0,100}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_IMAGES = 200


@dataclass(frozen=True, slots=True)
class Library:
    """What may be given to devices, and what of the folder may not be, with the reason (file name, sentence)."""

    images: tuple[Image, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def opened(folder: Path, signer: Path | None = None) -> Library:
    """Read the folder; one that is not there holds nothing. Raises OSError if it cannot be read.

    `signer`, a public key (Ed25519, PEM): only a manifest that its owner signed (`manifest.sig`) is believed.
    """
    manifest = folder / MANIFEST
    if not manifest.exists():
        return Library()
    octets = manifest.read_bytes()
    why = None if signer is None else _unsigned(octets, folder / SIGNATURE, signer)
    if why is not None:
        return Library(refused=((MANIFEST, why),))
    try:
        listed = tomllib.loads(octets.decode()).get("image")
    except ValueError:
        listed = None
    if not isinstance(listed, list) or len(listed) > _MOST_IMAGES:
        return Library(refused=((MANIFEST, "it is no manifest of images"),))
    images, refused = [], []
    for entry in listed:
        name = str(entry.get("file", "")) if isinstance(entry, dict) else ""
        try:
            images.append(_image(folder, name, entry))
        except ImageInvalid as error:
            refused.append((name or MANIFEST, str(error)))
    return Library(tuple(images), tuple(refused))


def _unsigned(manifest: bytes, signature: Path, signer: Path) -> str | None:
    """Why the manifest is not that of the key's owner, None: it is."""
    try:
        key = load_pem_public_key(signer.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        return "the key that signs manifests cannot be read"
    if not signature.is_file():
        return "it is not signed, and this display takes signed ones only"
    try:
        key.verify(signature.read_bytes(), manifest)
    except InvalidSignature:
        return "its signature is not that of the key that signs manifests"
    return None


def _image(folder: Path, name: str, entry: Any) -> Image:
    """A file that is what the manifest says. Raises ImageInvalid."""
    digest = str(entry.get("sha256", "")).lower() if isinstance(entry, dict) else ""
    if not _NAME.fullmatch(name) or not _DIGEST.fullmatch(digest):
        raise ImageInvalid("the manifest does not name a file of its folder, with its SHA-256")
    path = folder / name
    if not path.is_file() or path.is_symlink():
        raise ImageInvalid("the file is not there")
    if path.stat().st_size > MOST_OCTETS:
        raise ImageInvalid("it is larger than any device of a home can hold")
    octets = path.read_bytes()
    if hashlib.sha256(octets).hexdigest() != digest:
        raise ImageInvalid("it is not the file that the manifest lists: its digest is another one")
    return parsed(octets, str(entry.get("version", ""))[:20])
