"""What is said of itself to whoever does not see the screen: a page, an event, what was done. Numbers are not."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from ui.views import EventBandView, HeaderView, ToastView
from ui.views.events import BandKind

Say = Callable[[str, bool], None]


class Subject(IntEnum):
    """What an announcement is about; each is said when it changes, and not before."""

    PAGE, MAIL, TOAST, EVENT = range(4)


class Announcements:
    """Says each subject's words when they change, and nothing while they stay, however often they are shown."""

    def __init__(self, window: QObject, say: Say | None = None) -> None:
        self._window, self._say = window, say or self._announce
        self._said: dict[Subject, str] = {}
        self._unread = 0

    def show(self, header: HeaderView, band: EventBandView | None, toast: ToastView | None) -> None:
        """These are seen from now on. Mail is said when there is more; an emergency over what is being read."""
        unread, before = int(header.mail.count or 0), self._unread
        self._unread = unread
        words = {
            Subject.PAGE: header.title,
            Subject.MAIL: header.mail.sentence if unread > before else self._said.get(Subject.MAIL, ""),
            Subject.TOAST: "" if toast is None else f"{toast.text} {toast.detail}".rstrip(),
            Subject.EVENT: "" if band is None else band.title,
        }
        is_urgent = band is not None and band.kind is BandKind.EMERGENCY
        for subject, now in words.items():
            if now and now != self._said.get(subject):
                self._say(now, is_urgent and subject is Subject.EVENT)
        self._said = words if unread else {**words, Subject.MAIL: ""}

    def _announce(self, words: str, is_urgent: bool) -> None:
        if not QAccessible.isActive():
            return
        event = QAccessibleAnnouncementEvent(self._window, words)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)
