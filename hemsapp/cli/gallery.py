"""`hemsapp gallery`: every widget and page in every state, as pictures."""

import argparse
import os
import sys


def run(wish: argparse.Namespace) -> int:
    """Save the pictures, offscreen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt reads its platform when it starts

    from ui import gallery, pictures  # noqa: PLC0415 - the same

    application = QApplication([])
    written = pictures.run(wish.directory) if wish.docs else gallery.run(wish.directory)
    application.shutdown()
    sys.stdout.write(f"{len(written)} pictures in {wish.directory}\n")
    return 0
