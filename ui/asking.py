"""Questions of pages to the store, and each answer back to the page that asked."""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from hemsapp.questions import Answer, Question
from ui.screens.base import Screen


@dataclass(frozen=True, slots=True)
class _Reply:
    """Where an answer goes; equal for a page's questions of one class, so that a newer one replaces an older."""

    asking: "Asking"
    screen: Screen
    kind: type
    question: Question = field(compare=False)

    def __call__(self, answer: Answer) -> None:
        self.asking.take(self, answer)


class Asking(QObject):
    """`wanted` carries a question and what to call with its answer; `answered` the page that has it now."""

    wanted = Signal(object, object)
    answered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._awaited: set[_Reply] = set()

    @property
    def is_over(self) -> bool:
        """Did the store answer everything that pages asked?"""
        return not self._awaited

    def want(self, screen: Screen, question: Question) -> None:
        """Ask for that page."""
        reply = _Reply(self, screen, type(question), question)
        self._awaited.add(reply)
        self.wanted.emit(question, reply)

    def take(self, reply: _Reply, answer: Answer) -> None:
        """Give the page what it asked for."""
        self._awaited.discard(reply)
        reply.screen.answered(reply.question, answer)
        self.answered.emit(reply.screen)
