"""`hemsapp pin`: what only who stands at the machine itself may do about a forgotten PIN."""

import argparse
import sys

from hemsapp import config as configuration
from hemsapp.cli.exits import Exit, Refused
from hemsapp.pin_vault import reset


def run(wish: argparse.Namespace) -> int:
    """Reset the PIN; the kiosk need not be stopped for it."""
    path = configuration.load(wish.config).store.pin
    try:
        was_set = reset(path)
    except OSError as error:
        raise Refused(
            Exit.DATABASE, f"{path}: cannot be written ({error.strerror}). Run this as the user who runs hemsapp."
        ) from error
    sys.stdout.write("The PIN is reset. Set another on the screen: More, Settings, PIN.\n" if was_set else "No PIN.\n")
    return Exit.OK
