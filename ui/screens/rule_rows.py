"""A row of a page of settings: what is set at the left, the control at the right."""

from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.tokens import Touch
from ui.views import StepperView, ToggleView
from ui.views.comfort import SettingView
from ui.widgets.setting import Setting
from ui.widgets.stepper import Stepper
from ui.widgets.toggle import Toggle

Control = TypeVar("Control", Stepper, Toggle)


class Row(Generic[Control]):
    """A Setting and its control; without a view of the control only the words stand there."""

    def __init__(self, name: str, theme: Theme, parent: QWidget, control: Control) -> None:
        self.control: Control = control
        self.theme = theme
        self.setting = Setting(name, theme, parent)
        self.control.raise_()

    def show_views(self, shown: tuple[SettingView, StepperView | ToggleView | None] | None) -> None:
        """Show setting and control, or nothing."""
        view = None if shown is None else shown[1]
        self._show_control(view)
        self.setting.setVisible(shown is not None)
        self.control.setVisible(view is not None)
        if shown is not None:
            self.setting.show_view(shown[0])

    def place(self, x: int, y: int, width: int, height: int, control_width: int = 0) -> None:
        """Both in that rectangle; the control as wide as it wants, or as is said."""
        self.setting.setGeometry(x, y, width, height)
        size = self.control.sizeHint() if hasattr(self.control, "view") else self.control.size()
        wide, tall = control_width or size.width(), min(height, Touch.MINIMUM)
        self.control.setGeometry(x + width - wide, y + (height - tall) // 2, wide, tall)
        self.setting.control_width = 0 if self.control.isHidden() else wide + self.theme.layout.px(12)

    def _show_control(self, view: StepperView | ToggleView | None) -> None:
        control: Stepper | Toggle = self.control
        if isinstance(control, Stepper) and isinstance(view, StepperView):
            control.show_view(view)
        if isinstance(control, Toggle) and isinstance(view, ToggleView):
            control.show_view(view)
