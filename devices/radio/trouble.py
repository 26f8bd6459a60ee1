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
_STACK: Final = frozenset({"bellows", "zigpy", "serialx"})


def is_dongles(error: BaseException) -> bool:
    """Is it the dongle's failure, or raised within the Zigbee stack? A mistake of ours is raised by a line of ours.

    On a port that closes the stack raises whatever it stumbles over: RuntimeError, AttributeError, a bare Exception.
    """
    if isinstance(error, DONGLE_TROUBLE):
        return True
    trace, module = error.__traceback__, ""
    while trace is not None:
        module, trace = str(trace.tb_frame.f_globals.get("__name__", "")), trace.tb_next
    return module.partition(".")[0] in _STACK
