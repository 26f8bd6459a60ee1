"""The gallery paints every widget and every page, and says where."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from ui import gallery
from ui.presenters.frame import Page
from ui.screens.cases import CASES, JOINS
from ui.screens.comfort_cases import SCENES
from ui.screens.health_cases import HEALTH_SCENES
from ui.screens.history_cases import HISTORY_SCENES
from ui.screens.join_scenes import JOIN_SCENES
from ui.screens.money_scenes import MONEY_SCENES
from ui.screens.network_cases import NETWORK_SCENES
from ui.screens.settings_scenes import SETTINGS_SCENES
from ui.specimens import specimens
from ui.theme import Look, Theme
from ui.tokens import Scheme, Screen


@pytest.mark.usefixtures("qapp")
def test_the_gallery_hangs_every_widget_and_page_in_every_scheme_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "CASES", {name: CASES[name] for name in ("normal", "silent", "event-active")})
    played = {name: HISTORY_SCENES[name] for name in ("prices", "history-read", "history-fix")}
    monkeypatch.setattr(gallery, "HISTORY_SCENES", played)
    monkeypatch.setattr(gallery, "TYPING_SCENES", {})
    few_settings = {name: SETTINGS_SCENES[name] for name in ("settings-screen", "pin-waiting")}
    monkeypatch.setattr(gallery, "SETTINGS_SCENES", few_settings)
    monkeypatch.setattr(gallery, "HEALTH_SCENES", {name: HEALTH_SCENES[name] for name in ("map-way", "problem-device")})
    monkeypatch.setattr(gallery, "MONEY_SCENES", {name: MONEY_SCENES[name] for name in ("match-found", "rates-edited")})
    monkeypatch.setattr(gallery, "HANDOVER_SCENES", {})
    monkeypatch.setattr(gallery, "CHAIN_SCENES", {})
    few = {name: NETWORK_SCENES[name] for name in ("battery-low", "nothing-told")}
    monkeypatch.setattr(gallery, "NETWORK_SCENES", few)
    walked = {name: JOIN_SCENES[name] for name in ("list-why", "add-scanned", "device-remove")}
    monkeypatch.setattr(gallery, "JOIN_SCENES", walked)
    monkeypatch.setattr(gallery, "JOINS", {name: JOINS[name] for name in ("join-waiting", "join-stopped")})
    monkeypatch.setattr(gallery, "AT_REST", {name: CASES[name] for name in ("normal", "event-active")})
    written = gallery.run(tmp_path)
    assert set(written) == set(tmp_path.rglob("*.png"))
    widgets, pages = len(list(specimens())), len(Page) + 2 + 2 + 3 + 2 + 2 + len(walked)
    pages += sum(len(shown) + ("rules" in shown) for _, _, shown in (SCENES | few).values())
    pages += 3 + 2 + len(few_settings) + len(("map-way", "problem-device"))
    pages += len(gallery.AT_REST)
    assert len(written) == 3 * (3 * pages + widgets + 2)
    for screen in Screen:
        width, height = screen.value
        picture = QImage(str(tmp_path / "screens" / f"home-silent-{width}x{height}-light.png"))
        assert (picture.width(), picture.height()) == screen.value


@pytest.mark.usefixtures("qapp")
def test_every_scheme_paints_a_kit_of_its_own() -> None:
    kits = [gallery.kit(Theme(Look(scheme=scheme))) for scheme in (Scheme.DARK, Scheme.LIGHT, Scheme.CONTRAST)]
    assert kits[0] != kits[1] != kits[2]
