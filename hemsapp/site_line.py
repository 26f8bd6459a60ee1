"""One request to the utility's website, and why there was no answer: over https, or on this machine."""

import http.client
import json
import ssl
from typing import Any

from hemsapp.site import SiteFault
from hemsapp.website_address import Address

_MOST = 1 << 20
_FAULTS: dict[int, SiteFault] = {
    http.client.UNAUTHORIZED: SiteFault.REVOKED,
    http.client.GONE: SiteFault.CODE_OVER,
    http.client.NOT_FOUND: SiteFault.NOTHING,
    http.client.TOO_MANY_REQUESTS: SiteFault.BUSY,
}


class NotTold(Exception):
    """It gave no answer."""

    def __init__(self, fault: SiteFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def asked(address: str, token: str, path: str, method: str = "GET") -> Any:
    """The answer's JSON, None for an answer without a body. Raises NotTold. It waits: call it on a thread."""
    try:
        connection = Address(address).connection()
    except (ValueError, http.client.InvalidURL) as error:
        raise NotTold(SiteFault.ADDRESS) from error
    try:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "Connection": "close"}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read(_MOST)
    except ssl.SSLError as error:
        raise NotTold(SiteFault.CERTIFICATE) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotTold(SiteFault.UNREACHABLE) from error
    except ValueError as error:  # a token or a path that no header holds
        raise NotTold(SiteFault.ODD) from error
    finally:
        connection.close()
    if answer.status == http.client.NO_CONTENT:
        return None
    if answer.status != http.client.OK:
        raise NotTold(_FAULTS.get(answer.status, SiteFault.ODD))
    try:
        return json.loads(body)
    except ValueError as error:
        raise NotTold(SiteFault.ODD) from error
