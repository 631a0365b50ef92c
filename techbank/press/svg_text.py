"""Words in drawings set as words, and lines set once.

WeasyPrint lays out the text of an SVG letter by letter, so that each may have a place of its own.
That breaks joined scripts: Arabic comes out unjoined and in the wrong order. Texts of our charts
have one place each and are set as one line here, which is also faster.

It also forgets each line when it is measured and sets it again to draw it, which spares memory of
documents of thousands of pages. Ours keep their lines: a tenth of the time of a render.
"""

from math import inf
from typing import Any

from weasyprint import svg
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.svg.bounding_box import extend_bounding_box
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import size
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.line_break import Layout, split_first_line

_WEIGHTS = {"normal": 400, "bold": 700}


def whole_line(drawing: Any, node: Any, font_size: float) -> None:
    """Draws the text of `node` at its x and y; leaves its extent for the anchor to work on."""
    if not node.text or not node.text.strip():
        return
    style = _style(drawing, node, font_size)
    layout, _length, _rest, width, height, baseline = split_first_line(
        node.text, style, drawing.context, inf, 0
    )
    x = size(node.get("x", "0"), font_size, drawing.inner_width)
    y = size(node.get("y", "0"), font_size, drawing.inner_height)
    corners = ((x, y - baseline), (x + width, y - baseline + height))
    node.text_bounding_box = extend_bounding_box(node.text_bounding_box, corners)
    box = TextBox(layout, style)
    box.baseline = baseline
    stream = drawing.stream
    stream.push_state()
    fill, stroke = drawing.set_graphical_state(node, font_size)
    stream.begin_text()
    layout.reactivate(style)
    drawing.fill_stroke(fill, stroke, text=True)
    draw_first_line(stream, box, "none", "none", Matrix(d=-1, e=x, f=y))
    stream.end_text()
    stream.pop_state()


def _style(drawing: Any, node: Any, font_size: float) -> Any:
    style = Style()
    style.update(INITIAL_VALUES)
    style.font_config = drawing.font_config
    style["font_family"] = [name.strip(" '\"") for name in node.get("font-family", "").split(",")]
    weight = node.get("font-weight", "normal")
    style["font_weight"] = _WEIGHTS.get(weight, 400)
    style["font_size"] = font_size
    return style


_SET_TEXT, _SET_AGAIN = Layout.set_text, Layout.reactivate
_DESCRIBE = line_break.get_font_description
FIND_FEATURES = line_break.font_features
# As `font_features` takes them.
_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    "font_feature_settings",
)
_DESCRIBED = (
    *("font_style", "font_stretch", "font_weight", "font_size"),
    *("font_variant_caps", "font_variation_settings"),
)


def _set_text(layout: Any, text: str, justify: bool = False) -> None:
    # As drawing wants it; told before the words are set, so that they are not set once more.
    pango.pango_layout_set_single_paragraph_mode(layout.layout, "\n" not in text)
    _tell_features(layout)
    _SET_TEXT(layout, text, justify)


def _tell_features(layout: Any) -> None:
    """Features of the font, in a list that goes with its layout.

    WeasyPrint never frees the list it makes for a layout: 0.2 MiB a plan, for ever.
    """
    style = layout.style
    key = tuple(style[name] for name in _FEATURES)
    kept = style.font_config.font_features
    if key not in kept:
        found = FIND_FEATURES(*key)
        kept[key] = ",".join(f"{name} {value}" for name, value in found.items()).encode()
    if kept[key] and pango.pango_layout_get_attributes(layout.layout) == ffi.NULL:
        told = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(told, pango.pango_attr_font_features_new(kept[key]))
        pango.pango_layout_set_attributes(layout.layout, told)


def _no_features(*_given: Any) -> dict[str, int]:
    """In place of those told when a layout is made: `_tell_features` tells them."""
    return {}


def _keep(layout: Any) -> None:
    """In place of forgetting."""


def _still_there(layout: Any, style: Any) -> None:
    """In place of setting again, which only justified lines need."""
    if layout.justification_spacing:
        _SET_AGAIN(layout, style)


def _described_once(style: Any) -> Any:
    """The description of a font, kept with the fonts of the document."""
    kept = style.font_config.__dict__.setdefault("described", {})
    key = (tuple(style["font_family"]), *(style[name] for name in _DESCRIBED))
    if key not in kept:
        kept[key] = _DESCRIBE(style)
    return kept[key]


def reuse_set_lines() -> None:
    """Makes WeasyPrint keep a line from measuring it to drawing it, in this process."""
    line_break.get_font_description = _described_once
    line_break.font_features = _no_features
    Layout.set_text, Layout.deactivate, Layout.reactivate = _set_text, _keep, _still_there


def set_svg_text_as_lines() -> None:
    """Makes WeasyPrint set every text of a drawing with `whole_line`, in this process."""
    if svg.text is whole_line:
        return
    for tag, draw in list(svg.TAGS.items()):
        if draw is svg.text:
            svg.TAGS[tag] = whole_line
    svg.text = whole_line
