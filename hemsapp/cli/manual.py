"""`hemsapp manual`: the users' manual as a PDF, from the same source as on the screen."""

import argparse
import os
import sys

from hemsapp import config as configuration
from hemsapp.cli.arguments import CONFIG
from hemsapp.cli.exits import Exit, Refused


def run(wish: argparse.Namespace) -> int:
    """Write the manual, offscreen; the utility's name, phone number and warranty come from the configuration."""
    is_unconfigured = wish.config == CONFIG and not CONFIG.exists()
    config = configuration.Config() if is_unconfigured else configuration.load(wish.config)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt reads its platform when it starts

    from hemsapp.cli.display import place  # noqa: PLC0415 - the same
    from ui.manual import print as press  # noqa: PLC0415 - the same

    application = QApplication([])
    try:
        printed = press.write(wish.pdf, wish.language, place(config))
    except OSError as error:
        raise Refused(Exit.USAGE, str(error)) from error
    finally:
        application.shutdown()
    note = "" if printed.language == wish.language else f" (in {printed.language}: there is no {wish.language} yet)"
    sys.stdout.write(f"{printed.pages} pages in {printed.path}{note}\n")
    return Exit.OK
