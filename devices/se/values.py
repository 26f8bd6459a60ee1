"""The value encodings that the Smart Energy clusters share."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Self

import zigpy.types as t

UTC_TIME_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
INVALID_UTC_TIME: Final = 0xFFFFFFFF
NOW: Final = 0  # a StartTime of zero means at once

INVALID_UINT8: Final = 0xFF
INVALID_UINT24: Final = 0xFFFFFF
INVALID_UINT48: Final = 0xFFFFFFFFFFFF
INVALID_INT24: Final = -0x800000
INVALID_INT16: Final = -0x8000
UNUSED_UINT8: Final = 0xFF
UNUSED_INT8: Final = -0x80
UNUSED_UINT32: Final = 0xFFFFFFFF
UNTIL_CHANGED_UINT16: Final = 0xFFFF
UNTIL_CHANGED_UINT24: Final = 0xFFFFFF


def to_utc_time(moment: datetime) -> t.UTCTime:
    """Encode an aware `moment` as UTCTime, whole seconds since 2000-01-01; ValueError outside 32 bits."""
    seconds = (moment - UTC_TIME_EPOCH) // timedelta(seconds=1)
    if not 0 <= seconds < INVALID_UTC_TIME:
        raise ValueError(f"UTCTime cannot express {moment.isoformat()}")
    return t.UTCTime(seconds)  # type: ignore[no-untyped-call]  # zigpy's integers are untyped


def from_utc_time(raw: int) -> datetime | None:
    """Aware UTC of a UTCTime; None where it is the invalid value."""
    return None if raw == INVALID_UTC_TIME else UTC_TIME_EPOCH + timedelta(seconds=int(raw))


@dataclass(frozen=True, slots=True)
class Formatting:
    """SummationFormatting and its kin: digits right and left of the decimal point (Metering 0x0303)."""

    right: int
    left: int
    is_zero_suppressed: bool = False

    @classmethod
    def from_byte(cls, raw: int) -> Self:
        """Bits 0-2 right, bits 3-6 left, bit 7 suppresses leading zeros."""
        return cls(raw & 0x07, raw >> 3 & 0x0F, bool(raw & 0x80))

    def to_byte(self) -> int:
        """The octet that stands for these digits; ValueError if they do not fit."""
        if not (0 <= self.right <= 7 and 0 <= self.left <= 15):
            raise ValueError(f"a formatting octet has 0 to 7 digits right and 0 to 15 left, not {self}")
        return self.is_zero_suppressed << 7 | self.left << 3 | self.right


def high_nibble(octet: int) -> int:
    """Upper four bits: PriceTrailingDigit, NumberOfPriceTiers."""
    return octet >> 4 & 0x0F


def low_nibble(octet: int) -> int:
    """Lower four bits: PriceTier, RegisterTier."""
    return octet & 0x0F


def nibbles(high: int, low: int) -> int:
    """Pack two four-bit values into the octet that carries both."""
    if not (0 <= high <= 15 and 0 <= low <= 15):
        raise ValueError(f"{high} and {low} do not both fit four bits")
    return high << 4 | low


def scale_by_trailing_digit(raw: int, trailing_digit: int) -> Decimal:
    """Money from an integer: 32481 with trailing digit 5 is 0.32481."""
    return Decimal(int(raw)).scaleb(-trailing_digit)


class OctetString(bytes):
    """ZCL octet or character string as its octets: one length octet, then the content; 0xFF is the invalid string.

    zigpy's CharacterString counts characters where the length octet counts octets, so text travels as octets here.
    """

    INVALID_LENGTH: Final = 0xFF
    is_invalid: bool = False

    @classmethod
    def invalid(cls) -> Self:
        """The string that says "no value"."""
        value = cls()
        value.is_invalid = True
        return value

    def serialize(self) -> bytes:
        """Length octet and content; ValueError above 254 octets."""
        if self.is_invalid:
            return bytes([self.INVALID_LENGTH])
        if len(self) >= self.INVALID_LENGTH:
            raise ValueError(f"a string has at most 254 octets, not {len(self)}")
        return bytes([len(self)]) + self

    @classmethod
    def deserialize(cls, data: bytes) -> tuple[Self, bytes]:
        """Read one string; ValueError when the frame ends inside it."""
        if not data:
            raise ValueError("Data is too short")
        if data[0] == cls.INVALID_LENGTH:
            return cls.invalid(), data[1:]
        end = 1 + data[0]
        if len(data) < end:
            raise ValueError("Data is too short")
        return cls(data[1:end]), data[end:]
