"""Home: the Arch with the hero, the ledger, and below them the coming prices or the one thing that needs a person."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.home import HomePresenter
from ui.presenters.why import why_bill, why_cost, why_price
from ui.screens.base import Screen
from ui.theme import Theme
from ui.tokens import Screen as Size
from ui.views import HeaderView, WhySheetView
from ui.widgets.arch import Arch
from ui.widgets.hero import Hero
from ui.widgets.ledger_row import LedgerRow
from ui.widgets.notice_card import NoticeCard
from ui.widgets.skyline import Skyline
from ui.widgets.spark import Spark
from ui.widgets.tile import Tile

_ROWS = (("price_now", Page.RATES), ("today", Page.BILL), ("bill", Page.BILL), ("tier", Page.BILL))


class HomeScreen(Screen):
    """The page that every other one returns to; its geometry never moves, only the bottom zone changes content."""

    page = Page.HOME

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = HomePresenter(is_demo=is_demo)
        self._arch = Arch("home.arch", theme, self)
        self._spark = Spark("home.last_30", theme, self)
        self._hero = Hero("home.cost_now", theme, self)
        self._rows = [LedgerRow(f"home.{name}", theme, self) for name, _ in _ROWS]
        self._skyline = Skyline("home.prices", theme, self)
        self._room = Tile("home.room", theme, self)
        self._compare = Tile("home.compare", theme, self)
        self._notice = NoticeCard("home.notice", theme, self)
        self._rows[-1].has_rule = False
        self._connect()

    def present(self, snapshot: Snapshot | None, now: Moment) -> HeaderView:
        """Show that moment; None is the moment before the engine spoke."""
        self.presenter.is_narrow = self.theme.look.screen is Size.SMALL
        view = self.presenter.present(snapshot, now)
        self._arch.show_view(view.arch)
        self._hero.show_view(view.hero)
        self._spark.show_view(view.spark)
        for row, shown in zip(self._rows, view.rows, strict=True):
            row.show_view(shown)
        self._skyline.show_view(view.skyline)
        self._room.show_view(view.room)
        self._compare.show_view(view.compare)
        if view.notice is not None:
            self._notice.show_view(view.notice.card)
        for widget in (self._skyline, self._room, self._compare):
            widget.setVisible(view.notice is None)
        self._notice.setVisible(view.notice is not None)
        return view.header

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:
        """The numbers whose factors are known."""
        match name:
            case "home.cost_now":
                return why_cost(snapshot, now)
            case "home.price_now" | "home.prices" | "home.tier":
                return why_price(snapshot)
            case "home.bill":
                return why_bill(snapshot)
        return None

    def place(self) -> None:
        """The drawing's rectangles, at this screen's own measures (DESIGN section 3)."""
        layout = self.theme.layout
        left = layout.content_x - layout.rail
        right = left + layout.content_w
        top = layout.px(4)
        arch = QRect(left, top, layout.px(420) if layout.scale >= 1 else round(420 * layout.arch_radius / 198), 0)
        arch.setHeight(layout.home_top)
        self._arch.setGeometry(arch)
        self._hero.setGeometry(arch)
        spark_h = layout.px(60)
        self._spark.setGeometry(arch.left(), arch.bottom() - spark_h + 1, arch.width(), spark_h)
        ledger = layout.ledger_x - layout.rail
        height = (layout.home_top - top) / len(_ROWS)
        for index, row in enumerate(self._rows):
            row.setGeometry(ledger, round(top + index * height), right - ledger, round(height))
        bottom = QRect(left, self.height() - layout.px(16) - layout.home_bottom, right - left, layout.home_bottom)
        self._notice.setGeometry(bottom)
        tile, gap = layout.px(230), layout.px(8)
        self._skyline.setGeometry(bottom.left(), bottom.top(), bottom.width() - tile - layout.px(24), bottom.height())
        tiles_top = bottom.top() + layout.px(10)
        tile_h = (bottom.bottom() + layout.px(3) - tiles_top - gap) // 2
        for index, each in enumerate((self._room, self._compare)):
            each.setGeometry(right - tile, tiles_top + index * (tile_h + gap), tile, tile_h)

    def _connect(self) -> None:
        self._hero.number_pressed.connect(self._swap)
        self._compare.clicked.connect(self._toggle_compare)
        self._room.clicked.connect(lambda: self.opened.emit(Page.NETWORK))
        self._skyline.clicked.connect(lambda: self.opened.emit(Page.RATES))
        for row, (_, page) in zip(self._rows, _ROWS, strict=True):
            row.clicked.connect(lambda _checked=False, page=page: self.opened.emit(page))
        self._notice.primary_chosen.connect(lambda: self._press(is_primary=True))
        self._notice.secondary_chosen.connect(lambda: self._press(is_primary=False))

    def _swap(self) -> None:
        self.presenter.tap_hero()
        self.changed.emit()

    def _toggle_compare(self) -> None:
        self.presenter.tap_compare()
        self.changed.emit()

    def _press(self, *, is_primary: bool) -> None:
        asked = self.presenter.press_notice(is_primary=is_primary)
        if isinstance(asked, Page):
            self.opened.emit(asked)
        elif asked is not None:
            self.asked.emit(asked)
        self.changed.emit()
