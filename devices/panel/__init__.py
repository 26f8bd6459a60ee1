"""The screen's own hardware: its back-light, and a sensor of the room's light. Roots of sysfs are arguments."""

import logging
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from devices.panel.ambient import AmbientSensor
from devices.panel.outputs import WlrRandr
from devices.panel.sysfs import REMEDY, SysfsBacklight, backlights

SYSFS = Path("/sys")
WAYS = ("auto", "sysfs", "wlr-randr", "none")
FULL_PERCENT = 100

_log = logging.getLogger(__name__)


class HardwarePanel:
    """A back-light in one of the ways that there are (None: none of them), and the sensor if there is one.

    It tells the hardware what changed and nothing else. A failure is logged once, and tried again with the next change:
    a screen that went dark must come back.
    """

    def __init__(self, way: SysfsBacklight | WlrRandr | None, sensor: AmbientSensor | None = None) -> None:
        self._way, self._sensor = way, sensor
        self._given: int | None = None
        self._has = FULL_PERCENT
        self.fault = self._logged = ""

    @property
    def name(self) -> str:
        """Which back-light it is."""
        return "none: dimmed by paint" if self._way is None else self._way.name

    def show(self, percent: int) -> int:
        """Give that much light if it is another than before; the light that there is now."""
        if self._way is None or percent == self._given:
            return self._has
        try:
            self._has = self._way.show(percent)
        except OSError as error:
            self._fail(str(error))
        else:
            self._given, self.fault = percent, ""
        return self._has

    def restore(self) -> None:
        """Put back what was found."""
        if self._way is not None and self._given is not None:
            try:
                self._way.restore()
            except OSError as error:
                self._fail(str(error))

    def ambient_lux(self) -> float | None:
        """What the sensor says; None without one, or when it cannot be read."""
        return None if self._sensor is None else self._sensor.lux()

    def _fail(self, why: str) -> None:
        self._given, self._has = None, FULL_PERCENT
        if why != self._logged:
            _log.warning("the screen's light cannot be set (it is dimmed by paint instead): %s", why)
        self.fault = self._logged = why


def choose(wish: str, environment: Mapping[str, str] = os.environ, root: Path = SYSFS) -> HardwarePanel:
    """The panel that the installer wishes, one of WAYS; "auto" takes what can be written, then what can be switched."""
    return HardwarePanel(_way(wish, environment, root), AmbientSensor.found(root))


def obstacle(wish: str, environment: Mapping[str, str] = os.environ, root: Path = SYSFS) -> str:
    """What keeps the wish from coming true, with what to do; empty when nothing does."""
    lights = backlights(root)
    is_kept_out = bool(lights) and not any(each.is_writable for each in lights)
    if wish in {"auto", "sysfs"} and is_kept_out:
        return f"{lights[0].name} cannot be written by this user. {REMEDY}"
    if wish == "sysfs" and not lights:
        return 'There is no back-light of the kernel here: set [display] backlight = "wlr-randr" or "none".'
    if wish == "wlr-randr" and not _is_installed(environment):
        return "wlr-randr is not installed: apt-get install wlr-randr."
    return ""


def _is_installed(environment: Mapping[str, str]) -> bool:
    return shutil.which("wlr-randr", path=environment.get("PATH")) is not None


def _way(wish: str, environment: Mapping[str, str], root: Path) -> SysfsBacklight | WlrRandr | None:
    lights = backlights(root)
    writable = [each for each in lights if each.is_writable]
    if wish == "sysfs" or (wish == "auto" and writable):
        return next(iter([*writable, *lights]), SysfsBacklight(root / "class/backlight/none"))
    can_switch = bool(environment.get("WAYLAND_DISPLAY")) and _is_installed(environment)
    return WlrRandr(environment) if wish == "wlr-randr" or (wish == "auto" and can_switch) else None
