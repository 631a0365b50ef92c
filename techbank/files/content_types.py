"""The kind of a file by its first bytes, and the sentences for kinds that are not allowed."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# PDF readers look for the header in the first bytes, and for the end in the last ones.
EDGE: Final = 1024
# (offset, bytes, kind); the first match decides.
_SIGNS: Final = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"PK\x03\x04", "office"),
    (0, b"GIF8", "picture"),
    (8, b"WEBP", "picture"),
    (0, b"BM", "picture"),
    (0, b"II*\x00", "picture"),
    (0, b"MM\x00*", "picture"),
    (4, b"ftyphei", "heic"),
    (4, b"ftyphev", "heic"),
    (4, b"ftypmif", "heic"),
    (4, b"ftypavif", "picture"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (0, b"{\\rtf", "old_office"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
    (0, b"#!", "program"),
    (0, b"Rar!", "archive"),
    (0, b"7z\xbc\xaf", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"PK", "archive"),
)
SENTENCES: Final[dict[str, str | Promise]] = {
    "picture": _("This kind of picture cannot be attached. Save it as PNG or JPEG and send that."),
    "heic": _(
        "This is a picture in the HEIC format of a phone. Save or send it as JPEG "
        "(on an iPhone: Settings, Camera, Formats, Most Compatible)."
    ),
    "old_office": _("This is an old or rich-text file. Open it, save it as .docx or .xlsx or PDF."),
    "program": _("This is a program or a script. It cannot be attached."),
    "archive": _("This is an archive. Add the files in it one by one."),
    "markup": _(
        "This is a web page, an SVG drawing or XML, which can hold a script. Print it to PDF, or "
        "save the picture as PNG, and send that."
    ),
    "unknown": _(
        "This kind of file cannot be attached. Send a PDF, a Word (.docx) or Excel (.xlsx) file, "
        "a PNG or JPEG picture, or a CSV table."
    ),
}
NAMES: Final[dict[str, str | Promise]] = {
    "pdf": _("a PDF"),
    "docx": _("a Word document"),
    "xlsx": _("an Excel workbook"),
    "png": _("a PNG picture"),
    "jpg": _("a JPEG picture"),
    "csv": _("plain text"),
}


def sniff(content: bytes) -> str:
    """pdf, png, jpg, office, text, or a key of ``SENTENCES`` for what is not allowed."""
    for offset, sign, kind in _SIGNS:
        if content.startswith(sign, offset):
            return kind
    start = content[:EDGE].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return "markup"
    if b"%PDF-" in content[:EDGE] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "unknown"
    return "unknown" if b"\x00" in content[:EDGE] else "text"
