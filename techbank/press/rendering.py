"""Renders a document as PDF."""

import gc
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any, Final

import pikepdf
from weasyprint import CSS
from weasyprint import Attachment as EmbeddedFile
from weasyprint.urls import FatalURLFetchingError

from techbank.press.alternative_text import tag_languages_and_drawings
from techbank.press.fetching import SCHEME, ForeignResource, OwnFiles
from techbank.press.fonts import OwnFonts, with_glyphs
from techbank.press.html_as_xml import ReadHTML
from techbank.press.metadata import BothStandards
from techbank.press.structure import repair_structure
from techbank.press.svg_text import reuse_set_lines, set_svg_text_as_lines
from techbank.press.weasyprint_patches import patch_weasyprint, serialise_objects_once
from techbank.text import printable

VARIANT: Final = "pdf/a-3a"
# Used when no moment is given: the press reads no clock.
NO_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)

# WeasyPrint logs every unknown CSS property; only errors matter here.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
set_svg_text_as_lines()
reuse_set_lines()
patch_weasyprint()
tag_languages_and_drawings()


@dataclass(frozen=True)
class Attachment:
    """A file inside the document; `relationship` as in PDF/A-3 (Source, Data, …)."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


def render(
    *,
    html: str,
    css: Sequence[str],
    language: str,
    attachments: Sequence[Attachment] = (),
    title: str,
    created_at: datetime = NO_MOMENT,
    identifier: str = "",
    author: str = "",
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1 in one file.

    `css` names stylesheets of the package (`document.css`). The same arguments give the same bytes,
    in any process. Raises ForeignResource if the HTML or a stylesheet asks for anything that is not
    one of the package's own files; nothing is fetched then.
    """
    try:
        with _collect_garbage_afterwards():
            return _write(
                html=with_glyphs(printable(html)),
                css=css,
                attachments=[_embedded(attachment, created_at) for attachment in attachments],
                identifier=identifier or title,
                metadata={
                    "title": title,
                    "lang": language,
                    "authors": [author] if author else [],
                    "generator": "Technology Bank portal",
                    "created": _w3c(created_at),
                    "modified": _w3c(created_at),
                },
            )
    except FatalURLFetchingError as refusal:
        raise ForeignResource(str(refusal)) from None


def _write(
    *,
    html: str,
    css: Sequence[str],
    attachments: list[EmbeddedFile],
    identifier: str,
    metadata: dict[str, object],
) -> bytes:
    fetcher, fonts = OwnFiles(), OwnFonts()
    sheets = [
        CSS(url=f"{SCHEME}css/{name}", url_fetcher=fetcher, font_config=fonts) for name in css
    ]
    document = ReadHTML(html, url_fetcher=fetcher).render(
        font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT
    )
    linked = document.metadata.attachments  # refused when the file is written
    document.metadata = BothStandards(attachments=[*linked, *attachments], **metadata)
    with warnings.catch_warnings():
        # WeasyPrint leaves closing its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        written: bytes = document.write_pdf(
            finisher=_finish, pdf_variant=VARIANT, pdf_identifier=identifier.encode()[:64]
        )
    return written


def _finish(document: Any, pdf: Any) -> None:
    repair_structure(document, pdf)
    serialise_objects_once(pdf)


def _embedded(attachment: Attachment, at: datetime) -> EmbeddedFile:
    return EmbeddedFile(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        relationship=attachment.relationship,
        created=at,
        modified=at,
    )


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _collect_garbage_afterwards() -> Iterator[None]:
    """No garbage collection during a render (a fifth of its time), one when it is over.

    That one also frees reference cycles of the caller: workbooks and templates leave some.
    """
    was_on = gc.isenabled()
    gc.disable()
    _freeze_existing_objects()
    try:
        yield
    finally:
        gc.collect()
        if was_on:
            gc.enable()


@cache
def _freeze_existing_objects() -> None:
    """Exclude all objects that exist at the first render from later garbage collections.

    Once, not before each render: that would also freeze garbage, which is then never freed.
    """
    gc.collect()
    gc.freeze()


def page_count(pdf: bytes) -> int:
    """Pages of a PDF."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)
