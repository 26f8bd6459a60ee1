"""A concentrator's tables, as functions that are only ever appended. Time is Unix milliseconds."""

from sqlite_utils import Database, Migrations

from devices.utility.ledger import common_tables, create
from devices.utility.owed import owed_tables

migrations = Migrations("field")
common_tables(migrations)
owed_tables(migrations)


@migrations()
def neighbourhood(db: Database) -> None:
    """The directory, what is kept of all meters as arrays, and the intervals: a row holds one of every meter."""
    create(db, "places", "place", {"place": int, "meter_id": str, "heard": int})
    create(db, "arrays", "name", {"name": str, "cells": bytes})
    intervals: dict[str, type] = {"channel": int, "start": int, "wh": bytes, "marks": bytes}
    create(db, "intervals", ("channel", "start"), intervals)
