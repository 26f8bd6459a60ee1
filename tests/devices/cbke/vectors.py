"""Published vectors: the Smart Energy standard's annex C for suite 1, a certificate of Certicom's tests for suite 2."""

import json
from pathlib import Path
from typing import Any

from devices.cbke.certificates import Certificate, Credentials
from devices.cbke.ecmqv import KeyPair
from devices.cbke.suites import SUITE_1, SUITE_2

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
SUITE_1_RUN: dict[str, Any] = VECTORS["cbke_suite1"]
SUITE_2_CERTIFICATE: dict[str, str] = VECTORS["suite_2_certificate"]


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


def suite_1(side: str) -> Credentials:
    """The credentials of U or V."""
    its = SUITE_1_RUN[side]
    certificate = Certificate.parse(SUITE_1, octets(its["cert"]))
    return Credentials(certificate, octets(SUITE_1_RUN["ca_pub"]), int(its["priv"], 16))


def ephemeral(side: str) -> KeyPair:
    return KeyPair(SUITE_1.curve, int(SUITE_1_RUN[side]["eph_priv"], 16))


def suite_2() -> Credentials:
    its = SUITE_2_CERTIFICATE
    return Credentials(Certificate.parse(SUITE_2, octets(its["cert"])), octets(its["ca_pub"]), int(its["priv"], 16))
