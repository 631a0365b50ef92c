"""HTML → PDF: accessible (PDF/UA-1), archival (PDF/A-3a), the same bytes for the same input.

The only package that imports WeasyPrint. What it prints can load nothing but the files listed in
`press.fetching`, and is set in the typefaces of static/fonts and no others.
"""

from techbank.press.fetching import ForeignResource
from techbank.press.fonts import LANGUAGES, unprintable
from techbank.press.rendering import NO_MOMENT, Attachment, page_count, render
from techbank.press.stages import Stage, following
from techbank.text import RIGHT_TO_LEFT, direction

__all__ = [
    "LANGUAGES",
    "NO_MOMENT",
    "RIGHT_TO_LEFT",
    "Attachment",
    "ForeignResource",
    "Stage",
    "direction",
    "following",
    "page_count",
    "render",
    "unprintable",
]
