"""How often a question is put to a device before it counts as unanswered: once, but while it is being set up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """`tries` of one question, each given `reply_s` (None: as long as zigpy waits); `told` hears how each went."""

    tries: int = 1
    reply_s: float | None = None
    told: Callable[[Exception | None], None] | None = None

    def tell(self, why: Exception | None) -> None:
        """One try came to its end: None, with an answer."""
        if self.told is not None:
            self.told(why)


_PATIENCE: ContextVar[Patience] = ContextVar("patience")
ONCE = Patience()


def present() -> Patience:
    """What holds for the question that is being asked."""
    return _PATIENCE.get(ONCE)


@contextmanager
def patient(patience: Patience) -> Iterator[None]:
    """Ask inside with that patience: reading, binding and configuring may be done twice, commands may not."""
    token = _PATIENCE.set(patience)
    try:
        yield
    finally:
        _PATIENCE.reset(token)
