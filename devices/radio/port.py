"""The port that a dongle hangs on: who may use it, and why it does not work."""

import asyncio
import errno
import logging
import os
import socket
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

import serialx
from bellows.ash import NcpFailure
from bellows.types import NcpResetCode

from devices.errors import RadioFault, RadioGone

LOGGER = logging.getLogger(__name__)

LISTEN_S: Final = 2.5
# A cancel byte, the ASH reset frame, and an empty line that makes a line-based server say what it is
_RESET: Final = bytes.fromhex("1ac038bc7e") + b"\r\n\r\n"
_RESET_ACKNOWLEDGED: Final = bytes.fromhex("c102")
_ACK_TIMEOUT: Final = NcpResetCode.ERROR_EXCEEDED_MAXIMUM_ACK_TIMEOUT_COUNT
_MISSING: Final = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN}
_FAULTS: Final = {
    errno.EBUSY: RadioFault.BUSY,
    errno.EACCES: RadioFault.NO_PERMISSION,
    errno.EPERM: RadioFault.NO_PERMISSION,
    errno.ENOTTY: RadioFault.WRONG_KIND,
    errno.EINVAL: RadioFault.WRONG_KIND,
    errno.EISDIR: RadioFault.WRONG_KIND,
}
_GONE: Final = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.EPIPE, errno.ECONNRESET, errno.EBADF}


@contextmanager
def claimed(port: str) -> Iterator[None]:
    """Hold `port` for this process alone on this machine; RadioGone (busy) if another one holds it (F13).

    The claim is a name in the kernel's abstract socket namespace: it ends with the process, however that ends.
    """
    name = urlsplit(port).netloc.lower() if port.startswith("socket://") else os.path.realpath(port)
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0hemsapp-radio-{sha256(name.encode()).hexdigest()}")
    except OSError as error:
        claim.close()
        if error.errno == errno.EADDRINUSE:
            raise RadioGone(RadioFault.BUSY, port, "another hemsapp uses it") from error
        raise
    try:
        yield
    finally:
        claim.close()


def opening_fault(error: BaseException) -> RadioFault | None:
    """What an error on opening a port means; None if it needs a closer look."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, (OSError, termios.error)) and (fault := _fault_of(link)) is not None:
            return fault
        link = link.__cause__  # the libraries wrap what the kernel said
    return None


def loss_fault(error: BaseException | None) -> RadioFault:
    """Why a connection that served has ended."""
    if isinstance(error, NcpFailure):
        return RadioFault.NOT_ANSWERING if error.code == _ACK_TIMEOUT else RadioFault.WAS_RESET
    if error is None or isinstance(error, (ConnectionError, EOFError, serialx.SerialException)):
        return RadioFault.UNPLUGGED
    if isinstance(error, OSError) and error.errno in _GONE:
        return RadioFault.UNPLUGGED
    return RadioFault.NOT_ANSWERING


async def diagnose(port: str) -> RadioFault:
    """Open a port on which no dongle came up, knock, and tell what is there."""
    try:
        async with asyncio.timeout(2 * LISTEN_S):
            reader, writer = await serialx.open_serial_connection(url=port, baudrate=115200)
    except (OSError, serialx.SerialException, TimeoutError) as error:
        return opening_fault(error) or RadioFault.NOT_ANSWERING
    heard, is_closed = b"", False
    try:
        writer.write(_RESET)
        async with asyncio.timeout(LISTEN_S):
            while _RESET_ACKNOWLEDGED not in heard:
                piece = await reader.read(256)
                if not piece:
                    is_closed = True
                    break
                heard += piece
    except TimeoutError:
        pass
    except (OSError, serialx.SerialException):
        is_closed = True
    finally:
        writer.close()
    return _judge(heard, is_closed=is_closed)


def _judge(heard: bytes, *, is_closed: bool) -> RadioFault:
    if _RESET_ACKNOWLEDGED in heard:
        return RadioFault.NOT_ANSWERING  # it does ASH, but its application did not come up
    if heard:
        return RadioFault.WRONG_KIND
    return RadioFault.BUSY if is_closed else RadioFault.NOT_ANSWERING


def _fault_of(error: OSError | termios.error) -> RadioFault | None:
    number = error.errno if isinstance(error, OSError) else error.args[0]
    if isinstance(error, PermissionError) and number is None:
        return None  # zigpy's word for EBUSY, which is its cause
    if isinstance(error, (ConnectionRefusedError, socket.gaierror)) or number in _MISSING:
        return RadioFault.NOT_FOUND
    return None if number is None else _FAULTS.get(number)
