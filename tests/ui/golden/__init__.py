"""Reference pictures, painted offscreen; `python -m tests.ui.golden --regenerate` paints them anew."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ui import gallery
from ui.specimens import specimens
from ui.theme import Look, Theme
from ui.tokens import Scheme

REFERENCES = Path(__file__).parent
TOLERATED = 0.002
IN_OTHER_SCHEMES = (
    *("arch.normal", "arch.thermostat", "hero.live", "skyline.event", "row.tier", "rail.home", "header.silent"),
    *("tile.flat", "card.silent", "button.primary.idle", "button.outline.focus", "field.wrong", "list.selected"),
    *("code.slip", "hexpad", "stages.stopped", "advice.failed"),
    *("ladder", "range", "days.twenty", "toast", "pad", "segmented", "toggle.off", "chip.tomorrow"),
    *("band.critical", "band.emergency", "band.recovery", "bar.middle", "plan.announced", "option.chosen"),
    *("reason.locked", "loop.missing", "compared.less", "row.room"),
    *("circle.priced", "circle.locked", "arch.limit", "room.chosen", "room.lost", "rules.four", "setting.level"),
    *("level.high", "sentence.line", "missed.start", "event.row", "call"),
    *("ribbon.now", "read_out.critical", "chart.day", "chart.week", "summary.less"),
)


def pictures() -> Iterator[tuple[Path, QImage]]:
    """Every widget in every state in the dark, a choice of them in the other schemes: (reference, picture)."""
    for scheme in gallery.SCHEMES:
        theme = Theme(Look(scheme=scheme, is_motion_reduced=True))
        for each in specimens():
            if scheme is Scheme.DARK or each.name in IN_OTHER_SCHEMES:
                yield REFERENCES / scheme.value / f"{each.name}.png", gallery.picture(each, theme)
        theme.deleteLater()


def difference(one: QImage, other: QImage, threshold: int = 16) -> float:
    """The share of pixels that differ by more than the threshold in any channel; 1 for pictures of unlike sizes."""
    if one.size() != other.size():
        return 1.0
    return float((abs(_channels(one) - _channels(other)).max(axis=2) > threshold).mean())


def _channels(image: QImage) -> NDArray[np.int16]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return pixels[:, :, :3].astype(np.int16)
