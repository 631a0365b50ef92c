"""Signed copies: the document comes first, unchanged, with a signature that covers all of it."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from techbank import press, signing
from techbank.configuration.checks import signing_key_can_be_used
from techbank.signing.pdf import sign
from tests.factories.keys import PASSPHRASE, throwaway_key

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE = '<!DOCTYPE html><html lang="en"><title>x</title><body><h1>Title</h1><p>x</p></body></html>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def certificate(folder: Path) -> Any:
    return throwaway_key(folder / "key.p12", begins=NOON - timedelta(days=1))


@pytest.fixture(scope="module")
def document() -> bytes:
    source = press.Attachment("plan.json", b"{}", "The plan", "Source")
    return press.render(
        html=PAGE, css=["document.css"], language="en", title="x", attachments=[source]
    )


@pytest.fixture(scope="module")
def signed(folder: Path, certificate: Any, document: bytes) -> bytes:
    key = signing.read_key(folder / "key.p12", PASSPHRASE)
    return sign(document, key=key, name="Technology Bank", at=NOON)


def validated(content: bytes, certificate: Any) -> PdfSignatureStatus:
    root = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], moment=NOON)
    result = PdfFileReader(BytesIO(content)).embedded_signatures
    assert len(result) == 1
    return validate_pdf_signature(result[0], context)


def test_the_document_comes_first_unchanged(document: bytes, signed: bytes) -> None:
    assert signed.startswith(document)
    assert len(signed) < len(document) + 20_000


def test_the_signature_is_valid_and_covers_the_whole_file(signed: bytes, certificate: Any) -> None:
    status = validated(signed, certificate)
    whole = SignatureCoverageLevel.ENTIRE_FILE
    assert (status.bottom_line, status.coverage) == (True, whole)
    assert status.signer_reported_dt == NOON


def test_a_changed_byte_breaks_the_signature(signed: bytes, certificate: Any) -> None:
    comment = signed.index(b"\n%") + 2
    status = validated(signed[:comment] + b"x" + signed[comment + 1 :], certificate)
    assert (status.intact, status.bottom_line) == (False, False)


def test_the_copy_keeps_both_standards_and_what_travels_inside(signed: bytes) -> None:
    with pikepdf.open(BytesIO(signed)) as pdf:
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["pdfuaid:part"] == "1"
        assert list(pdf.attachments) == ["plan.json"]
        field = pdf.Root.AcroForm.Fields[0]
        # Printed and out of the page: what PDF/A and PDF/UA each ask of a field that is not seen.
        assert (int(field.F), [int(edge) for edge in field.Rect]) == (132, [-9999] * 4)
        assert str(field.TU) == "Technology Bank"
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"


def test_without_a_key_there_is_nothing_to_check(settings: Any) -> None:
    settings.SIGNING_KEY_FILE = ""
    assert signing.configured() is None
    assert signing_key_can_be_used() == []


@pytest.mark.parametrize(
    ("content", "passphrase", "sentence"),
    [
        (None, PASSPHRASE, "the file cannot be read (No such file or directory)"),
        (b"no key", PASSPHRASE, "it is no PKCS#12 file, or the passphrase is another"),
        ("key.p12", "wrong", "it is no PKCS#12 file, or the passphrase is another"),
    ],
    ids=["no file", "no key", "wrong passphrase"],
)
def test_a_key_that_does_not_open_is_a_system_check_with_a_sentence(
    settings: Any,
    folder: Path,
    certificate: Any,
    tmp_path: Path,
    content: Any,
    passphrase: str,
    sentence: str,
) -> None:
    file = folder / content if isinstance(content, str) else tmp_path / "key.p12"
    if isinstance(content, bytes):
        file.write_bytes(content)
    settings.SIGNING_KEY_FILE, settings.SIGNING_KEY_PASSPHRASE = str(file), passphrase
    assert [(item.id, item.msg) for item in signing_key_can_be_used()] == [
        ("techbank.E010", f"The key under documents cannot be used: {sentence}.")
    ]


def test_a_certificate_that_ran_out_is_a_warning(settings: Any, tmp_path: Path) -> None:
    throwaway_key(tmp_path / "old.p12", begins=datetime(2020, 1, 1, tzinfo=UTC))
    settings.SIGNING_KEY_FILE = str(tmp_path / "old.p12")
    settings.SIGNING_KEY_PASSPHRASE = PASSPHRASE
    assert [item.id for item in signing_key_can_be_used()] == ["techbank.W011"]
