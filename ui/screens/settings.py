"""Settings: the subjects left with how they are set, the panel of one of them right (mockup 16)."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.panel import Panel
from hemsapp.questions import Answer, BillsWanted, Question
from hemsapp.site import SiteQuestion, SiteWanted
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.pin import Goal, PinEntry
from ui.presenters.settings import SettingsPresenter
from ui.presenters.settings_panels import Opening
from ui.screens.base import Screen
from ui.screens.gate import PinSheet
from ui.screens.scroll import scroll_area
from ui.screens.settings_panel import SettingsPanel
from ui.screens.site_keys import SiteKeys
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.tokens import Screen as Size
from ui.views import HeaderView, ListRowView
from ui.widgets.list_row import ListRow

_ROW_H, _ROW_GAP = 64, 2


class SettingsScreen(Screen):
    """List and panel each move in a column of their own; a change holds at once."""

    page = Page.SETTINGS

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = SettingsPresenter(is_demo=is_demo)
        self._list, self._column = scroll_area(self)
        self._rows: dict[str, ListRow] = {}
        self._panel = SettingsPanel("settings.panel", theme, self)
        self._panel.chosen.connect(self._chosen)
        self._shown = ""
        self._now: Moment | None = None
        self._pin = PinSheet("settings.pin_pad", theme, parent, self._moment)
        self._pin.asked.connect(self.wanted)
        self._site = SiteKeys(self.presenter.website, theme, parent)
        self._site.wanted.connect(self.wanted)
        self._site.changed.connect(self.changed)

    @property
    def is_editing(self) -> bool:
        """Is something set that was not accepted yet?"""
        return self.presenter.is_editing or self._pin.is_open

    def lit_by(self, panel: Panel) -> None:
        """The diagnostics tell of it."""
        self.presenter.diagnostics.light = panel

    def about(self, of: str) -> None:
        """Open the panel of that key."""
        self.presenter.select(of)

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        look, self._now = self.theme.look, now
        self._pin.present()
        self.presenter.is_narrow = look.screen is Size.SMALL or look.text_percent > 100
        view = self.presenter.present(snapshot, now)
        for key, row in view.rows:
            self._row(key).show_view(row)
        self._place_rows()
        self._panel.show_parts(view.parts, is_from_top=self._shown != self.presenter.key)
        self._shown = self.presenter.key
        return view.header

    def left(self) -> None:
        """What was not accepted is forgotten."""
        self.presenter.discard()
        self._pin.close()
        self._site.close()

    def entered(self) -> None:
        """The panel may show what the store keeps; the list, how the website stands."""
        self.wanted.emit(SiteWanted())
        self._ask()

    def answered(self, question: Question, answer: Answer) -> None:
        """The vault answered, or the store."""
        if isinstance(question, BillsWanted):
            self.presenter.bill_date.answered(answer)
        elif isinstance(question, SiteQuestion):
            self.presenter.website.answered(answer)
        else:
            self._pin.answered(answer)

    def place(self) -> None:
        """The list left, the panel right."""
        self._list.setGeometry(self.between(104, 58, 372, 536))
        self._panel.setGeometry(self.between(528, 62, 480, 532))
        self._place_rows()
        self._panel.place()

    def _place_rows(self) -> None:
        px = self.theme.layout.px
        words = 2 if self.presenter.is_narrow else 1
        line = self.theme.font(Type.STRONG).pixelSize() * LINE_HEIGHT
        height = max(Touch.MINIMUM, px(_ROW_H), round(words * line + px(14)))
        step = height + _ROW_GAP
        for index, row in enumerate(self._rows.values()):
            row.setGeometry(QRect(0, index * step, self._list.width(), height))
        self._column.resize(self._list.width(), max(1, len(self._rows) * step))

    def _row(self, key: str) -> ListRow:
        if key not in self._rows:
            row = ListRow(f"settings.{key}", self.theme, self._column)
            row.clicked.connect(lambda _checked=False, key=key: self._select(key))
            row.setVisible(True)
            row.show_view(ListRowView(""))
            self._rows[key] = row
        return self._rows[key]

    def _moment(self) -> Moment:
        assert self._now is not None, "what is pressed was presented"
        return self._now

    def _select(self, key: str) -> None:
        self.presenter.select(key)
        self._ask()
        self.changed.emit()

    def _ask(self) -> None:
        if self.presenter.key == self.presenter.bill_date.key:
            self.wanted.emit(BillsWanted())

    def _chosen(self, name: str, value: int) -> None:
        wish = self.presenter.chosen(name, value)
        if self.presenter.key == self.presenter.website.key:
            self._site.choose(name)
        if isinstance(wish, Opening):
            self.opened.emit(wish.key)
        elif isinstance(wish, Goal):
            self._pin.begin(PinEntry(wish))
        elif wish is not None:
            self.asked.emit(wish)
        self.changed.emit()
