"""The website from the command line: `web` serves it, `user` says who may sign in."""

import argparse
import getpass
import secrets
import sys
from contextlib import AbstractAsyncContextManager, closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.utility.access import OPERATOR, Principal, UserRole

if TYPE_CHECKING:
    from devices.utility.process import Clock

_ROLES = [role.value.replace(" ", "-") for role in UserRole if role is not UserRole.CUSTOMER_INTERFACE]
DEFAULT_LISTEN = "127.0.0.1:8096"


def add_listening(parser: argparse.ArgumentParser, flag: str, default: str | None) -> None:
    """The options that say where the site is found."""
    parser.add_argument(flag, dest="listen", default=default, metavar="HOST:PORT", help="where the website listens")
    parser.add_argument("--tls-cert", type=Path, help="its certificate chain (PEM); without it: this machine alone")
    parser.add_argument("--prices", type=Path, help="the sheet of the published prices (docs/website.md)")
    parser.add_argument("--tls-key", type=Path, help="the key of that certificate")
    told = "whom to tell of a weakness, such as mailto:security@example.com; as often as there are ways"
    parser.add_argument("--security-contact", action="append", default=[], metavar="URI", help=told)
    until = "the day on which that must be looked at again (by default half a year from now)"
    parser.add_argument("--security-expires", type=date.fromisoformat, metavar="DAY", help=until)
    parser.add_argument("--security-policy", default="", metavar="URI", help="what somebody who looks may try")


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verb `user`."""
    user = verbs.add_parser("user", help="who may sign in to the website", description=__doc__)
    user.add_argument("--state", type=Path, required=True, help="the folder of the website's file")
    does = user.add_subparsers(dest="does", required=True)
    add = does.add_parser("add", help="make a user; the password is typed, or read as a line of standard input")
    add.add_argument("name")
    add.add_argument("--role", choices=_ROLES, required=True)
    add.add_argument("--account", default="", help="the customer's account")
    password = does.add_parser("password", help="give a user another password, and end that user's sessions")
    password.add_argument("name")
    for one in (add, password):
        one.add_argument("--random", action="store_true", help="make a password, and print it")
    does.add_parser("remove", help="let a user sign in no more").add_argument("name")
    does.add_parser("list", help="the users")


def user(options: argparse.Namespace) -> dict[str, Any]:
    """Do what `user` asks; what it tells. Raises UserRefused, PasswordRefused, LedgerRefused."""
    from devices.utility.web.audit import LOOK, ChainedAudit  # noqa: PLC0415 its reader needs no password
    from devices.utility.web.passwords import Passwords  # noqa: PLC0415 the systems alone run without argon2
    from devices.utility.web.server import WEB_FILE  # noqa: PLC0415 and without a web framework
    from devices.utility.web.store import WebStore  # noqa: PLC0415 as above
    from devices.utility.web.users import Users  # noqa: PLC0415 as above

    with (
        closing(WebStore(options.state / WEB_FILE)) as store,
        closing(Passwords()) as passwords,
        store.audit.acting(OPERATOR),
    ):
        users = Users(store)
        if options.does == "list":
            ChainedAudit(store.audit).record(datetime.now(UTC), OPERATOR, LOOK, "user list", "done")
            return {"users": [_told(one) for one in users.all()]}
        if options.does == "remove":
            users.remove(options.name)
            return {"removed": options.name}
        password = secrets.token_urlsafe(12) if options.random else _typed()
        if options.does == "password":
            users.change_password(options.name, password, passwords)
            told = {"user": options.name}
        else:
            principal = Principal(options.name, UserRole(options.role.replace("-", " ")), options.account)
            users.add(principal, password, passwords, datetime.now(UTC))
            told = _told(principal)
        return told | ({"password": password} if options.random else {})


def serving(options: argparse.Namespace, clock: "Clock") -> AbstractAsyncContextManager[str]:
    """The site, at the address that it gives. Raises as `server.serving`."""
    from devices.utility.web import price_sheet, server  # noqa: PLC0415 the systems alone run without a web framework
    from devices.utility.web.security_contact import security_contact  # noqa: PLC0415 as above

    host, _, port = options.listen.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(f"where to listen is HOST:PORT, not {options.listen!r}")
    listening = server.Listening(host.strip("[]"), int(port), options.tls_cert, options.tls_key)
    prices = price_sheet.load(options.prices) if options.prices else None
    ends = options.security_expires
    expires = datetime.combine(ends, time(), UTC) if ends else None
    security = security_contact(options.security_contact, datetime.now(UTC), expires, options.security_policy)
    return server.serving(listening, options.state, clock, options.zone, prices, security)


def _typed() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _told(principal: Principal) -> dict[str, str]:
    return {"user": principal.name, "role": principal.role.value, "account": principal.account}
