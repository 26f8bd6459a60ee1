"""The outcome of a command, in the three spellings that EZSP has had.

EZSP 14 says sl_Status everywhere; EZSP 13 says EmberStatus, or EzspStatus in configuration frames.
"""

from enum import Enum


class Status(Enum):
    """Value: (sl_Status, EmberStatus, EzspStatus)."""

    OK = (0x0000, 0x00, 0x00)
    FAIL = (0x0001, 0x01, 0x38)
    INVALID_STATE = (0x0002, 0x70, 0x38)
    NOT_AVAILABLE = (0x000E, 0xB5, 0x38)
    NETWORK_UP = (0x0015, 0x90, 0x38)
    NETWORK_DOWN = (0x0016, 0x91, 0x38)
    NOT_JOINED = (0x0017, 0x93, 0x38)
    FULL = (0x001C, 0xB4, 0x35)
    INVALID_PARAMETER = (0x0021, 0x02, 0x37)
    INVALID_INDEX = (0x0027, 0xB1, 0x36)
    NOT_FOUND = (0x002D, 0x03, 0x37)
    ENTRY_ERASED = (0x002D, 0xB6, 0x37)
    MESSAGE_TOO_LONG = (0x0038, 0x74, 0x36)
    INVALID_CHANNEL = (0x0055, 0x8A, 0x36)
    INVALID_POWER = (0x0056, 0x8B, 0x36)
    DELIVERY_FAILED = (0x0C02, 0x66, 0x38)
    APS_ENCRYPTION_ERROR = (0x0C0A, 0xA6, 0x38)
    SECURITY_STATE_NOT_SET = (0x0C0B, 0xA8, 0x38)
    CHANNEL_CHANGED = (0x0C17, 0x9B, 0x38)
    NETWORK_OPENED = (0x0C18, 0x9C, 0x38)
    NETWORK_CLOSED = (0x0C19, 0x9D, 0x38)

    @property
    def sl(self) -> int:
        """As sl_Status."""
        return self.value[0]

    @property
    def ember(self) -> int:
        """As EmberStatus."""
        return self.value[1]

    @property
    def ezsp(self) -> int:
        """As EzspStatus."""
        return self.value[2]
