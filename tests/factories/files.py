"""Files as people attach them, and as those who mean harm would: made byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

_TYPES = "application/vnd.openxmlformats-officedocument."
WORD = f"{_TYPES}wordprocessingml.document.main+xml"
EXCEL = f"{_TYPES}spreadsheetml.sheet.main+xml"
WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    """As a form hands it over."""
    return SimpleUploadedFile(name, content)


def pdf(**root: Any) -> bytes:
    """A PDF of one empty page; ``root`` are entries of its catalogue."""
    document, stored = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    for key, value in root.items():
        document.Root[f"/{key}"] = value
    document.save(stored)
    return stored.getvalue()


def action(kind: str, **more: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def pdf_with_link(what: pikepdf.Dictionary) -> bytes:
    """A PDF whose page has a link that does something."""
    document, stored = pikepdf.new(), io.BytesIO()
    page = document.add_blank_page()
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 50, 50], A=what
    )
    page.Annots = pikepdf.Array([link])
    document.save(stored, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stored.getvalue()


def pdf_with_file_inside() -> bytes:
    document, stored = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.attachments["inside.exe"] = b"MZ"
    document.save(stored)
    return stored.getvalue()


def pdf_with_password(*, to_open: str = "") -> bytes:
    document, stored = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(stored, encryption=pikepdf.Encryption(owner="secret", user=to_open))
    return stored.getvalue()


def picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    o = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(o, kind, **options)
    return o.getvalue()


def picture_with_place() -> bytes:
    """A JPEG with where and when it was taken, by whom, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x9003] = "2026:01:02 03:04:05"
    exif[0x013B] = "Amara of Testland"
    exif.get_ifd(0x8825).update({1: "N", 2: (6.0, 7.0, 8.0), 3: "E", 4: (1.0, 2.0, 3.0)})
    return picture("JPEG", exif=exif, comment=b"taken from the window")


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large and holds next to nothing."""

    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")


def office(main: str = WORD, parts: Mapping[str, bytes] | None = None) -> bytes:
    """A Word or Excel file of the least parts, and ``parts`` beside them."""
    o = io.BytesIO()
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    with zipfile.ZipFile(o, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("main.xml", "<document>Testland</document>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return o.getvalue()


def relation(kind: str, target: str) -> bytes:
    """The part that says what a document refers to outside of itself."""
    return (
        f'<Relationships><Relationship Id="r1" Type="{_RELATIONS}/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()


CSV = b"year,value\n2024,17\n"
