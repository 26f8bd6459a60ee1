"""An answer is kept until the database's only writer writes."""

import sqlite3
from collections.abc import Iterator

import pytest

from devices.until_written import UntilWritten


class Stock:
    """A table with one number, and how often it was asked for."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.execute("create table stock (number integer)")
        self.connection.execute("insert into stock values (1)")
        self.asked = 0
        self.number = UntilWritten(self.connection, self._ask)

    def _ask(self) -> int:
        self.asked += 1
        (number,) = self.connection.execute("select number from stock").fetchone()
        return int(number)


@pytest.fixture
def stock() -> Iterator[Stock]:
    made = Stock()
    yield made
    made.connection.close()


def test_what_was_not_written_is_asked_for_once(stock: Stock) -> None:
    assert [stock.number() for _ in range(3)] == [1, 1, 1]
    assert stock.asked == 1


def test_what_was_written_is_asked_for_anew(stock: Stock) -> None:
    stock.number()
    stock.connection.execute("update stock set number = 2")
    assert stock.number() == 2


def test_what_is_rolled_back_was_never_kept(stock: Stock) -> None:
    stock.number()
    stock.connection.execute("begin")
    stock.connection.execute("update stock set number = 2")
    assert stock.number() == 2
    stock.connection.rollback()
    assert stock.number() == 1
