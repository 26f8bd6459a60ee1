"""Who may ask what: the roles of the utility's people and of machines, and what binds a customer to its own account.

Source: X-MULTI-CLIENT (authenticated and authorised users), C1FR17.
"""

from dataclasses import dataclass
from enum import Enum


class UserRole(Enum):
    """What somebody is to the utility. An operator may use every verb."""

    OPERATOR = "operator"
    REPRESENTATIVE = "representative"
    PROGRAM_MANAGER = "program manager"
    TROUBLE_DESK = "trouble desk"
    AUDITOR = "auditor"
    CUSTOMER = "customer"
    CUSTOMER_INTERFACE = "customer interface"


BOUND = frozenset({UserRole.CUSTOMER, UserRole.CUSTOMER_INTERFACE})
"""Who sees one account and no other."""
STAFF = frozenset(set(UserRole) - BOUND)
"""Who works for the utility."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who has been recognised. `account`: the one that the principal is bound to.

    Raises ValueError for a customer without an account, and for one of the staff with one.
    """

    name: str
    role: UserRole
    account: str = ""

    def __post_init__(self) -> None:
        if (self.role in BOUND) != bool(self.account):
            raise ValueError(f"a {self.role.value} {'needs' if self.role in BOUND else 'has no'} account")


OPERATOR = Principal("operator", UserRole.OPERATOR)
"""Who opens a control socket: it lets this user alone in."""


def principal_of(told: object) -> Principal:
    """The principal of a JSON object with name, role, account. Raises ValueError in a sentence."""
    if not isinstance(told, dict) or not set(told) <= {"name", "role", "account"}:
        raise ValueError("who asks is an object with name, role and account")
    name, role, account = told.get("name"), told.get("role"), told.get("account", "")
    if not isinstance(name, str) or not name or not isinstance(account, str):
        raise ValueError("who asks has a name, and an account that is a text")
    return Principal(name, UserRole(role), account)
