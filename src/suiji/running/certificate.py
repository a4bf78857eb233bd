"""TLS for the house itself: the site's own certificate, or one we sign for ourselves.

Shares are made with WebCrypto, which browsers offer on a secure page only: on ``localhost``, or under TLS.
"""

import ipaddress
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from suiji.config.environment import Environment
from suiji.running.trouble import Trouble

LIFE = timedelta(days=397)
"""The longest that browsers accept."""
RENEWAL = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two files in PEM; ``own`` when nobody but ourselves vouches for it."""

    certificate: Path
    key: Path
    own: bool

    def environment(self) -> dict[str, str]:
        """What the web server must know. A certificate of our own never asks browsers to insist on it (HSTS)."""
        given = {
            "SUIJI_TLS": "1",
            "SUIJI_TLS_CERTIFICATE": str(self.certificate),
            "SUIJI_TLS_KEY": str(self.key),
        }
        return given | ({"SUIJI_HSTS": "0"} if self.own else {})


def certificate(home: Path, *, at: datetime) -> Certificate:
    """The site's certificate where one is named, else our own in ``home``, made anew before it expires."""
    site = Environment()
    if site.tls_certificate or site.tls_key:
        return _of_site(site.tls_certificate, site.tls_key)
    made = Certificate(home / "tls" / "certificate.pem", home / "tls" / "key.pem", own=True)
    if not _still_good(made, at):
        _make(made, at)
    return made


def _of_site(certificate: Path | None, key: Path | None) -> Certificate:
    for name, path in {"SUIJI_TLS_CERTIFICATE": certificate, "SUIJI_TLS_KEY": key}.items():
        if path is None or not path.is_file():
            raise Trouble(f"启用 TLS 需要证书和私钥两个文件（PEM，私钥为 PKCS#8）：{name} 没有指向一个文件。")
    assert certificate is not None
    assert key is not None
    return Certificate(certificate, key, own=False)


def _still_good(made: Certificate, at: datetime) -> bool:
    if not (made.certificate.is_file() and made.key.is_file()):
        return False
    found = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return at + RENEWAL < found.not_valid_after_utc and set(names) == set(_names())


def _names() -> list[x509.GeneralName]:
    """Under which names and addresses this machine is called from the neighbourhood."""
    host = socket.gethostname()
    addresses = {"127.0.0.1", "::1"}
    with suppress(OSError):  # a machine whose own name means nothing is still called localhost
        addresses |= {str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(host, None)}
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in sorted({"localhost", host})]
    return names + [x509.IPAddress(ipaddress.ip_address(address)) for address in sorted(addresses)]


def _make(made: Certificate, at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Suiji")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at.astimezone(UTC) - timedelta(hours=1))
        .not_valid_after(at.astimezone(UTC) + LIFE)
        .add_extension(x509.SubjectAlternativeName(_names()), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    made.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(made.key, private)
    _write(made.certificate, signed.public_bytes(Encoding.PEM))


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
