"""The application: the pages' routers, the files that ship with them, and what stands around."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from devices.utility.web import account, api, connecting, console, displays, errors, green_button, sign_in, well_known
from devices.utility.web.guard import Guard
from devices.utility.web.site import FILES, Site

DESCRIPTION = "What a customer's own programs, such as a home's energy display, may ask of the utility."
ROUTERS: tuple[APIRouter, ...] = (
    *(sign_in.router, account.router, green_button.router, displays.router),
    *(api.router, connecting.router, well_known.router),
    *console.ROUTERS,
)
"""Every part of the site; a new part adds its router here."""


class Website(FastAPI):
    """Its guard stands outside of everything, also of the page that tells of our own mistake."""

    def build_middleware_stack(self) -> ASGIApp:
        """See FastAPI."""
        site: Site = self.state.site
        return Guard(super().build_middleware_stack(), is_secure=site.is_secure)


def application(site: Site, routers: Sequence[APIRouter] = ROUTERS) -> Website:
    """The ASGI application of one site."""
    app = Website(
        title=f"{site.utility} customer API",
        description=DESCRIPTION,
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.site = site
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=FILES / "static"))
    app.mount("/fonts", StaticFiles(directory=FILES.parent / "fonts"))
    errors.add_to(app)
    return app
