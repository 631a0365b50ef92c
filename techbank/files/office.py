"""Word and Excel files that only hold words and figures: no macros, nothing from outside."""

import io
import zipfile
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from techbank.exceptions import Invalid

from .archives import UnsafeArchive, check_archive

_TYPES: Final = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS: Final = {
    "docx": f"{_TYPES}wordprocessingml.document.main+xml",
    "xlsx": f"{_TYPES}spreadsheetml.sheet.main+xml",
}
_LIST: Final = "[Content_Types].xml"
_LONGEST_PART: Final = 1024 * 1024
_RUNS: Final = ("vbaproject", "activex", "macrosheets", "dialogsheets", "attachedtoolbars")
_LINK_SCHEMES: Final = ("http", "https", "mailto", "")
_PLAIN_EMBEDDED: Final = (".xlsx", ".docx", ".pptx")


def kind_of_office_file(content: bytes) -> str:
    """ "docx" or "xlsx". Raises ``Invalid`` for an archive that is neither, or is not harmless.

    Reads the list of parts and the relationships only; nothing of the text.
    """
    try:
        names = check_archive(content)
    except UnsafeArchive as unsafe:
        raise _no(str(unsafe.sentence)) from None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kind = _kind(archive, names)
        _no_macros(archive, names)
        _nothing_from_outside(archive, names)
    return kind


def _no(sentence: str) -> Invalid:
    return Invalid(sentence, field="file")


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > _LONGEST_PART:
        raise _no(_("The file is built in an unusual way. Save it again and send that copy."))
    try:
        return fromstring(archive.read(name))
    except (ParseError, DefusedXmlException, ValueError):
        raise _no(_("The file is damaged. Save it again and send that copy.")) from None


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if _LIST not in names:
        raise _no(
            _(
                "This is an archive, not a document. Add the files in it one by one, as PDF, Word "
                "(.docx), Excel (.xlsx), picture or CSV."
            )
        )
    said = {str(one.get("ContentType", "")) for one in _xml(archive, _LIST)}
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in said):
        raise _macros()
    found = [kind for kind, main in MAIN_PARTS.items() if main in said]
    if len(found) != 1:
        raise _no(
            _(
                "This Office file is neither a Word document (.docx) nor an Excel workbook "
                "(.xlsx). Save it as one of these, or as PDF."
            )
        )
    return found[0]


def _macros() -> Invalid:
    return _no(
        _(
            "The file holds macros or controls. Save it without them, as .docx or .xlsx, and send "
            "that copy."
        )
    )


def _no_macros(archive: zipfile.ZipFile, names: list[str]) -> None:
    for name in names:
        low = name.lower()
        if any(word in low for word in _RUNS):
            raise _macros()
        if "/embeddings/" in low:
            _plain_embedded(archive, name)


def _plain_embedded(archive: zipfile.ZipFile, name: str) -> None:
    """A chart brings its workbook along; anything else that is embedded is refused."""
    inner = archive.read(name)
    if name.lower().endswith(_PLAIN_EMBEDDED) and inner.startswith(b"PK\x03\x04"):
        try:
            parts = check_archive(inner)
        except UnsafeArchive:
            parts = ["vbaproject"]
        if not any(word in part.lower() for part in parts for word in (*_RUNS, "/embeddings/")):
            return
    raise _no(
        _("The file has another file inside (%(name)s). Take it out and add it on its own.")
        % {"name": name.rsplit("/", 1)[-1]}
    )


def _nothing_from_outside(archive: zipfile.ZipFile, names: list[str]) -> None:
    if any("/externallinks/" in name.lower() for name in names):
        raise _outside()
    for name in names:
        if not name.lower().endswith(".rels"):
            continue
        for one in _xml(archive, name):
            if one.get("TargetMode", "").lower() == "external" and not _is_link(one):
                raise _outside()


def _is_link(one: Element) -> bool:
    """A link that a reader clicks. Everything else outside is fetched by opening the file."""
    if not one.get("Type", "").endswith("/hyperlink"):
        return False
    target = one.get("Target", "")
    try:
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        return False
    return scheme in _LINK_SCHEMES and not target.startswith(("\\\\", "//"))


def _outside() -> Invalid:
    return _no(
        _(
            "The file fetches something from another file or address when it is opened. Break "
            "these links (in Excel: Data, Edit links, Break link; in Word: choose the normal "
            "template), then send it again."
        )
    )
