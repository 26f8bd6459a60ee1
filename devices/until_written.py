"""What a database answers, kept until something is written to it: asking costs SQL, remembering costs nothing."""

import sqlite3
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class UntilWritten(Generic[Answer]):
    """The answer of `ask`, which looks at nothing but what this connection, the file's only writer, has written."""

    def __init__(self, connection: sqlite3.Connection, ask: Callable[[], Answer]) -> None:
        self._connection = connection
        self._ask = ask
        self._kept: tuple[int, Answer] | None = None

    def __call__(self) -> Answer:
        """The answer; inside a transaction always a fresh one, as it may be rolled back."""
        if self._connection.in_transaction:
            return self._ask()
        written = self._connection.total_changes
        if self._kept is None or self._kept[0] != written:
            self._kept = written, self._ask()
        return self._kept[1]
