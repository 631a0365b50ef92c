"""Word and Excel files that hold only text and figures: no macros, nothing external."""

import io
import zipfile
from typing import Final, cast
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
_MACRO_WORDS: Final = ("vbaproject", "activex", "macrosheets", "dialogsheets", "attachedtoolbars")
# A click on one of these runs something or opens a program with what the link says.
_RUNNING_SCHEMES: Final = ("javascript", "vbscript", "data", "mhtml", "search", "search-ms")
_PLAIN_EMBEDDED: Final = (".xlsx", ".docx", ".pptx")


def kind_of_office_file(content: bytes) -> str:
    """ "docx" or "xlsx". Raises ``Invalid`` for an archive that is neither, or is not harmless.

    Reads the list of parts and the relationships only; nothing of the text.
    """
    try:
        names = check_archive(content)
    except UnsafeArchive as unsafe:
        raise _invalid(str(unsafe.sentence)) from None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kind = _kind(archive, names)
        _check_no_macros(archive, names)
        _check_no_external_targets(archive, names)
    return kind


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, field="file")


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > _LONGEST_PART:
        raise _invalid(_("The file is built in an unusual way. Save it again and send that copy."))
    try:
        return cast(Element, fromstring(archive.read(name)))
    except (ParseError, DefusedXmlException, ValueError):
        raise _invalid(_("The file is damaged. Save it again and send that copy.")) from None


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if _LIST not in names:
        raise _invalid(
            _(
                "This is an archive, not a document. Add the files in it one by one, as PDF, Word "
                "(.docx), Excel (.xlsx), picture or CSV."
            )
        )
    content_types = {
        str(content_type.get("ContentType", "")) for content_type in _xml(archive, _LIST)
    }
    if any(
        "macroenabled" in content_type.lower() or "vbaproject" in content_type.lower()
        for content_type in content_types
    ):
        raise _macros_error()
    kinds = [kind for kind, main in MAIN_PARTS.items() if main in content_types]
    if len(kinds) != 1:
        raise _invalid(
            _(
                "This Office file is neither a Word document (.docx) nor an Excel workbook "
                "(.xlsx). Save it as one of these, or as PDF."
            )
        )
    return kinds[0]


def _macros_error() -> Invalid:
    return _invalid(
        _(
            "The file holds macros or controls. Save it without them, as .docx or .xlsx, and send "
            "that copy."
        )
    )


def _check_no_macros(archive: zipfile.ZipFile, names: list[str]) -> None:
    for name in names:
        low = name.lower()
        if any(word in low for word in _MACRO_WORDS):
            raise _macros_error()
        if "/embeddings/" in low:
            _check_embedded(archive, name)


def _check_embedded(archive: zipfile.ZipFile, name: str) -> None:
    """A chart may have its workbook embedded; any other embedded file is refused."""
    inner = archive.read(name)
    if name.lower().endswith(_PLAIN_EMBEDDED) and inner.startswith(b"PK\x03\x04"):
        try:
            parts = check_archive(inner)
        except UnsafeArchive:
            parts = ["vbaproject"]
        if not any(
            word in part.lower() for part in parts for word in (*_MACRO_WORDS, "/embeddings/")
        ):
            return
    raise _invalid(
        _("The file has another file inside (%(name)s). Take it out and add it on its own.")
        % {"name": name.rsplit("/", 1)[-1]}
    )


def _check_no_external_targets(archive: zipfile.ZipFile, names: list[str]) -> None:
    if any("/externallinks/" in name.lower() for name in names):
        raise _external_error()
    for name in names:
        if not name.lower().endswith(".rels"):
            continue
        for relationship in _xml(archive, name):
            if relationship.get("TargetMode", "").lower() == "external":
                _check_external(relationship)


def _check_external(relationship: Element) -> None:
    """A link that a reader clicks passes; any other target is fetched when the file is opened."""
    if not relationship.get("Type", "").endswith("/hyperlink"):
        raise _external_error()
    target = relationship.get("Target", "")
    if _runs_or_reaches_out(target):
        raise _invalid(
            _(
                "The file has a link that starts a program or leads to the files of another "
                "computer (%(target)s). Remove the link, then send it again."
            )
            % {"target": target[:60]}
        )


def _runs_or_reaches_out(target: str) -> bool:
    """Whether a click does more than show a page, call a number or open a file of one's own."""
    address = target.strip().replace("\\", "/")
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return True
    if scheme in _RUNNING_SCHEMES or scheme.startswith("ms-"):
        return True
    # A shared folder: the other computer learns who clicks. file:///C:/ and file:/C:/ are one's
    # own; with two strokes, or more than three, the name of a computer follows.
    rest = address[len("file:") :] if scheme == "file" else address
    strokes = len(rest) - len(rest.lstrip("/"))
    return scheme in ("file", "") and strokes not in (0, 1, 3)


def _external_error() -> Invalid:
    return _invalid(
        _(
            "The file fetches something from another file or address when it is opened. Break "
            "these links (in Excel: Data, Edit links, Break link; in Word: choose the normal "
            "template), then send it again."
        )
    )
