"""What a dongle's failure looks like from here: everything that bellows, zigpy and the port raise for it."""

from typing import Final

import serialx
from bellows.ash import AshException
from zigpy.exceptions import RadioException, ZigbeeException

DONGLE_TROUBLE: Final = (
    OSError,
    EOFError,
    TimeoutError,
    serialx.SerialException,
    AshException,
    ZigbeeException,
    RadioException,
    AssertionError,  # bellows asserts what a dongle answers
)
