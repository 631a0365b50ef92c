"""The key: a PKCS#12 file and its passphrase, both set in the environment. No pyHanko here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings


class KeyProblem(Exception):
    """The key cannot be used. The text says why, for the person who runs the portal."""


@dataclass(frozen=True)
class SigningKey:
    """``content`` is the PKCS#12 file as read; ``certificate`` is the one of the key in it."""

    content: bytes
    passphrase: bytes
    certificate: x509.Certificate

    def is_valid_on(self, at: datetime) -> bool:
        """Whether the certificate is valid at a moment."""
        moment = at.astimezone(UTC)
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        return begins <= moment <= ends


def configured() -> SigningKey | None:
    """The key the settings name; None when they name none. Raises ``KeyProblem``."""
    if not settings.SIGNING_KEY_FILE:
        return None
    return read_key(Path(settings.SIGNING_KEY_FILE), settings.SIGNING_KEY_PASSPHRASE)


def read_key(path: Path, passphrase: str) -> SigningKey:
    """The key in a PKCS#12 file. Raises ``KeyProblem``."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeyProblem(f"the file cannot be read ({error.strerror})") from None
    secret = passphrase.encode()
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(content, secret or None)
    except ValueError:
        raise KeyProblem("it is no PKCS#12 file, or the passphrase is another") from None
    if key is None or certificate is None:
        raise KeyProblem("it holds no private key with its certificate")
    return SigningKey(content, secret, certificate)
