"""Settings: each subject with how it is set now, and the panel of the one that is chosen."""

from dataclasses import dataclass

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.i18n import words
from ui.presenters.clock import ClockPanel
from ui.presenters.diagnostics import DiagnosticsPanel
from ui.presenters.displays import DisplaysPanel
from ui.presenters.frame import header
from ui.presenters.problem import ProblemPanel
from ui.presenters.settings_care import BackupPanel, PinPanel
from ui.presenters.settings_panels import (
    BillDatePanel,
    LanguagePanel,
    Panel,
    ScreenPanel,
    SoundsPanel,
    Wish,
)
from ui.presenters.settings_website import WebsitePanel
from ui.views import HeaderView, ListRowView
from ui.views.settings import Part


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The list left, by key, and the parts of the chosen panel right."""

    header: HeaderView
    rows: tuple[tuple[str, ListRowView], ...]
    parts: tuple[Part, ...]


class SettingsPresenter:
    """Snapshot to SettingsView; keeps which panel is open. With `is_narrow` a row's value stands below its title."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self.is_narrow = False
        self._clock, self._displays = ClockPanel(), DisplaysPanel()
        self.website = WebsitePanel()
        self.bill_date, self.diagnostics = BillDatePanel(), DiagnosticsPanel()
        self.panels: tuple[Panel, ...] = (
            self._clock,
            self.bill_date,
            ScreenPanel(),
            LanguagePanel(),
            SoundsPanel(),
            PinPanel(),
            self._displays,
            self.website,
            BackupPanel(),
            self.diagnostics,
            ProblemPanel(),
        )
        self.key = self._clock.key

    @property
    def is_editing(self) -> bool:
        """Is a time being set that was not accepted yet?"""
        return any(each.is_editing for each in (self._clock, self._displays, self.website))

    def present(self, snapshot: Snapshot, now: Moment) -> SettingsView:
        """The page at that moment."""
        return SettingsView(
            header(snapshot, now, words("settings.title"), has_back=True, is_demo=self._is_demo),
            tuple((panel.key, self._row(panel, snapshot, now)) for panel in self.panels),
            self._panel().parts(snapshot, now),
        )

    def select(self, key: str) -> None:
        """Open the panel of that key; one that there is not leaves the page as it is."""
        if key != self.key and any(panel.key == key for panel in self.panels):
            self.discard()
            self.key = key

    def chosen(self, name: str, value: int) -> Wish:
        """What a finger on a part of the panel asks for."""
        return self._panel().chosen(name, value)

    def discard(self) -> None:
        """Forget what was begun and not accepted."""
        self._clock.discard()
        self._displays.discard()
        self.website.discard()

    def _panel(self) -> Panel:
        return next(panel for panel in self.panels if panel.key == self.key)

    def _row(self, panel: Panel, snapshot: Snapshot, now: Moment) -> ListRowView:
        title, value = words(f"settings.{panel.key}"), panel.value(snapshot, now)
        is_selected = panel.key == self.key
        if self.is_narrow:
            return ListRowView(title, value, panel.icon, is_selected=is_selected)
        return ListRowView(title, icon=panel.icon, value=value, is_selected=is_selected)
