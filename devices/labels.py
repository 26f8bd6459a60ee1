"""What stands on a device's label, read from the text of its QR code or from a list: an address and an install code.

There is no one format. Each that is read here says where it was seen; what a maker's own application alone can use
(such as a serial number) is no label for us. Nothing here keeps or prints an install code.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from devices import install_code
from devices.errors import DevicesError
from devices.names import Eui64

ADDRESS_DIGITS: Final = 16
LINK_KEY_DIGITS: Final = 32
_HEX: Final = re.compile(r"[0-9A-Fa-f]*")
_ADDRESS: Final = re.compile(r"[0-9A-Fa-f]{16}|[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){7}")
_MAKER_WRITTEN_BACKWARDS: Final = "16:a7:20"
_BOSCH: Final = re.compile(r"(?:RB|ZB)[0-9]{2}SG[0-9A-Fa-f]{34}([0-9A-Fa-f]{16})DLK([0-9A-Fa-f]+)")
_HUE: Final = re.compile(r"HUE:Z:(?P<code>[0-9A-Fa-f]+)\s+M:(?P<address>[0-9A-Fa-f]{16})\b", re.IGNORECASE)
_PIPE: Final = re.compile(r"([0-9A-Fa-f]{16})\|([0-9A-Fa-f]+)")
_HOLDER: Final = ("Z", "A")  # the fields that have held the address


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a device's label: its address, and its install code (code and CRC, 8 to 18 octets)."""

    device: Eui64
    install_code: bytes
    name: str = ""

    def __repr__(self) -> str:
        """An install code never reaches a log (X-SECURITY)."""
        return f"Label(device={self.device!r}, name={self.name!r})"


class LabelFault(Enum):
    """What is wrong with what was read; each has a sentence with a remedy on the screen."""

    UNKNOWN_FORMAT = "unknown format"  # no label of a Zigbee device that we know how to read
    ADDRESS_WRONG = "address wrong"  # not sixteen hexadecimal digits, or an address that no device has
    CODE_MISSING = "code missing"  # an address alone
    CODE_NOT_HEX = "code not hexadecimal"
    CODE_LENGTH = "code length"  # not 16, 20, 28 or 36 digits
    CODE_CHECK = "code check"  # its check digits do not fit: a digit was misread
    LINK_KEY = "link key"  # the maker printed a key in place of a code: there is nothing to check it by


class LabelUnreadable(DevicesError):
    """The text is no label that a device can be let in with; `fault` says why, and nothing of the text is kept."""

    def __init__(self, fault: LabelFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class _Read(NamedTuple):
    address: str
    code: str


def of_text(text: str, name: str = "") -> Label:
    """The label that a QR code's text, or an address and a code side by side, spells. Raises LabelUnreadable."""
    compact = text.strip()
    for read in (_of_fields, _of_hue, _of_bosch, _of_pipe, _of_print):
        found = read(compact)
        if found is not None:
            return label(found.address, found.code, name)
    raise LabelUnreadable(LabelFault.UNKNOWN_FORMAT)


def label(address: str, code: str, name: str = "") -> Label:
    """The label of an address and a code as they are written. Raises LabelUnreadable."""
    device = address_of(address)
    digits = re.sub(r"[\s:-]", "", code)
    if not digits:
        raise LabelUnreadable(LabelFault.CODE_MISSING)
    if _HEX.fullmatch(digits) is None:
        raise LabelUnreadable(LabelFault.CODE_NOT_HEX)
    if len(digits) == LINK_KEY_DIGITS:
        raise LabelUnreadable(LabelFault.LINK_KEY)
    if len(digits) not in install_code.LENGTHS:
        raise LabelUnreadable(LabelFault.CODE_LENGTH)
    octets = install_code.parsed(digits)
    if octets is None:
        raise LabelUnreadable(LabelFault.CODE_CHECK)
    return Label(device, octets, " ".join(name.split()))


def address_of(text: str) -> Eui64:
    """The device's name that sixteen hexadecimal digits spell, with colons or not. Raises LabelUnreadable.

    An address that ends in 16:A7:20 is one of Atlantic's, which print it low octet first (zigpy/zigpy, zigpy/util.py:
    `parse_install_code_qr`).
    """
    written = text.strip().removeprefix("0x").removeprefix("0X")
    if _ADDRESS.fullmatch(written) is None:
        raise LabelUnreadable(LabelFault.ADDRESS_WRONG)
    octets = bytes.fromhex(re.sub(r"[:-]", "", written))
    if octets in {bytes(8), b"\xff" * 8}:
        raise LabelUnreadable(LabelFault.ADDRESS_WRONG)
    spelt = octets.hex(":")
    return Eui64(octets[::-1].hex(":") if spelt.endswith(_MAKER_WRITTEN_BACKWARDS) else spelt)


def _of_fields(text: str) -> _Read | None:
    """Sections that begin with `%`, in them fields that begin with `$`, each a name, a colon and a value.

    `Z:<address>$I:<code>`, with anything behind it: Inovelli, Danfoss, ubisys, Ledvance, Somfy (zigpy/zigpy:
    tests/test_zigbee_util.py; Koenkk/zigbee-herdsman: src/controller/helpers/installCodes.ts).
    `G$M:...%Z$A:<address>$I:<code>`: Aqara (the same two).
    """
    for section in text.split("%"):
        fields = dict(part.partition(":")[::2] for part in section.split("$") if ":" in part)
        address = next((fields[name] for name in _HOLDER if name in fields), None)
        if address is not None and "I" in fields:
            return _Read(address, fields["I"])
    return None


def _of_hue(text: str) -> _Read | None:
    """`HUE:Z:<code> M:<address> D:... A:...`: Philips Hue (the same two sources as of `_of_fields`)."""
    match = _HUE.match(text)
    return _Read(match["address"], match["code"]) if match else None


def _of_bosch(text: str) -> _Read | None:
    """`RB01SG<34 digits><address>DLK<code>`: Bosch, 95 characters with a code, 91 with a key (the same two sources)."""
    match = _BOSCH.fullmatch(text)
    return _Read(match[1], match[2]) if match else None


def _of_pipe(text: str) -> _Read | None:
    """`<address>|<code>`: Müller-Licht, Innr, Schneider (the same two sources)."""
    match = _PIPE.fullmatch(text)
    return _Read(match[1], match[2]) if match else None


def _of_print(text: str) -> _Read | None:
    """An address, then a code, as a person copies them off the print: blanks, commas, colons and words between.

    The words are those of labels: MAC, EUI64, IEEE, INSTALL CODE, CODE, IC.
    """
    bare = re.sub(r"\b(mac|eui-?64|ieee|install(ation)? ?code|code|ic)\b\s*[:=]?", " ", text, flags=re.IGNORECASE)
    first, *rest = re.split(r"[\s,;]+", bare.strip())
    if _ADDRESS.fullmatch(first) is None:
        return None
    return _Read(first, "".join(rest))
