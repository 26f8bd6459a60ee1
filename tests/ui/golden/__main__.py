"""Paint the reference pictures anew, after a look at what changed."""

import os
import sys

from PySide6.QtWidgets import QApplication

from tests.ui.golden import pictures


def main(arguments: list[str]) -> int:
    """Write every reference when asked to."""
    if arguments != ["--regenerate"]:
        sys.stderr.write("usage: python -m tests.ui.golden --regenerate\n")
        return 2
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QApplication([])
    for path, picture in pictures():
        path.parent.mkdir(exist_ok=True)
        picture.save(str(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
