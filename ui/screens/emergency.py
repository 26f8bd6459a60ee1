"""Home in a grid emergency: what is locked and why, who is exempt, and whom to call."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.i18n import words
from ui.presenters.emergency import CALL, MEDICAL, EmergencyView, emergency, medical
from ui.presenters.events import OVERRIDE
from ui.screens.label import Label, Rule
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import ButtonKind, ButtonView, SheetView, Tone
from ui.widgets.arch import Arch
from ui.widgets.button import Button
from ui.widgets.figures import Figures
from ui.widgets.reason_row import ReasonRow
from ui.widgets.run_line import RunLine
from ui.widgets.sheet import Sheet
from ui.widgets.why_sheet import WhySheet

_REASONS, _BUTTONS = 4, ("step_out", "details", "call", "medical")
_LEFT, _TOP, _DRAWN = 104, 112, 488


class EmergencyPanel(QWidget):
    """Fills Home; `asked` carries commands, `opened` a page's key, `stepped_out` asks for the ways out (JA5)."""

    asked = Signal(object)
    opened = Signal(str)
    stepped_out = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.theme = theme
        self._arch = Arch(f"{name}.arch", theme, self)
        self._room = Label(f"{name}.room", theme, self)
        self._set_point = Label(f"{name}.set_point", theme, self, Type.HERO, Tone.INK)
        self._set_point.narrower = (Type.HERO_LONG,)
        self._lock = RunLine(f"{name}.lock", theme, self, steps=(Type.SMALL, Type.AXIS, Type.RAIL))
        self._indoors = Label(f"{name}.indoors", theme, self, Type.SMALL)
        for label in (self._room, self._set_point, self._indoors):
            label.alignment, label.is_centred = Qt.AlignmentFlag.AlignHCenter, True
        self._lock.alignment = Qt.AlignmentFlag.AlignHCenter
        self._rule = Rule(theme, self)
        self._figures = Figures(f"{name}.figures", theme, self)
        self._tier = Label(f"{name}.tier", theme, self, Type.SMALL)
        self._tier.is_centred = True
        self._reasons = [ReasonRow(f"{name}.reason{index}", theme, self) for index in range(_REASONS)]
        self._buttons = [Button(f"{name}.{role}", theme, self) for role in _BUTTONS]
        for index, button in enumerate(self._buttons):
            button.chosen.connect(lambda index=index: self._press(index))
        window = parent.window()
        self._phone = Sheet(f"{name}.phone", theme, window)
        self._number = Label(f"{name}.phone.number", theme, self._phone.body, Type.HERO_PAGE, Tone.INK)
        self._number.narrower, self._number.is_centred = (Type.VALUE_XL, Type.VALUE), True
        self._number.alignment = Qt.AlignmentFlag.AlignHCenter
        self._phone.placed.connect(lambda: self._number.setGeometry(self._phone.body.rect()))
        self._medical = WhySheet(f"{name}.exemption", theme, window)
        self._explanation = window.findChild(Sheet, f"{name}.exemption")
        for signal in (self._phone.primary_chosen, self._phone.dismissed):
            signal.connect(self._phone.close_sheet)
        self._shown: EmergencyView | None = None
        self._snapshot: Snapshot | None = None
        theme.changed.connect(self.place)

    @property
    def is_open(self) -> bool:
        """Is one of its sheets read?"""
        is_explaining = self._explanation is not None and self._explanation.isVisible()
        return self._phone.isVisible() or is_explaining

    def present(self, snapshot: Snapshot, now: Moment) -> bool:
        """Show that moment; False when there is no emergency to show."""
        view = emergency(snapshot, now)
        self._shown, self._snapshot = view, snapshot
        if view is None:
            return False
        self._arch.show_view(view.arch)
        self._room.show_view(view.room)
        self._set_point.show_view(view.set_point)
        self._lock.show_view(view.lock)
        self._indoors.show_view(view.indoors)
        self._figures.show_view(view.figures)
        self._tier.show_view(view.tier)
        for row, shown in zip(self._reasons, view.reasons, strict=True):
            row.show_view(shown)
        for button, shown_button in zip(self._buttons, view.buttons, strict=True):
            if shown_button is not None:
                button.show_view(shown_button)
            button.setVisible(shown_button is not None)
        self._place_buttons()
        return True

    def close_sheet(self) -> None:
        """A sheet does not outlive its page."""
        self._phone.close_sheet()
        if self._explanation is not None:
            self._explanation.close_sheet()

    def place(self) -> None:
        """The drawing's two columns, in proportion."""
        arch = self._at(104, 120, 400, 300)
        self._arch.setGeometry(arch)
        self._room.setGeometry(self._at(184, 222, 240, 30))
        self._set_point.setGeometry(self._at(184, 252, 240, 102))
        self._lock.setGeometry(self._at(164, 356, 280, 30))
        self._indoors.setGeometry(self._at(154, 388, 300, 28))
        self._rule.setGeometry(self._at(104, 424, 400, 1))
        self._figures.setGeometry(self._at(112, 430, 392, 44))
        self._tier.setGeometry(self._at(112, 474, 392, 30))
        for index, row in enumerate(self._reasons):
            row.setGeometry(self._at(536, 116 + index * 95, 472, 95))
        self._place_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Lay out for the new size."""
        self.place()

    def _at(self, x: float, y: float, width: float, height: float) -> QRect:
        """A rectangle of the 1024x600 drawing with its band, stretched over what there is."""
        layout, k = self.theme.layout, self.height() / _DRAWN
        across = layout.content_w / 904
        left = layout.content_x - layout.rail + (x - _LEFT) * across
        top = (y - _TOP) * k
        return QRect(round(left), round(top), round(width * across), round(height * k) or 1)

    def _place_buttons(self) -> None:
        layout = self.theme.layout
        shown = [button for button in self._buttons if not button.isHidden()]
        high = min(Touch.BUTTON_EVENT, max(Touch.MINIMUM, layout.px(Touch.BUTTON_EVENT)))
        gap = max(8, layout.px(12))
        width = (layout.content_w - gap * (len(shown) - 1)) / max(1, len(shown))
        top = self.height() - layout.px(14) - high
        for index, button in enumerate(shown):
            x = layout.content_x - layout.rail + index * (width + gap)
            button.setGeometry(round(x), top, round(width), high)

    def _press(self, index: int) -> None:
        if self._shown is None:
            return
        for each in self._shown.answers[index]:
            match each:
                case str() if each == OVERRIDE:
                    self.stepped_out.emit()
                case str() if each == CALL:
                    self._show_number()
                case str() if each == MEDICAL:
                    self._show_medical()
                case str():
                    self.opened.emit(each)
                case _:
                    self.asked.emit(each)

    def _show_number(self) -> None:
        """No phone is in here: the number, as large as it goes."""
        assert self._snapshot is not None, "a button was pressed that was shown"
        events = self._snapshot.events
        title = (
            words("emergency.call_named", utility=events.utility_name)
            if events.utility_name
            else words("emergency.call_title")
        )
        close = ButtonView(words("emergency.close"), ButtonKind.PRIMARY)
        self._phone.show_view(SheetView(title, words("emergency.call_body"), close))
        self._number.show_view(events.utility_phone)
        self._phone.open()

    def _show_medical(self) -> None:
        assert self._snapshot is not None, "a button was pressed that was shown"
        self._medical.show_view(medical(self._snapshot))
        self._medical.open()
