"""What a test of the screen showed is destroyed when it ends, and the next one reads English again."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from ui import i18n


@pytest.fixture(autouse=True)
def leaves_no_window_behind() -> Iterator[None]:
    """Destroy what was closed now: else thousands of windows wait for the first test that runs an event loop."""
    yield
    i18n.use(i18n.Style())
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
