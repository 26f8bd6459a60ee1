"""Paint the reference pictures anew (`--regenerate`, after a look at what changed), or into another directory."""

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.golden import REFERENCES, pictures


def main(arguments: list[str]) -> int:
    """Write every picture below the references, or below the directory that is named."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests.ui.golden --regenerate | DIRECTORY\n")
        return 2
    root = REFERENCES if arguments == ["--regenerate"] else Path(arguments[0])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QApplication([])
    for path, picture in pictures():
        target = root / path.relative_to(REFERENCES)
        target.parent.mkdir(parents=True, exist_ok=True)
        picture.save(str(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
