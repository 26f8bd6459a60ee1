"""What a site says at addresses that everybody knows: how to tell of a weakness, that robots find nothing, its icon.

Source: RFC 9116 (security.txt), RFC 9309 (robots.txt).
"""

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse, PlainTextResponse

from devices.utility.web.site import FILES
from devices.utility.web.visit import Anybody

router = APIRouter(include_in_schema=False)
_ROBOTS = "User-agent: *\nDisallow: /\n"


@router.get("/.well-known/security.txt")
async def security(visit: Anybody) -> Response:
    """Whom to tell of a weakness (RFC 9116); nothing, once it has ended."""
    contact = visit.site.security
    if contact is None or contact.expires <= visit.site.wall():
        raise HTTPException(404)
    return PlainTextResponse(contact.text())


@router.get("/robots.txt")
async def robots() -> Response:
    """Everything here is somebody's: no robot need look."""
    return PlainTextResponse(_ROBOTS)


@router.get("/favicon.ico")
async def icon() -> Response:
    """The icon, for what asks without having read a page."""
    return FileResponse(FILES / "static" / "icon.svg", media_type="image/svg+xml")
