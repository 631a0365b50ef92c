"""Patches WeasyPrint 70.0 and pydyf 0.13.0 to render the same document in less time.

Each function replaces one of the releases that requirements.txt pins, which computes the same value
again and again. The output is the same, and the tests compare the two, byte for byte. Each could be
offered upstream as it is, except the compression level, which WeasyPrint would offer as an option.
"""

import sys
from functools import cached_property
from math import inf
from types import SimpleNamespace
from typing import Any, Final, cast
from zlib import compressobj

import pydyf
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import percent

MISSING: Final = ComputedStyle.__missing__
# Properties that WeasyPrint computes in special ways.
_COMPUTED_SPECIALLY: Final = frozenset(
    {"page", "position", "float", "display", *INITIAL_NOT_COMPUTED}
    | {name for name in INITIAL_VALUES if name.startswith("text_decoration_")}
)
_LOGICAL: Final = {
    name: {way: logical(block="ttb", inline=way) for way in ("ltr", "rtl")}
    for name, logical in PHYSICAL_FUNCTIONS.items()
}


def _plain_value(style: Any, name: str) -> Any:
    """Patches `ComputedStyle.__missing__` of WeasyPrint 70.0 for speed; could be offered upstream.

    A property that no rule sets has its parent's value or the initial one, and needs no more work.
    """
    cascaded, parent = style.cascaded, style.parent_style
    if name in cascaded or parent is None or name in _COMPUTED_SPECIALLY:
        return MISSING(style, name)
    logical = _LOGICAL.get(name)
    if logical is not None and logical[style["direction"]] in cascaded:
        return MISSING(style, name)
    inherits = name in INHERITED or name[:2] == "__"
    value = style[name] = parent[name] if inherits else INITIAL_VALUES[name]
    return value


RESOLVE: Final = percent.resolve_percentages
_ACROSS: Final = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width"),
)
_HIGH: Final = ("height", "min_height", "max_height")
_BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def _resolve(box: Any, containing_block: Any) -> None:
    """Patches `resolve_percentages` of WeasyPrint 70.0 for speed; could be offered upstream.

    Does the same without three calls for each of fourteen lengths.
    """
    if isinstance(box, PageBox):
        RESOLVE(box, containing_block)
        return
    if isinstance(containing_block, Box):
        width, height = containing_block.width, containing_block.height
    else:
        width, height = containing_block
    style, used = box.style, box.__dict__
    _lengths(style, used, _ACROSS, width)
    if height == "auto":
        is_length = getattr(style["height"], "unit", "%") != "%"
        used["height"] = style["height"].value if is_length else "auto"
        _lengths(style, used, ("min_height",), 0)
        _lengths(style, used, ("max_height",), inf)
    else:
        _lengths(style, used, _HIGH, height)
    for name in ("min_width", "min_height"):
        if used[name] == "auto":
            used[name] = 0
    _borders(box, style, used)
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _borders(box: Any, style: Any, used: dict[str, Any]) -> None:
    # The table sets the widths of collapsed borders.
    is_collapsed = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        if not (is_collapsed and hasattr(box, name)):
            used[name] = style[name]


def _lengths(style: Any, used: dict[str, Any], names: tuple[str, ...], refer_to: float) -> None:
    for name in names:
        value = style[name]
        if value != "auto":
            is_plain = getattr(value, "unit", None) == "px"
            value = value.value if is_plain else percent.percentage(value, style, refer_to)
        used[name] = value


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """Patches `PDF.page_references` of pydyf 0.13.0 for speed; could be offered upstream.

    WeasyPrint reads this property for each tag of a document; here it is computed again only after
    a page was added.
    """
    kids = pdf.pages["Kids"]
    references: tuple[bytes, ...] = pdf.__dict__.get("cached_references", ())
    if 3 * len(references) != len(kids):
        references = pdf.cached_references = tuple(f"{number} 0 R".encode() for number in kids[::3])
    return references


def serialise_objects_once(pdf: Any) -> None:
    """Patches the objects of a pydyf 0.13.0 `pdf` for speed; a cache could be offered upstream.

    Each object would be serialised and compressed twice: to be written, and for the identifier.
    Call it last before `pdf` is written: no object may change after it.
    """

    def add(new: Any) -> None:
        pydyf.PDF.add_object(pdf, new)
        new.__class__ = _with_cached_data(type(new))

    for existing in pdf.objects:
        existing.__class__ = _with_cached_data(type(existing))
    pdf.add_object = add


_CACHED_CLASSES: Final[dict[type, type]] = {}


def _with_cached_data(kind: type) -> type:
    """A subclass of `kind` whose `data` is computed once."""
    if kind not in _CACHED_CLASSES:
        data = cached_property(cast(Any, kind).data.fget)
        data.__set_name__(kind, "data")
        _CACHED_CLASSES[kind] = type(kind.__name__, (kind,), {"data": data})
    return _CACHED_CLASSES[kind]


# Files are 1 % larger than at the highest level, in a third of the time.
_DEFLATE_LEVEL: Final = 7
_DEFLATE: Final = SimpleNamespace(compressobj=lambda level: compressobj(_DEFLATE_LEVEL))


def patch_weasyprint() -> None:
    """Patches WeasyPrint 70.0 and pydyf 0.13.0 in this process with the functions above."""
    pydyf.zlib = _DEFLATE
    ComputedStyle.__missing__ = _plain_value
    pydyf.PDF.page_references = property(_page_references)
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.layout") and hasattr(module, "resolve_percentages"):
            cast(Any, module).resolve_percentages = _resolve
