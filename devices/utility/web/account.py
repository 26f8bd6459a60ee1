"""The customer's own pages."""

from fastapi import Response

from devices.utility.access import UserRole
from devices.utility.web.sign_in import home
from devices.utility.web.visit import Anybody, pages

router = pages()


@router.get("/")
async def overview(visit: Anybody) -> Response:
    """The customer's account at a glance; the staff go to their console."""
    if visit.who.role is not UserRole.CUSTOMER:
        return visit.to(home(visit))
    return visit.page("account/overview.html")
