"""What a test of the screen showed is destroyed when it ends."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


@pytest.fixture(autouse=True)
def leaves_no_window_behind() -> Iterator[None]:
    """Destroy what was closed now: else thousands of windows wait for the first test that runs an event loop."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
