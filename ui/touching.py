"""What a program may do at the window: what a finger and a keyboard can, and nothing that they cannot."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from hemsapp.state_json import Json
from ui import finger
from ui.inspection import Answer, Inspection, Request, Unanswerable, number_of
from ui.window import Window

_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
_REACH_PX = 160
_LONGEST_TEXT = 200
_FURTHEST_PX = 20_000
_ALONG = 2


class Touching:
    """Answers with the page that is open afterwards. Everything raises Unanswerable."""

    def __init__(self, window: Window, inspection: Inspection) -> None:
        self._window, self._inspection = window, inspection

    def tap(self, request: Request) -> Answer:
        """Down and up in the middle of the widget, or `at` fractions of it."""
        finger.tap(self._window, self.point_of(request))
        return self._screen()

    def swipe(self, request: Request) -> Answer:
        """A quick stroke `to` the left, right, up or down, in the middle of the page or on the widget of that name."""
        way = request.get("to")
        if not isinstance(way, str) or way not in _WAYS:
            raise Unanswerable(f"a swipe goes to: {', '.join(_WAYS)}")
        middle = self.point_of(request) if "name" in request else self._window.rect().center()
        half = QPoint(_WAYS[way][0] * _REACH_PX // 2, _WAYS[way][1] * _REACH_PX // 2)
        finger.stroke(self._window, middle - half, middle + half)
        return self._screen()

    def drag(self, request: Request) -> Answer:
        """Along a widget from one place to another, both as fractions of it: what a chart reads."""
        start = self.point_of({**request, "at": request.get("from", [0.1, 0.5])})
        widget = self._inspection.widget(request)
        end = self._inside(widget, request.get("to", [0.9, 0.5]))
        finger.stroke(self._window, start, end)
        return self._screen()

    def key(self, request: Request) -> Answer:
        """A key by its name: Tab, Shift+Tab, Return, Space, Escape, Left, a."""
        name = request.get("key")
        pressed = finger.combination(name) if isinstance(name, str) else None
        if pressed is None:
            raise Unanswerable("key is the name of one key, such as Tab, Shift+Tab, Return or a")
        finger.key(self._window, pressed)
        return self._screen()

    def type(self, request: Request) -> Answer:
        """Characters, as a keyboard sends them to what has the focus."""
        text = request.get("text")
        if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_TEXT or not text.isprintable():
            raise Unanswerable(f"text is 1 to {_LONGEST_TEXT} printable characters; for other keys there is key")
        finger.write(self._window, text)
        return self._screen()

    def scroll(self, request: Request) -> Answer:
        """Bring the widget of that name into its list's view, or move its list `by` so many pixels down."""
        widget = self._inspection.widget(request)
        lists = finger.lists_of(widget)
        if not lists:
            raise Unanswerable(f"{request['name']} lies in no list")
        bar = lists[0].verticalScrollBar()
        if "by" in request:
            by = number_of(request, "by", least=-_FURTHEST_PX, most=_FURTHEST_PX)
            bar.setValue(bar.value() + round(by))
        else:
            finger.scroll_to(widget)
        return {"at": bar.value(), "end": bar.maximum()}

    def point_of(self, request: Request) -> QPoint:
        """Where on the window a finger touches that widget. Raises Unanswerable where it cannot."""
        widget, name = self._inspection.widget(request), request["name"]
        if not widget.isVisible():
            raise Unanswerable(f"{name} is not visible on {self._window.page.value}; open its screen first")
        if not widget.isEnabled():
            raise Unanswerable(f"{name} does not answer now: it is disabled")
        finger.scroll_to(widget)
        point = self._inside(widget, request.get("at", [0.5, 0.5]))
        above = self._window.childAt(point)
        if above is None or not (above is widget or widget.isAncestorOf(above)):
            cover = "nothing" if above is None else above.objectName() or type(above).__name__
            raise Unanswerable(f"{name} is covered by {cover}, as for a finger")
        return point

    def _inside(self, widget: QWidget, at: Json) -> QPoint:
        if not isinstance(at, list) or len(at) != _ALONG:
            raise Unanswerable("a place on a widget is two fractions, such as [0.5, 0.5] for its middle")
        across, down = (number_of({"a fraction": each}, "a fraction", least=0, most=1) for each in at)
        size = widget.rect()
        within = QPoint(round(across * (size.width() - 1)), round(down * (size.height() - 1)))
        return widget.mapTo(self._window, within)

    def _screen(self) -> Answer:
        return {"screen": self._window.page.value}
