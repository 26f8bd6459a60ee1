"""A hand scanner at the USB port types as a keyboard does: a burst of signs that ends in Enter."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

QUIET_MS = 250
"""A scanner writes its signs some milliseconds apart; after such a pause a person typed them."""

_HEX = frozenset("0123456789ABCDEF")
_SINGLE = 2


class Scanner(QWidget):
    """Has the keyboard's focus while a label is wanted: `read` carries a burst or a paste, `typed` single signs.

    What it hears is secret: a recording keeps none of it (X-SECURITY).
    """

    is_secret = True

    read = Signal(str)
    typed = Signal(str)
    erased = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedSize(1, 1)
        self._heard = ""
        self._pause = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._pause.timeout.connect(self._flush)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Gather signs until Enter or a pause; what is no sign of a code is left to the window."""
        if not self.hear(event):
            event.ignore()

    def hear(self, event: QKeyEvent) -> bool:
        """Take the key if it is a sign, the end of a burst, or a paste; False: it means something else."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._tell(QGuiApplication.clipboard().text())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._heard:
            self._end()
        elif event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif self._is_sign(event):
            self._heard += event.text()
            self._pause.start()
        else:
            return False
        return True

    def forget(self) -> None:
        """Drop what was heard."""
        self._pause.stop()
        self._heard = ""

    def _is_sign(self, event: QKeyEvent) -> bool:
        text = event.text()
        if not text or not text.isprintable() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        return bool(self._heard) or (text.isalnum() or text in "%$")

    def _end(self) -> None:
        heard = self._heard
        self.forget()
        self._tell(heard)

    def _flush(self) -> None:
        """A pause: few signs were typed by a person, many are a burst of a scanner that sends no Enter."""
        heard = self._heard
        self.forget()
        if len(heard) > _SINGLE:
            self._tell(heard)
            return
        for sign in heard.upper():
            if sign in _HEX:
                self.typed.emit(sign)

    def _tell(self, text: str) -> None:
        if text.strip():
            self.read.emit(text)
