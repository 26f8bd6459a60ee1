"""A back-light of the kernel: `/sys/class/backlight/NAME/{brightness,max_brightness,bl_power}`."""

import os
from pathlib import Path

_ON, _OFF = "0", "4"
"""`bl_power`: FB_BLANK_UNBLANK, FB_BLANK_POWERDOWN."""

REMEDY = "Install 62-hemsapp-backlight.rules, and let the user who runs hemsapp into the group video."


class SysfsBacklight:
    """One back-light; each method raises OSError with a sentence that says what to do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: str | None = None

    @property
    def name(self) -> str:
        """As the kernel calls it."""
        return f"back-light {self._folder.name}"

    @property
    def is_writable(self) -> bool:
        """May this user set it?"""
        return os.access(self._folder / "brightness", os.W_OK)

    def show(self, percent: int) -> int:
        """Give that much of the most it can; more than 0 is never dark. Gives the percent back."""
        most = self._most()
        if self._found is None:
            self._found = self._read("brightness")
        raw = 0 if percent <= 0 else max(1, round(most * min(100, percent) / 100))
        self._write("brightness", str(raw))
        power = self._folder / "bl_power"
        if os.access(power, os.W_OK):
            self._write("bl_power", _ON if raw else _OFF)
        return percent

    def restore(self) -> None:
        """As it was found, and switched on."""
        if self._found is not None:
            self.show(100)
            self._write("brightness", self._found)

    def _most(self) -> int:
        text = self._read("max_brightness")
        if not text.isdigit() or not int(text):
            raise OSError(f"{self._folder}/max_brightness says {text!r}, which is no brightness")
        return int(text)

    def _read(self, name: str) -> str:
        try:
            return (self._folder / name).read_text(encoding="ascii").strip()
        except OSError as error:
            raise OSError(
                f"{self._folder}/{name} cannot be read ({error.strerror}): there is no back-light of the kernel here; "
                'set [display] backlight = "wlr-randr" or "none"'
            ) from error

    def _write(self, name: str, text: str) -> None:
        try:
            (self._folder / name).write_text(text, encoding="ascii")
        except OSError as error:
            raise OSError(f"{self._folder}/{name} cannot be written ({error.strerror}). {REMEDY}") from error


def backlights(root: Path) -> list[SysfsBacklight]:
    """All that the kernel knows, the best first: the panel's firmware, the platform's, then a raw one."""
    folders = sorted((root / "class/backlight").glob("*"))
    return [SysfsBacklight(folder) for folder in sorted(folders, key=_rank)]


def _rank(folder: Path) -> int:
    try:
        kind = (folder / "type").read_text(encoding="ascii").strip()
    except OSError:
        kind = ""
    return {"firmware": 0, "platform": 1}.get(kind, 2)
