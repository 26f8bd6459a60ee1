"""The port that a dongle hangs on: who may use it, and why it does not work."""

import asyncio
import errno
import logging
import os
import socket
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
    cause = _root(error)
    if isinstance(cause, OSError) and cause.errno == errno.EBUSY:
        return RadioFault.BUSY
    if isinstance(cause, PermissionError):
        return RadioFault.NO_PERMISSION
    missing = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN)
    if isinstance(cause, (FileNotFoundError, ConnectionRefusedError, socket.gaierror)):
        return RadioFault.NOT_FOUND
    if isinstance(cause, OSError) and cause.errno in missing:
        return RadioFault.NOT_FOUND
    if isinstance(cause, OSError) and cause.errno in (errno.ENOTTY, errno.EINVAL, errno.EISDIR):
        return RadioFault.WRONG_KIND
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


def _root(error: BaseException) -> BaseException:
    """The first error of a chain: the libraries wrap what the kernel said."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error
