"""Signing a PDF. The only module that imports pyHanko."""

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from techbank.signing.key import KeyProblem, SigningKey

FIELD: Final = "TechnologyBank"


class _NothingElse(IncrementalPdfFileWriter):
    """Adds the signature and leaves what the document says of itself: its metadata declare two
    standards, in words pyHanko would write anew."""

    def _update_meta(self) -> None:
        return


class _Told(PdfSigner):
    """Signs at the moment it is told; it asks no clock."""

    at: datetime

    def init_signing_session(self, *args: Any, **given: Any) -> Any:
        session = super().init_signing_session(*args, **given)
        session.system_time = self.at
        return session


def sign(pdf: bytes, *, key: SigningKey, name: str, at: datetime) -> bytes:
    """`pdf` with an invisible signature behind it that covers all of it.

    It certifies the document: what may follow are further signatures and nothing else. The field is
    out of the page, so that the file stays PDF/A-3 and PDF/UA-1. `name` is read out for it. Raises
    ``KeyProblem`` for a key of a kind that cannot sign.
    """
    signer = SimpleSigner.load_pkcs12_data(key.content, [], passphrase=key.passphrase or None)
    if signer is None:
        raise KeyProblem("it holds no key that can sign")
    told = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=name,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    place = SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=name,
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
    writer = _Told(told, signer, new_field_spec=place)
    writer.at = at
    out = writer.sign_pdf(_NothingElse(BytesIO(pdf)))
    return bytes(out.getvalue())
