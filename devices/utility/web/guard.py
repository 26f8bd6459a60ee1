"""What holds for every request and answer: where a form may come from, how long it may be, what a browser may do.

Source: OWASP secure headers and CSRF cheat sheets; Fetch metadata (Sec-Fetch-Site).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY, LONGEST_ADDRESS = 64 * 1024, 8 * 1024
_MOST_DIGITS = 10
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_YEAR_S = 31_536_000
_KEPT = ("/static/", "/fonts/")
"""Their addresses change with what they hold."""


class Guard:
    """Around the whole application."""

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if is_secure:
            self._headers["strict-transport-security"] = f"max-age={_YEAR_S}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path, is_page = scope["path"], not scope["path"].startswith(_KEPT)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.update(self._headers)
                out.setdefault("cache-control", "no-store" if is_page else f"public, max-age={_YEAR_S}, immutable")
            await send(message)

        if len(path) + len(scope["query_string"]) > LONGEST_ADDRESS:
            await PlainTextResponse("That address is longer than this site reads.\n", 414)(scope, receive, told)
        elif _is_foreign(scope["method"], headers) and not path.startswith("/api/"):
            await PlainTextResponse("This form was sent from another site.\n", 403)(scope, receive, told)
        elif (
            not (length := headers.get("content-length", "0")).isdecimal()
            or len(length) > _MOST_DIGITS
            or int(length) > LONGEST_BODY
        ):
            await PlainTextResponse("That is more than this site takes.\n", 413)(scope, receive, told)
        elif scope["method"] not in _SAFE and "transfer-encoding" in headers:
            await PlainTextResponse("Say how long it is.\n", 411)(scope, receive, told)
        else:
            await self._app(scope, receive, told)


def _is_foreign(method: str, headers: Headers) -> bool:
    """Does another site send this? An old browser tells neither; the form's token holds then."""
    if method in _SAFE:
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
