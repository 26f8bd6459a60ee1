"""What systemd is told (sd_notify(3)): that all is well; whoever does not run under it is told nothing."""

import contextlib
import os
import socket


def place() -> str:
    """Where the watchdog listens, "" if nobody does."""
    return os.environ.get("NOTIFY_SOCKET", "")


def tell_well(where: str) -> None:
    """All is well; whoever no longer listens starves by itself."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        # A leading @ is the kernel's abstract namespace.
        line.connect("\0" + where[1:] if where.startswith("@") else where)
        line.sendall(b"WATCHDOG=1")
