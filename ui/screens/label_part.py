"""The label's groups left, the keys right; below the groups what is said about them (mockup 15)."""

from PySide6.QtWidgets import QWidget

from ui.presenters.label_form import CODE_GROUPS, FormView
from ui.screens.wizard_part import WizardPart
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import CodeGridView, CodeGroupView
from ui.widgets.button import Button
from ui.widgets.code_grid import CodeGrid
from ui.widgets.code_hint import CodeHint
from ui.widgets.hex_pad import HexPad

_BLANK = CodeGridView(tuple(CodeGroupView(str(index + 1), "") for index in range(CODE_GROUPS)))
_GROUP_H, _GAP, _HINT_H, _BELOW, _FOOT = 78, 10, 92, 16, 64


class LabelPart(WizardPart):
    """What a person types; the page connects what its widgets say."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.grid = CodeGrid("connect.code", theme, self)
        self.hint = CodeHint("connect.hint", theme, self)
        self.scan = Button("connect.scan", theme, self)
        self.where = Button("connect.where", theme, self)
        self.pad = HexPad("connect.keys", theme, self)
        self._rows = 1

    def show_form(self, form: FormView) -> None:
        """Show the form as it stands."""
        rows = len(form.grid.groups) // form.grid.columns
        self.grid.show_view(form.grid)
        self.hint.show_view(form.hint)
        self.scan.show_view(form.scan)
        self.where.show_view(form.where)
        self.pad.show_view(form.pad)
        if rows != self._rows:
            self._rows = rows
            self.place()

    def forget(self) -> None:
        """No widget keeps a code that is not shown (X-SECURITY)."""
        self.grid.show_view(_BLANK)

    def place(self) -> None:
        """Groups, hint, and the two keys below it."""
        px, foot = self.theme.layout.px, self.y_at(578)
        self.pad.setGeometry(self.box(620, 92, 1000, 578))
        height = max(Touch.MINIMUM, px(_FOOT))
        left, width = self.x_at(24), self.x_at(592) - self.x_at(24)
        gap = px(12)
        where = min(self.where.sizeHint().width(), (width - gap) * 2 // 5)
        self.where.setGeometry(left + width - where, foot - height, where, height)
        self.scan.setGeometry(left, foot - height, width - where - gap, height)
        top, between = self.y_at(92), px(_GAP)
        room = foot - height - between - top
        rows = min(self._rows * px(_GROUP_H) + (self._rows - 1) * between, room - px(_HINT_H) - between)
        self.grid.setGeometry(left, top, width, rows)
        hint = px(_HINT_H) * max(100, self.theme.look.text_percent) // 100
        self.hint.setGeometry(left, top + rows + px(_BELOW), width, min(hint, room - rows - px(_BELOW)))
