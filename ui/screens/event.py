"""One event: its facts and who takes part, or its result with the loop of receipts."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.presenters.event import CHAIN, HOW, EventPresenter, FactsView
from ui.presenters.frame import Page
from ui.presenters.result import ResultView
from ui.screens.base import Screen
from ui.screens.chain import ChainSheet
from ui.screens.label import Label, Panel
from ui.screens.log_foot import LogFoot
from ui.screens.mark import Mark
from ui.screens.scroll import scroll_area
from ui.screens.worth import WorthSheet
from ui.theme import Theme
from ui.tokens import Screen as Size
from ui.tokens import Touch, Type
from ui.views import HeaderView, ListRowView, ReasonRowView, Tone
from ui.widgets.button import Button
from ui.widgets.compared import Compared
from ui.widgets.list_row import ListRow
from ui.widgets.loop_diagram import LoopDiagram
from ui.widgets.reason_row import ReasonRow
from ui.widgets.run_line import RunLine

_FACTS, _BUTTONS, _ROOM_H = 5, ("first", "second", "turn"), 76
_DRAWN = 544


class EventScreen(Screen):
    """Opened by the band, the chip, a card, or a list of events (`event/4711`)."""

    page = Page.EVENT
    back = Page.HOME

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = EventPresenter(is_demo=is_demo)
        self._mark = Mark("event.mark", theme, self)
        self._empty = Label("event.empty", theme, self, Type.BODY)
        self._empty.alignment = Qt.AlignmentFlag.AlignHCenter
        self._facts = FactsPanel(theme, self)
        self._result = ResultPanel(theme, self)
        self._result.loop.node_chosen.connect(self._tell_node)
        self._result.log.verified.connect(lambda: self.asked.emit(self.presenter.verify()))
        self._result.log.exported.connect(lambda: self.asked.emit(self.presenter.export()))
        self._buttons = [Button(f"event.{role}", theme, self) for role in _BUTTONS]
        for index, button in enumerate(self._buttons):
            button.chosen.connect(lambda index=index: self._press(index))
        self._is_result = False
        self._worth = WorthSheet("event.worth", theme, parent)
        self._chain = ChainSheet("event.chain", theme, parent)

    def came_from(self, page: Page) -> None:
        """Back leads to the day in history whose column was tapped, else Home."""
        self.back = Page.HISTORY if page is Page.HISTORY else Page.HOME

    def answered(self, question: Question, answer: Answer) -> None:
        """How an event was measured, or what the utility's website has of it."""
        self.presenter.answered(question, answer)
        self._show_chain()

    def dropped(self) -> None:
        """A finger drew the explanation down."""
        self._worth.close_sheet()
        self._chain.close_sheet()

    def about(self, of: str) -> None:
        """The event of that number."""
        self.presenter.about(int(of) if of.isdigit() else None)

    def left(self) -> None:
        """The next time it is about whichever event runs or comes, unless it is told."""
        self._worth.close_sheet()
        self._chain.close_sheet()
        self.presenter.about(None)

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._mark.show_view(("calendar-clock", Tone.QUIET))
        self._empty.show_view(view.empty)
        for part in (self._mark, self._empty):
            part.setVisible(bool(view.empty))
        self._is_result = view.result is not None
        if view.facts is not None:
            self._facts.show_view(view.facts)
        if view.result is not None:
            self._result.show_view(view.result)
        self._facts.setVisible(view.facts is not None)
        self._result.setVisible(view.result is not None)
        for button, shown in zip(self._buttons, view.buttons, strict=True):
            if shown is not None:
                button.show_view(shown)
            button.setVisible(shown is not None)
        self._place_buttons()
        for question in self.presenter.wants():
            self.wanted.emit(question)
        return view.header

    def place(self) -> None:
        """Panels over the whole page, buttons at its foot."""
        self._mark.setGeometry(self.at(524, 212, 64, 64))
        self._empty.setGeometry(self.at(204, 302, 704, 60))
        for panel in (self._facts, self._result):
            panel.setGeometry(self.rect())
            panel.place()
        self._place_buttons()

    def _place_buttons(self) -> None:
        """In a row over the page; beside the loop in the left column, as drawn."""
        layout = self.theme.layout
        shown = [button for button in self._buttons if not button.isHidden()]
        high = min(Touch.BUTTON_EVENT, max(Touch.MINIMUM, layout.px(60)))
        left, right = self.x_at(104), self.x_at(404 if self._is_result else 1008)
        gap = max(8, layout.px(10))
        width = (right - left - gap * (len(shown) - 1)) / max(1, len(shown))
        if not self._is_result:
            width = min(width, (right - left - 2 * gap) / 3)
        if not self._empty.isHidden():
            left = round((left + right - width) / 2)
        top = self.height() - layout.px(12) - high
        for index, button in enumerate(shown):
            button.setGeometry(round(left + index * (width + gap)), top, round(width), high)

    def _press(self, index: int) -> None:
        for each in self.presenter.press(index):
            if each == HOW:
                self._tell_how()
            elif each == CHAIN:
                self._tell_chain()
            elif isinstance(each, str):
                self.opened.emit(each)
            else:
                self.asked.emit(each)
        self.changed.emit()

    def _tell_how(self) -> None:
        """Every step where the store told them, else the factors that the page itself knows."""
        worth, why = self.presenter.worth(), self.presenter.why()
        if worth is not None:
            self._worth.open(worth)
        elif why is not None:
            self.explained.emit(why)

    def _tell_chain(self) -> None:
        """What this home knows at once; what the website says when it came."""
        question = self.presenter.chain_wanted()
        if question is not None:
            self.wanted.emit(question)
            self._show_chain()
            self._chain.open()

    def _show_chain(self) -> None:
        if (view := self.presenter.chain()) is not None:
            self._chain.show_view(*view)

    def _tell_node(self, index: int) -> None:
        view = self.presenter.node(index)
        if view is not None:
            self.explained.emit(view)


class FactsPanel(QWidget):
    """Facts at the left, rooms at the right."""

    def __init__(self, theme: Theme, parent: Screen) -> None:
        super().__init__(parent)
        self._theme, self._screen = theme, parent
        self._plan = RunLine("event.plan", theme, self, steps=(Type.BODY, Type.SMALL, Type.AXIS, Type.RAIL))
        self._facts = [ReasonRow(f"event.fact{index}", theme, self) for index in range(_FACTS)]
        self._title = Label("event.rooms_title", theme, self, Type.SMALL)
        self._title.is_centred = True
        self._list, self._column = scroll_area(self)
        self._rooms: list[ListRow] = []
        self._count = 0
        self._has_plan = False

    def show_view(self, view: FactsView) -> None:
        """Show these facts."""
        self._plan.show_view(view.when)
        self._plan.setVisible(bool(view.when))
        shown: list[ReasonRowView | None] = [*view.facts, *(None for _ in range(_FACTS - len(view.facts)))]
        for row, fact in zip(self._facts, shown[:_FACTS], strict=True):
            if fact is not None:
                row.show_view(fact)
            row.setVisible(fact is not None)
        self._title.show_view(view.rooms_title)
        self._show_rooms(view.rooms)
        if (len(view.facts), bool(view.when)) != (self._count, self._has_plan):
            self._count, self._has_plan = len(view.facts), bool(view.when)
        self.place()

    def place(self) -> None:
        """Two columns between the header and the buttons."""
        screen, px = self._screen, self._theme.layout.px
        foot = screen.height() - px(12) - min(Touch.BUTTON_EVENT, max(Touch.MINIMUM, px(60))) - px(12)
        top = px(8)
        if self._has_plan:
            self._plan.setGeometry(screen.x_at(104), top, screen.x_at(1008) - screen.x_at(104), px(40))
            top += px(48)
        left, middle, right = screen.x_at(104), screen.x_at(536), screen.x_at(1008)
        height = min(px(96), (foot - top) / max(1, self._count))
        for index, row in enumerate(self._facts):
            row.setGeometry(left, round(top + index * height), middle - left, round(height))
        x = screen.x_at(568)
        self._title.setGeometry(x, top + px(4), right - x, px(30))
        self._list.setGeometry(x, top + px(38), right - x, foot - top - px(38))
        self._place_rooms()

    def _show_rooms(self, rooms: tuple[ListRowView, ...]) -> None:
        while len(self._rooms) > len(rooms):
            over = self._rooms.pop()
            over.hide()
            over.deleteLater()
        while len(self._rooms) < len(rooms):
            row = ListRow(f"event.room{len(self._rooms)}", self._theme, self._column)
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.setVisible(True)
            self._rooms.append(row)
        for row, view in zip(self._rooms, rooms, strict=True):
            row.show_view(view)

    def _place_rooms(self) -> None:
        height, width = max(Touch.MINIMUM, self._theme.layout.px(_ROOM_H)), self._list.width()
        for index, row in enumerate(self._rooms):
            row.setGeometry(0, index * height, width, height)
        self._column.resize(width, len(self._rooms) * height)


class ResultPanel(QWidget):
    """What it was worth at the left, the loop at the right."""

    def __init__(self, theme: Theme, parent: Screen) -> None:
        super().__init__(parent)
        self._screen = parent
        small = (Type.SMALL, Type.AXIS, Type.RAIL)
        self._when = RunLine("event.when", theme, self, steps=small)
        self._label = Label("event.about", theme, self)
        self._amount = Label("event.amount", theme, self, Type.HERO_PAGE, Tone.INK)
        self._amount.narrower, self._amount.is_centred = (Type.VALUE_XL, Type.VALUE), True
        self._verdict = RunLine("event.verdict", theme, self, steps=(Type.BAND, Type.STRONG, *small))
        body = (Type.BODY, *small)
        self._used = [RunLine(f"event.used{index}", theme, self, steps=body) for index in range(2)]
        self._bars = Compared("event.bars", theme, self)
        self._usual = Label("event.usual", theme, self, Type.SMALL)
        self._panel = Panel(theme, self)
        self._title = Label("event.loop_title", theme, self, Type.CARD_TITLE, Tone.INK)
        self._title.narrower, self._title.is_centred = (Type.PAGE_TITLE, Type.STRONG), True
        self._count = Label("event.loop_count", theme, self, Type.SMALL)
        self._count.alignment, self._count.is_centred = Qt.AlignmentFlag.AlignRight, True
        self._body = Label("event.loop_body", theme, self, Type.SMALL)
        self.loop = LoopDiagram("event.loop", theme, self)
        self.log = LogFoot(theme, self)

    def show_view(self, view: ResultView) -> None:
        """Show this result."""
        self._when.show_view(view.when)
        self._label.show_view(view.label)
        self._amount.show_view(view.amount)
        self._verdict.show_view(view.verdict)
        for line, used in zip(self._used, view.used, strict=True):
            line.show_view(used)
        self._bars.show_view(view.bars)
        self._usual.show_view(view.usual)
        self._title.show_view(view.title)
        self._count.show_view(view.count)
        self._body.show_view(view.body)
        self.loop.show_view(view.loop)
        self.log.show_view(view.log)

    def place(self) -> None:
        """As drawn, in proportion."""
        self._when.setGeometry(self._at(104, 64, 310, 32))
        self._label.setGeometry(self._at(104, 112, 300, 28))
        self._amount.setGeometry(self._at(104, 138, 310, 88))
        self._verdict.setGeometry(self._at(104, 226, 310, 34))
        for index, line in enumerate(self._used):
            line.setGeometry(self._at(104, 288 + index * 27, 310, 28))
        self._bars.setGeometry(self._at(104, 356, 290, 84))
        self._usual.setGeometry(self._at(104, 456, 310, 58))
        look = self._screen.theme.look
        has_log = look.screen is Size.LARGE or look.text_percent == 100
        self.log.setVisible(has_log)  # larger words need its room: it is on Your data, too
        self._panel.setGeometry(self._at(432, 64, 576, 446 if has_log else 522))
        self._title.setGeometry(self._at(452, 80, 440, 36))
        self._count.setGeometry(self._at(898, 80, 90, 36))
        self._body.setGeometry(self._at(452, 116, 536, 40 if has_log else 50))
        self.loop.setGeometry(self._at(440, 152, 560, 356) if has_log else self._at(440, 178, 560, 400))
        self.log.setGeometry(self._at(432, 518, 576, 70))

    def _at(self, x: float, y: float, width: float, height: float) -> QRect:
        """Both ways in proportion: what was drawn fits on every screen, with a band and without."""
        screen, k = self._screen, self._screen.height() / _DRAWN
        left, top = screen.x_at(x), (y - 56) * k
        return QRect(left, round(top), screen.x_at(x + width) - left, round(height * k))
