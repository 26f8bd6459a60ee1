"""The sample house in a window, for a program outside to look at: `python -m tests.ui.atspi.kiosk CASE SECONDS`."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.screens.cases import CASES, NOW
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.window import Window


def main(case: str, seconds: int) -> int:
    """Show that case for so long; 0 when it ends well."""
    application = QApplication(["kiosk"])
    window = Window(Theme(Look(is_motion_reduced=True)), lambda: NOW)
    serve(window)
    window.resize(1024, 600)
    window.show()
    window.show_snapshot(CASES[case]())
    QTimer.singleShot(seconds * 1000, application.quit)
    code = application.exec()
    window.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
