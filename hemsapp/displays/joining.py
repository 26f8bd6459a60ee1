"""A companion's part of a pairing."""

import asyncio
import secrets

from hemsapp.displays import pairing
from hemsapp.displays.frames import (
    MOST_OF_A_STRANGER,
    PROTOCOL,
    SCHEMA,
    OfMain,
    PairChallenge,
    Paired,
    PairProof,
    PairWish,
    Refused,
    of_main,
)
from hemsapp.displays.identity import Identity, pairing_context
from hemsapp.displays.kept import KeptHome
from hemsapp.displays.pairing import Meeting
from hemsapp.displays.stream import call
from hemsapp.saying import say

ANSWERED_S = 10.0
NOT_THE_ONE = say("What answers at that address does not know the code. Check the address, and ask for a new code.")
TWELVE = say("The code has twelve digits.")


class NotPaired(Exception):
    """The main display refused, or is not the one; the text is a sentence."""


async def join_home(address: str, own: Identity, name: str, code: str) -> KeptHome:
    """Be paired with the main display at that address. Raises NotPaired, and how streams end."""
    digits = pairing.digits_of(code)
    if len(digits) != pairing.CODE_DIGITS:
        raise NotPaired(TWELVE)
    stream = await call(address, pairing_context(), MOST_OF_A_STRANGER)
    try:
        async with asyncio.timeout(ANSWERED_S):
            assert stream.certificate is not None, "a server always shows its certificate"
            nonce = secrets.token_bytes(pairing.NONCE_OCTETS)
            stream.write(PairWish(PROTOCOL, SCHEMA, name, own.certificate, nonce))
            challenge = _unless_refused(of_main(await stream.read()))
            if not isinstance(challenge, PairChallenge) or len(challenge.nonce) != pairing.NONCE_OCTETS:
                raise NotPaired(NOT_THE_ONE)
            meeting = Meeting(stream.certificate, own.certificate, challenge.nonce, nonce, name)
            key = await asyncio.to_thread(pairing.shared_key, digits, meeting)
            stream.write(PairProof(pairing.proof(key, pairing.COMPANION)))
            paired = _unless_refused(of_main(await stream.read()))
            if not isinstance(paired, Paired) or not pairing.is_proof(key, pairing.MAIN, paired.proof):
                raise NotPaired(NOT_THE_ONE)
            return KeptHome(address, stream.certificate, paired.main_name, name)
    finally:
        await stream.close()


def _unless_refused(frame: OfMain) -> OfMain:
    if isinstance(frame, Refused):
        raise NotPaired(frame.problem)
    return frame
