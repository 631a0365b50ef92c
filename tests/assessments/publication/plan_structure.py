"""What a machine reads in a printed plan: its tree, in order, and where each part stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Piece:
    """An element with marks of its own. ``path`` are the tags from the root down to it."""

    path: tuple[str, ...]
    page: int


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The structure elements of a tag, in reading order."""
    return [element for element in _walk(pdf.Root.StructTreeRoot.K[0]) if str(element.S) == kind]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _walk(element: Any) -> Iterator[Any]:
    if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
        return
    yield element
    for kid in _kids(element):
        yield from _walk(kid)


def pages_of(pdf: pikepdf.Pdf, element: Any) -> set[int]:
    """The pages on which an element and what it holds have marks."""
    numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages)}
    return {
        numbers[item.Pg.objgen]
        for item in _walk(element)
        if "/Pg" in item and any(isinstance(kid, int) for kid in _kids(item))
    }


def pieces(pdf: pikepdf.Pdf) -> list[Piece]:
    """Everything that stands on a page, in reading order."""
    numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages)}

    def told(element: Any, path: tuple[str, ...]) -> Iterator[Piece]:
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        here = (*path, str(element.S))
        if "/Pg" in element and any(isinstance(kid, int) for kid in _kids(element)):
            yield Piece(here, numbers[element.Pg.objgen])
        for kid in _kids(element):
            yield from told(kid, here)

    return list(told(pdf.Root.StructTreeRoot.K[0], ()))


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    """Every composite font of the file."""
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
    ]
