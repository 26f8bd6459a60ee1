"""What a demonstration's utility knows before its day begins: an account with its past, and who may sign in.

    python -m devices.utility.demonstration --state DIR --meter meter-1 --until 2026-07-13

It writes while no process has the files. The home's last 45 days are left out: the head end reads them from the meter
itself (`read-days`), so that they are the same as on the home's display. Passwords, and the token of the display, are
made at random, and printed: there is no default one.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from devices.utility.access import Principal, UserRole
from devices.utility.field.simulated import METERS
from devices.utility.ledger import LedgerRefused
from devices.utility.mdms.records import Records
from devices.utility.mdms.sample import Sizes, fill, one_home
from devices.utility.mdms.settings import Settings
from devices.utility.web.passwords import Passwords
from devices.utility.web.server import WEB_FILE
from devices.utility.web.store import WebStore
from devices.utility.web.tokens import Tokens
from devices.utility.web.users import Users
from devices.wan.words import Program

ACCOUNT = "1001"
PEOPLE = (
    Principal("maria", UserRole.CUSTOMER, ACCOUNT),
    Principal("ruth", UserRole.REPRESENTATIVE),
    Principal("paul", UserRole.PROGRAM_MANAGER),
    Principal("tess", UserRole.TROUBLE_DESK),
    Principal("ada", UserRole.AUDITOR),
)
DAYS = 365
METER_KEEPS_DAYS = 46
DISPLAY = "Kitchen display"
_SEED = 7


def prepare(state: Path, meter_id: str, until: date, zone: ZoneInfo, neighbours: int) -> dict[str, Any]:
    """Make what is not there yet; the people with their new passwords, and a token of the home's display.

    Raises LedgerRefused, ValueError.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(Records(state / "mdms.db", lambda _sender, _signed: None, Settings(zone=zone))) as records:
        if ACCOUNT not in {one.account for one in records.accounts.find(ACCOUNT)}:
            _move_in(records, meter_id, until, zone)
            if neighbours:
                fill(records, Sizes(neighbours, DAYS, until, meters=METERS))
    with closing(WebStore(state / WEB_FILE)) as store, closing(Passwords()) as passwords:
        users = Users(store)
        people = [_person(users, passwords, one) for one in PEOPLE]
        return {"people": people, "token": _token(store)}


def _move_in(records: Records, meter_id: str, until: date, zone: ZoneInfo) -> None:
    """Maria's home, and its past."""
    first = until - timedelta(days=DAYS - 1)
    at = datetime.combine(first, time(), zone).astimezone(UTC)
    with records.links.transaction():
        records.accounts.open(ACCOUNT, at, name="Maria Muñoz", address="12 Oak Street, Fresno", phone="559-555-0134")
        records.accounts.fit(ACCOUNT, meter_id, at)
        records.accounts.enrol(ACCOUNT, [Program.CRITICAL_PEAK], at)
        days = (first + timedelta(days=number) for number in range(max(0, DAYS - METER_KEEPS_DAYS)))
        records.intervals.store.put([replace(row, meter_id=meter_id) for row in one_home(days, zone, _SEED)])


def _token(store: WebStore) -> str:
    """A new one for the display of the home, in place of that of an earlier start."""
    tokens = Tokens(store, lambda: datetime.now(UTC))
    for one in tokens.of(ACCOUNT):
        if one.label == DISPLAY:
            tokens.take_back(ACCOUNT, one.id)
    return tokens.make(ACCOUNT, DISPLAY)[1]


def _person(users: Users, passwords: Passwords, principal: Principal) -> dict[str, str]:
    password = secrets.token_urlsafe(9)
    if users.find(principal.name):
        users.change_password(principal.name, password, passwords)
    else:
        users.add(principal, password, passwords, datetime.now(UTC))
    return {"name": principal.name, "role": principal.role.value, "password": password}


def main(argv: Sequence[str] | None = None) -> int:
    """0 with the people as a line of JSON, 1 for a refusal in a sentence."""
    parser = argparse.ArgumentParser(prog="python -m devices.utility.demonstration", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the folder of the utility's files")
    parser.add_argument("--meter", required=True, help="the meter of the account")
    parser.add_argument("--until", type=date.fromisoformat, required=True, help="the last local day that is known")
    parser.add_argument("--neighbours", type=int, default=0, help="how many other homes there are")
    parser.add_argument("--zone", type=ZoneInfo, default=Settings().zone, help="the utility's own time zone")
    given = parser.parse_args(argv)
    try:
        told = prepare(given.state, given.meter, given.until, given.zone, given.neighbours)
    except (LedgerRefused, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
