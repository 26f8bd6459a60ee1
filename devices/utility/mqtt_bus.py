"""The bus over MQTT 3.1.1: any broker, for ever. It reconnects, keeps what could not be sent yet, and retains nothing.

Topic: `hems/1/<target>/<source>`. A client reads `hems/1/<itself>/+` and writes `hems/1/+/<itself>`, so that a broker's
ACL of two lines keeps everyone to their own name (packaging/mosquitto).
"""

import asyncio
import logging
import ssl
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zlib import crc32

import aiomqtt

from devices.ending import ended
from devices.utility.bus import Hear
from devices.wan.cbor import MAX_OCTETS
from devices.wan.codec import is_name

_log = logging.getLogger(__name__)
ROOT = "hems/1"
MAX_WAITING = 10_000  # octets that wait for a broker; older ones go first: their systems send them again
AT_ONCE = 64  # so many are on their way to the broker: one by one, each would wait for the answer to the one before
BUSY_S, GATHER_S = 0.02, 0.01
"""What comes so soon after what came before is gathered for so long, and handed on together."""
TOGETHER = 100
BACK_OFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
KEEPALIVE_S = 15
TIMEOUT_S = 10.0
_PORTS = {"mqtt": 1883, "mqtts": 8883}


class BadAddress(ValueError):
    """A broker's URL, or a name, that cannot be used; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """For `mqtts`: whom to believe, and who we are. Paths of PEM files."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def of(cls, directory: Path, name: str) -> "Certificates":
        """Those of a system, as `devices.utility.certificates` names them."""
        return cls(directory / "ca.pem", directory / f"{name}.pem", directory / f"{name}.key")

    def context(self) -> ssl.SSLContext:
        """Mutual TLS, 1.2 or later, host names checked. Raises OSError, ssl.SSLError."""
        context = ssl.create_default_context(cafile=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context


def topic(target: str, source: str) -> str:
    """Where a message to `target` from `source` is published."""
    return f"{ROOT}/{target}/{source}"


class MqttBus:
    """One connection, for the systems of one process. `run` keeps it up until it is cancelled.

    Raises BadAddress for a URL that is none, or for certificates without `mqtts`.
    """

    def __init__(self, url: str, name: str, certificates: Certificates | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
            raise BadAddress("A broker is named mqtt://host[:port] or mqtts://host[:port].")
        if (parts.scheme == "mqtts") != (certificates is not None):
            raise BadAddress("mqtts:// needs certificates, and mqtt:// has no use for them.")
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username or name)  # amqtt keeps nothing for a client without one
        self._password = unquote(parts.password) if parts.password else None
        self._name = _checked(name)
        self._tls = certificates.context() if certificates else None
        self._hear: dict[str, Hear] = {}
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=MAX_WAITING)
        self._has_more = asyncio.Event()
        self.connected = asyncio.Event()

    def subscribe(self, name: str, hear: Hear) -> None:
        """Have `hear` called, in the loop of `run`, with what is sent to `name`. Call it before `run`."""
        self._hear[_checked(name)] = hear

    def publish(self, target: str, source: str, data: bytes) -> None:
        """Send it in its turn, at least once; if the broker is away, when it is back."""
        self._waiting.append((topic(_checked(target), _checked(source)), data))
        self._has_more.set()

    async def run(self) -> None:
        """Be connected whenever the broker is there. Ends by being cancelled."""
        failures = 0
        while True:
            try:
                async with self._client() as client:
                    failures = 0
                    await self._serve(client)
            except aiomqtt.MqttError as error:  # of the connection alone: what `hear` raises ends us
                wait_s = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)] * self._share()
                _log.info("no broker at %s:%d (%s); again in %.1f s", self._host, self._port, error, wait_s)
                failures += 1
            finally:
                self.connected.clear()
            await asyncio.sleep(wait_s)

    def _share(self) -> float:
        """Meters that lost one broker do not all come back at one instant: each has its own part of the wait."""
        return 0.75 + (crc32(self._name.encode()) % 1000) / 2000

    def _client(self) -> aiomqtt.Client:
        client = aiomqtt.Client(
            self._host,
            self._port,
            username=self._user,
            password=self._password,
            identifier=f"hems-{self._name}",
            clean_session=False,  # what comes while we are away is kept; our own expiry drops what is too old
            protocol=aiomqtt.ProtocolVersion.V311,
            keepalive=KEEPALIVE_S,
            max_inflight_messages=AT_ONCE,
            timeout=TIMEOUT_S,
            tls_context=self._tls,
        )
        client.pending_calls_threshold = AT_ONCE  # it warns of more
        return client

    async def _serve(self, client: aiomqtt.Client) -> None:
        """Both directions until the connection fails."""
        for name in self._hear:
            await client.subscribe(f"{ROOT}/{name}/+", qos=1)
        self.connected.set()
        _log.info("connected with the broker at %s:%d as %s", self._host, self._port, self._name)
        speaking = asyncio.ensure_future(self._speak(client))
        try:
            await self._listen(client, speaking)
        finally:
            await ended(speaking)

    async def _listen(self, client: aiomqtt.Client, speaking: "asyncio.Future[None]") -> None:
        messages = aiter(client.messages)
        taken_s = 0.0
        while True:
            hearing = asyncio.ensure_future(anext(messages))
            try:
                await asyncio.wait((hearing, speaking), return_when=asyncio.FIRST_COMPLETED)
                if speaking.done():
                    speaking.result()
            finally:
                if not hearing.done():
                    hearing.cancel()
            several = [hearing.result()]
            if time.monotonic() - taken_s < BUSY_S:
                await asyncio.sleep(GATHER_S)
            several += [await anext(messages) for _ in range(min(len(client.messages), TOGETHER - 1))]
            self._take(several)
            taken_s = time.monotonic()

    def _take(self, messages: Sequence[aiomqtt.Message]) -> None:
        """Hand on what came, to each name its own in order."""
        heard: dict[str, list[bytes]] = {}
        for message in messages:
            target = message.topic.value.removeprefix(f"{ROOT}/").partition("/")[0]
            data = message.payload
            if isinstance(data, bytes) and len(data) <= MAX_OCTETS and target in self._hear:
                heard.setdefault(target, []).append(data)
            else:
                _log.warning("ignored what came on %s: too long, or for nobody here", message.topic)
        for target, several in heard.items():
            self._hear[target](several)

    async def _speak(self, client: aiomqtt.Client) -> None:
        """Publish in order, many at a time; what was not acknowledged is published again after a reconnect."""
        while True:
            while self._waiting:
                some = list(islice(self._waiting, AT_ONCE))
                publishing = (client.publish(where, data, qos=1, retain=False) for where, data in some)
                for one, failure in zip(some, await asyncio.gather(*publishing, return_exceptions=True), strict=True):
                    if failure is not None:
                        raise failure
                    if self._waiting and self._waiting[0] is one:
                        self._waiting.popleft()
            self._has_more.clear()
            await self._has_more.wait()


def _checked(name: str) -> str:
    if not is_name(name):
        raise BadAddress(f"{name!r} is no name on the bus.")
    return name
