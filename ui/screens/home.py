"""Home: the Arch with the hero, the ledger, and below them the coming prices or the one thing that needs a person."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.events import OVERRIDE
from ui.presenters.frame import Page
from ui.presenters.home import HomePresenter, HomeView
from ui.presenters.why import why_bill, why_cost, why_price
from ui.screens.base import Screen
from ui.screens.emergency import EmergencyPanel
from ui.screens.override import OverrideSheet
from ui.theme import Theme
from ui.tokens import Screen as Size
from ui.tokens import Touch
from ui.views import ButtonView, HeaderView, WhySheetView
from ui.widgets.arch import Arch
from ui.widgets.button import Button
from ui.widgets.event_bar import EventBar
from ui.widgets.fitting import in_step
from ui.widgets.hero import Hero
from ui.widgets.ledger_row import LedgerRow
from ui.widgets.notice_card import NoticeCard
from ui.widgets.plan_card import PlanCard
from ui.widgets.skyline import Skyline
from ui.widgets.spark import Spark
from ui.widgets.tile import Tile

_EVENT_BUTTONS, _DETAILS, _BILL = ("step_out", "do_more", "event_details"), 2, 2
_ROWS = (("price_now", Page.PRICES), ("today", Page.HISTORY), ("bill", Page.BILL), ("tier", Page.BILL))


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
        self._event_room = LedgerRow("home.event_room", theme, self)
        self._card = PlanCard("home.event_card", theme, self)
        self._bar = EventBar("home.event_bar", theme, self)
        self._event_buttons = [Button(f"home.{name}", theme, self) for name in _EVENT_BUTTONS]
        self._override = OverrideSheet("home.override", theme, parent)
        self._emergency = EmergencyPanel("home.emergency", theme, self)
        self._has_room, self._buttons_at = False, QRect()
        for part in (self._event_room, self._card, self._bar, *self._event_buttons, self._emergency):
            part.hide()
        in_step((*self._rows, self._event_room))
        in_step((self._room, self._compare))
        in_step(self._event_buttons)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is a way out of an event being chosen, or an explanation of the emergency read?"""
        return self._override.is_open or self._emergency.is_open

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
        self._show_foot(view)
        self._show_room(view)
        self._show_emergency(snapshot, now)
        if snapshot is not None:
            self._override.present(snapshot, now)
        return view.header

    def dropped(self) -> None:
        """Keep saving."""
        self._override.close_sheet()

    def left(self) -> None:
        """A sheet does not outlive its page."""
        self._override.close_sheet()
        self._emergency.close_sheet()

    def _show_foot(self, view: HomeView) -> None:
        """The coming prices, or the one thing that needs a person, or the running event."""
        if view.notice is not None:
            self._notice.show_view(view.notice.card)
        if view.card is not None:
            self._card.show_view(view.card.card)
        buttons: tuple[ButtonView | None, ...] = (None,) * len(_EVENT_BUTTONS)
        if view.running is not None:
            self._bar.show_view(view.running.bar)
            buttons = view.running.buttons
        for button, shown in zip(self._event_buttons, buttons, strict=True):
            if shown is not None:
                button.show_view(shown)
            button.setVisible(shown is not None)
        is_quiet = view.notice is None and view.card is None and view.running is None
        for widget in (self._skyline, self._room, self._compare):
            widget.setVisible(is_quiet)
        self._notice.setVisible(view.notice is not None)
        self._card.setVisible(view.card is not None)
        self._bar.setVisible(view.running is not None)
        self._place_buttons()

    def _show_room(self, view: HomeView) -> None:
        """The room that an event moves, in second place; the tier then stands in the row of the bill."""
        if view.event_room is not None:
            self._event_room.show_view(view.event_room)
        if self._has_room is (view.event_room is not None):
            return
        self._has_room = view.event_room is not None
        self._event_room.setVisible(self._has_room)
        self._rows[-1].setVisible(not self._has_room)
        self._rows[_BILL].has_rule = not self._has_room
        self._rows[_BILL].update()
        self.place()

    def _show_emergency(self, snapshot: Snapshot | None, now: Moment) -> None:
        """An emergency takes the whole page: what is locked and why comes before what it costs."""
        is_emergency = snapshot is not None and self._emergency.present(snapshot, now)
        self._emergency.setVisible(is_emergency)
        shown = not is_emergency
        for part in (self._arch, self._hero, self._spark, *self._rows[:-1]):
            part.setVisible(shown)
        self._rows[-1].setVisible(shown and not self._has_room)
        self._event_room.setVisible(shown and self._has_room)
        if is_emergency:
            for part in (self._bar, *self._event_buttons):
                part.hide()

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
        rows = [self._rows[0], self._event_room, *self._rows[1:]] if self._has_room else self._rows
        for index, row in enumerate(rows[: len(_ROWS)]):
            row.setGeometry(ledger, round(top + index * height), right - ledger, round(height))
        self._place_foot(left, right)
        self._emergency.setGeometry(self.rect())

    def _place_foot(self, left: int, right: int) -> None:
        """What lies below both zones; lower while an event's band takes its share of the height."""
        layout = self.theme.layout
        margin = layout.px(16)
        is_banded = self.height() < layout.height - layout.header
        height = layout.home_bottom
        if is_banded:
            margin = layout.px(14)
            height = min(layout.home_bottom_band, self.height() - margin - layout.home_top)
        bottom = QRect(left, self.height() - margin - height, right - left, height)
        for part in (self._notice, self._card):
            part.setGeometry(bottom)
        tile, gap = layout.px(230), layout.px(8)
        self._skyline.setGeometry(bottom.left(), bottom.top(), bottom.width() - tile - layout.px(24), bottom.height())
        tiles_top = bottom.top() + (0 if is_banded else layout.px(10))
        tile_h = (bottom.bottom() + layout.px(3) - tiles_top - gap) // 2
        for index, each in enumerate((self._room, self._compare)):
            each.setGeometry(right - tile, tiles_top + index * (tile_h + gap), tile, tile_h)
        high = min(Touch.BUTTON_EVENT, max(Touch.MINIMUM, layout.px(Touch.BUTTON_EVENT)))
        self._buttons_at = QRect(bottom.left(), bottom.bottom() + 1 - high, bottom.width(), high)
        self._bar.setGeometry(bottom.left(), bottom.top(), bottom.width(), bottom.height() - high - layout.px(8))
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Those that are there share the width."""
        shown = [button for button in self._event_buttons if not button.isHidden()]
        area, gap = self._buttons_at, max(8, self.theme.layout.px(12))
        width = (area.width() - gap * (len(shown) - 1)) / max(1, len(shown))
        for index, button in enumerate(shown):
            button.setGeometry(round(area.left() + index * (width + gap)), area.top(), round(width), area.height())

    def _connect(self) -> None:
        self._hero.number_pressed.connect(self._swap)
        self._compare.clicked.connect(self._toggle_compare)
        self._room.clicked.connect(lambda: self.opened.emit(self.presenter.room_page))
        self._skyline.clicked.connect(lambda: self.opened.emit(Page.PRICES))
        for row, (_, page) in zip(self._rows, _ROWS, strict=True):
            row.clicked.connect(lambda _checked=False, page=page: self.opened.emit(page))
        self._notice.primary_chosen.connect(lambda: self._press(is_primary=True))
        self._notice.secondary_chosen.connect(lambda: self._press(is_primary=False))
        self._event_room.clicked.connect(lambda: self.opened.emit(Page.COMFORT))
        self._card.chosen.connect(self._press_event)
        for index, button in enumerate(self._event_buttons):
            button.chosen.connect(lambda index=index: self._press_event(index))
            button.explained.connect(lambda: self._press_event(_DETAILS))
        for part in (self._override, self._emergency):
            part.asked.connect(self.asked)
        self._emergency.opened.connect(self.opened)
        self._emergency.stepped_out.connect(self._override.open)

    def _swap(self) -> None:
        self.presenter.tap_hero()
        self.changed.emit()

    def _toggle_compare(self) -> None:
        self.presenter.tap_compare()
        self.changed.emit()

    def _press(self, *, is_primary: bool) -> None:
        asked = self.presenter.press_notice(is_primary=is_primary)
        if isinstance(asked, str):
            self.opened.emit(asked)
        elif asked is not None:
            self.asked.emit(asked)
        self.changed.emit()

    def _press_event(self, index: int) -> None:
        for each in self.presenter.press_event(index):
            if each == OVERRIDE:
                self._override.open()
            elif isinstance(each, str):
                self.opened.emit(each)
            else:
                self.asked.emit(each)
        self.changed.emit()
