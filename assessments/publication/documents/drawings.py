"""Charts that fit a page: a long one is drawn in pieces of about equal length, on one scale."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from assessments.publication.documents.dossier import Row

T = TypeVar("T")
MOST_BARS: Final = 20
"""Bars of one chart: two thirds of a page."""


def in_pieces(
    rows: Sequence[T],
    *,
    title: str,
    draw: Callable[[Sequence[T], str], str],
) -> list[Row]:
    """``draw`` gets the rows of a piece and its title; no rows, no drawing."""
    pieces = _parted(rows)
    return [
        {"title": piece_title, "drawing": draw(piece, piece_title)}
        for at, piece in enumerate(pieces, start=1)
        for piece_title in [numbered(title, at, len(pieces))]
    ]


def _parted(rows: Sequence[T]) -> list[Sequence[T]]:
    if not rows:
        return []
    extent = ceil(len(rows) / ceil(len(rows) / MOST_BARS))
    return [rows[start : start + extent] for start in range(0, len(rows), extent)]


def numbered(title: str, at: int, of: int) -> str:
    """The title, and which of several pieces this is."""
    if of == 1:
        return title
    return _("%(title)s (%(at)s of %(of)s)") % {"title": title, "at": at, "of": of}
