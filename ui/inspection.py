"""What a program may know of the window: its objects by name, what they say and show, and the snapshot behind them."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.state_json import Json, to_json
from ui.window import Window

Request = dict[str, Json]
Answer = dict[str, Json]


class Unanswerable(Exception):
    """The request cannot be answered; the sentence says why and what may be asked instead."""


class Inspection:
    """Answers what does not touch anything. Everything raises Unanswerable."""

    def __init__(self, window: Window, now: Callable[[], Moment]) -> None:
        self._window, self._now = window, now

    def screen(self, _request: Request) -> Answer:
        """The page that is open."""
        return {"screen": self._window.page.value}

    def snapshot(self, _request: Request) -> Answer:
        """All that is known, null before the engine spoke."""
        snapshot = self._window.snapshot
        return {"snapshot": None if snapshot is None else to_json(snapshot, self._now())}

    def objects(self, request: Request) -> Answer:
        """The names of what is visible; with `details` each one's role, words, place and state as well."""
        is_detailed = request.get("details", False)
        if not isinstance(is_detailed, bool):
            raise Unanswerable("details is true or false")
        found = [each for each in self._window.findChildren(QWidget) if is_named(each) and each.isVisible()]
        if not is_detailed:
            return {"objects": list[Json](sorted(each.objectName() for each in found))}
        return {"objects": [self._described(each) for each in sorted(found, key=QWidget.objectName)]}

    def text(self, request: Request) -> Answer:
        """What assistive technology says about it."""
        return {"text": self.widget(request).accessibleName()}

    def property(self, request: Request) -> Answer:
        """One part of what it shows, or `visible`, `enabled`."""
        widget, name = self.widget(request), request.get("property")
        view = getattr(widget, "view", None)
        known = [field.name for field in fields(view)] if is_dataclass(view) else []
        if isinstance(name, str) and name in known:
            return {"value": _plain(getattr(view, name))}
        if name in {"visible", "enabled"}:
            return {"value": widget.isVisible() if name == "visible" else widget.isEnabled()}
        raise Unanswerable(f"{request['name']} shows {', '.join([*known, 'visible', 'enabled'])}, and no {name}")

    def is_met(self, request: Request) -> tuple[bool, Json]:
        """Is what a wait asks for so, and what is so."""
        if "screen" in request:
            return self._window.page.value == request["screen"], self._window.page.value
        if "snapshot" in request:
            seen = self._part(request["snapshot"])
        elif "name" in request:
            widget = self.find(request)
            key = "value" if "property" in request else "text"
            ask = self.property if "property" in request else self.text
            seen = None if widget is None else ask(request)[key]
        else:
            raise Unanswerable('a wait names "screen", "snapshot" (a path such as link.radio) or "name"')
        if "is" in request:
            return seen == request["is"], seen
        if "contains" in request:
            return isinstance(seen, str) and str(request["contains"]) in seen, seen
        if "is_not" in request:
            return seen != request["is_not"], seen
        raise Unanswerable('a wait compares with "is", "is_not" or "contains"')

    def find(self, request: Request) -> QWidget | None:
        """The widget of that name, a visible one before others."""
        name = request.get("name")
        found = self._window.findChildren(QWidget, name) if isinstance(name, str) and name else []
        return next((widget for widget in found if widget.isVisible()), found[0] if found else None)

    def widget(self, request: Request) -> QWidget:
        """The same, which must be there."""
        widget = self.find(request)
        if widget is None:
            raise Unanswerable(f"there is no {request.get('name')!r}; ask for objects to see what there is")
        return widget

    def _described(self, widget: QWidget) -> Json:
        place = widget.rect().translated(widget.mapTo(self._window, widget.rect().topLeft()))
        accessible = QAccessible.queryAccessibleInterface(widget)
        return {
            "name": widget.objectName(),
            "role": "" if accessible is None else accessible.role().name,
            "text": widget.accessibleName(),
            "rect": [place.x(), place.y(), place.width(), place.height()],
            "enabled": widget.isEnabled(),
            "focus": widget.hasFocus(),
        }

    def _part(self, path: Json) -> Json:
        part: Json = self.snapshot({})["snapshot"]
        for name in str(path).split("."):
            if isinstance(part, list) and name.isdigit() and int(name) < len(part):
                part = part[int(name)]
            elif isinstance(part, dict) and name in part:
                part = part[name]
            elif part is None:
                return None
            else:
                raise Unanswerable(f"the snapshot has no {path}; ask for the snapshot to see its names")
        return part


def is_named(widget: QWidget) -> bool:
    """Has it a name of ours?"""
    return bool(widget.objectName()) and not widget.objectName().startswith("qt_")


def number_of(request: Request, name: str, *, least: float, most: float, default: float | None = None) -> float:
    """A number of a request. Raises Unanswerable."""
    value = request.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise Unanswerable(f"{name} is a number from {least:g} to {most:g}, not {json.dumps(value)}")
    return value


def _plain(value: object) -> Json:
    if isinstance(value, Enum):
        return _plain(value.value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    assert value is None or isinstance(value, str | int | float | bool)
    return value
