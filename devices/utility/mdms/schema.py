"""The records' tables, as functions that are only ever appended. Time is Unix milliseconds, energy integer Wh."""

from sqlite_utils import Database, Migrations

from devices.utility.ledger import common_tables, create
from devices.utility.mdms.field_schema import field_tables
from devices.utility.owed import owed_tables

migrations = Migrations("mdms")
common_tables(migrations)
owed_tables(migrations)


@migrations()
def records(db: Database) -> None:
    """What each logged message is about, customers by event, receipts, standings as told, meter-days."""
    arrivals: dict[str, type] = {"id": int, "meter_id": str, "kind": str, "issuer_event_id": int}
    arrivals |= {"received": int, "message_id": str, "correlation_id": str}
    create(db, "arrivals", "id", arrivals)
    db.table("arrivals").create_index(["meter_id", "issuer_event_id"])
    db.table("arrivals").create_index(["issuer_event_id", "kind"])
    db.table("arrivals").create_index(["meter_id", "correlation_id"])
    customers: dict[str, type] = {"issuer_event_id": int, "meter_id": str, "program": str, "start": int, "end": int}
    customers |= {"is_test": int, "state": str, "detail": str, "at": int, "is_closed": int}
    create(db, "customers", ("issuer_event_id", "meter_id"), customers)
    db.table("customers").create_index(["is_closed", "end"])
    db.table("customers").create_index(["meter_id", "is_closed"])
    receipts: dict[str, type] = {"id": int, "at": int, "meter_id": str, "sender": str, "sequence": int}
    receipts |= {"log_number": int, "issuer_event_id": int, "status": int, "status_time": int, "meter_time": int}
    receipts |= {"received": int, "subject": str, "acted": int, "action": str, "is_test": int}
    create(db, "receipts", "id", receipts)
    db.execute("CREATE UNIQUE INDEX receipts_by_sequence ON receipts (sender, sequence) WHERE sequence > 0")
    db.execute("CREATE UNIQUE INDEX receipts_by_log ON receipts (meter_id, log_number) WHERE sequence = 0")
    db.table("receipts").create_index(["issuer_event_id", "meter_id"])
    standings: dict[str, type] = {"id": int, "at": int, "issuer_event_id": int, "meter_id": str, "state": str}
    create(db, "standings", "id", standings | {"detail": str})
    db.table("standings").create_index(["issuer_event_id", "meter_id"])
    failures: dict[str, type] = {"id": int, "at": int, "issuer_event_id": int, "meter_id": str, "message_id": str}
    create(db, "failures", "id", failures | {"attempts": str})
    days: dict[str, type] = {"day": str, "meter_id": str, "channel": int, "start": int, "interval_minutes": int}
    days |= {"count": int, "wh": bytes, "quality": bytes, "total_wh": int, "revision": int}
    create(db, "meter_days", ("day", "meter_id", "channel", "interval_minutes"), days)


@migrations()
def displays(db: Database) -> None:
    """What displays told of themselves, when each was last heard, and who was asked."""
    reports: dict[str, type] = {"sender": str, "sequence": int, "meter_id": str, "kind": str, "made": int}
    reports |= {"received": int, "at": int, "asked_by": int, "code": str, "is_passed": int, "body": str}
    create(db, "display_reports", ("sender", "sequence"), reports)
    db.table("display_reports").create_index(["meter_id", "at"])
    db.table("display_reports").create_index(["code"])
    create(db, "display_beats", "sender", {"sender": str, "meter_id": str, "at": int, "is_missed": int})
    create(db, "display_queries", "number", {"number": int, "meter_id": str, "at": int})


@migrations()
def accounts(db: Database) -> None:
    """Accounts, the words that find them, their meters and programs with the times in which they were theirs."""
    account: dict[str, type] = {"id": str, "name": str, "address": str, "phone": str, "zone": str}
    create(db, "accounts", "id", account | {"opened": int, "closed": int})
    create(db, "account_words", ("word", "account"), {"word": str, "account": str})
    db.table("account_words").create_index(["account"])
    create(db, "account_meters", "id", {"id": int, "account": str, "meter_id": str, "since": int, "until": int})
    db.table("account_meters").create_index(["account", "since"])
    db.table("account_meters").create_index(["meter_id", "since"])
    create(db, "account_programs", "id", {"id": int, "account": str, "program": str, "since": int, "until": int})
    db.table("account_programs").create_index(["account", "program"])


@migrations()
def groups(db: Database) -> None:
    """Groups of meters, accounts and other groups, by name."""
    create(db, "groups", "name", {"name": str, "kind": str})
    create(db, "group_members", ("name", "kind", "member"), {"name": str, "kind": str, "member": str})
    db.table("group_members").create_index(["kind", "member"])


@migrations()
def validation(db: Database) -> None:
    """What speaks against intervals: registers to compare with, clocks in doubt, and what people must look at."""
    register: dict[str, type] = {"meter_id": str, "channel": int, "at": int, "wh": int}
    create(db, "registers", ("meter_id", "channel", "at"), register)
    checks: dict[str, type] = {"meter_id": str, "channel": int, "start": int, "end": int, "register_wh": int}
    create(db, "sum_checks", ("meter_id", "channel", "start"), checks | {"is_rolled_over": int})
    create(db, "clock_doubts", ("meter_id", "at"), {"meter_id": str, "at": int, "detail": str})
    found: dict[str, type] = {"number": int, "day": str, "meter_id": str, "channel": int, "kind": str, "count": int}
    found |= {"detail": str, "found": int, "gone": int, "settled": int, "settled_by": str, "word": str}
    create(db, "exceptions", "number", found)
    db.table("exceptions").create_index(["meter_id", "day", "channel", "kind"], unique=True)
    db.table("exceptions").create_index(["settled", "gone", "day"])
    create(db, "daily", "duty", {"duty": str, "due": int, "day": str, "after": str})


@migrations()
def feed(db: Database) -> None:
    """What is told to whom, on which terms, and how far each who follows has confirmed."""
    terms: dict[str, type] = {"consumer": str, "kind": str, "is_available": int, "delay_s": int, "keep_days": int}
    create(db, "availability", ("consumer", "kind"), terms)
    entry: dict[str, type] = {"number": int, "at": int, "kind": str, "meter_id": str, "issuer_event_id": int}
    create(db, "feed", "number", entry | {"told": str})
    db.table("feed").create_index(["kind", "number"])
    create(db, "feed_cursors", ("consumer", "kind"), {"consumer": str, "kind": str, "number": int, "at": int})


@migrations()
def meter_tests(db: Database) -> None:
    """Remote tests of meters and their results, and what meters did on orders."""
    tests: dict[str, type] = {"number": int, "meter_id": str, "issuer_event_id": int, "ordered": int, "received": int}
    tests |= {"at": int, "is_passed": int, "is_recovery_automatic": int, "is_recovered": int, "body": str}
    create(db, "meter_tests", ("number", "meter_id"), tests)
    db.table("meter_tests").create_index(["meter_id", "ordered"])
    recoveries: dict[str, type] = {"id": int, "number": int, "meter_id": str, "issuer_event_id": int, "at": int}
    create(db, "recoveries", "id", recoveries | {"body": str})
    db.table("recoveries").create_index(["meter_id", "number"])


field_tables(migrations)
