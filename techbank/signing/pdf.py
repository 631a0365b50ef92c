"""Signing a PDF. The only module that imports pyHanko."""

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from techbank.signing.key import KeyProblem, SigningKey

FIELD: Final = "TechnologyBank"


class _SignatureOnlyWriter(IncrementalPdfFileWriter):
    """Adds the signature and leaves the document's metadata unchanged: they declare two
    standards, and pyHanko would rewrite them."""

    def _update_meta(self) -> None:
        return


class _SignerAtMoment(PdfSigner):
    """Signs with the moment ``at``; it reads no clock."""

    at: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


def sign(pdf: bytes, *, key: SigningKey, name: str, at: datetime) -> bytes:
    """`pdf` with an invisible signature at its end that covers all of it.

    It certifies the document: only further signatures may follow. The field is outside the page, so
    that the file stays PDF/A-3 and PDF/UA-1. Screen readers read `name` for it. Raises
    ``KeyProblem`` for a key of a kind that cannot sign.
    """
    signer = SimpleSigner.load_pkcs12_data(key.content, [], passphrase=key.passphrase or None)
    if signer is None:
        raise KeyProblem("it holds no key that can sign")
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=name,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    field = SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=name,
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
    writer = _SignerAtMoment(metadata, signer, new_field_spec=field)
    writer.at = at
    out = writer.sign_pdf(_SignatureOnlyWriter(BytesIO(pdf)))
    return bytes(out.getvalue())
