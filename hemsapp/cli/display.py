"""The way to the screen, for the commands that have one."""

import argparse
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from devices.panel import choose
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import Clock
from hemsapp.config import Config, Home
from hemsapp.daylight import Coordinates
from ui.place import Place

if TYPE_CHECKING:
    from ui.bridge import Served  # Qt is loaded only by those who have a screen
    from ui.session import Session


def require(*, is_offscreen_enough: bool) -> None:
    """Choose Qt's platform before Qt is loaded. Raises Refused where there is no screen and one is needed."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not is_offscreen_enough:
        raise Refused(
            Exit.SCREEN,
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set). Put `xvfb-run -a` before the "
            "command for a virtual one, or use --screenshots DIR; `hemsapp demo --headless` needs none.",
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def show(
    make: Callable[[], "Served"],
    clock: Clock,
    config: Config,
    wish: argparse.Namespace,
    *,
    is_demo: bool = False,
    session: "Session | None" = None,
) -> int:
    """Run the window; the service is made on the engine thread after its first frame."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt is loaded only by those who have a screen

    from hemsapp.cli.watchdog import Watchdog  # noqa: PLC0415 - the same
    from ui import app  # noqa: PLC0415 - the same

    application = QApplication(sys.argv[:1])
    watchdog = Watchdog(clock, application)

    def make_watched() -> "Served":
        service = make()
        service.subscribe(watchdog.hear)
        return service

    width, height = (int(side) for side in config.display.size.split("x"))
    fills_screen = config.display.fullscreen and not wish.screenshots
    return app.run(
        make_watched,
        clock,
        size=None if fills_screen else (width, height),
        is_demo=is_demo,
        place=place(config),
        panel=choose(config.display.backlight) if fills_screen and not is_demo else None,
        automation_port=wish.automation,
        screenshots_dir=wish.screenshots,
        session=session,
    )


def _coordinates(config: Config) -> Coordinates | None:
    """Where the home lies, when somebody wrote both numbers down."""
    latitude, longitude = config.home.latitude, config.home.longitude
    return None if latitude is None or longitude is None else Coordinates(latitude, longitude)


def place(config: Config) -> Place:
    """What the configuration says about this home."""
    utility = config.utility
    return Place(
        _home_name(config),
        utility.name,
        utility.phone,
        _coordinates(config),
        utility.warranty,
        version("hemsapp"),
    )


def _home_name(config: Config) -> str:
    """The home's name, when somebody gave it one."""
    return "" if config.home.name == Home().name else config.home.name
