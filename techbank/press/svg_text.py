"""Patches WeasyPrint 70.0: lays out SVG text as whole lines, and every line only once.

WeasyPrint lays out the text of an SVG letter by letter, so that each letter may have its own
position. That breaks joined scripts: Arabic is printed unjoined and in the wrong order. Each text
of our charts has one position and is laid out as one line here, which is also faster. Upstream
could do so for every text without positions of its letters.

WeasyPrint also drops the layout of each line after measuring it and lays it out again to draw it,
which saves memory in documents of thousands of pages. Our documents keep the layouts: a tenth of
the time of a render. Upstream could offer this as an option.
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
    """Patches `svg.text` of WeasyPrint 70.0, which breaks Arabic; could be offered upstream.

    Draws the text of `node` as one line at its x and y, and sets the bounding box that WeasyPrint
    uses to apply the text anchor.
    """
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


_SET_TEXT = Layout.set_text
DEACTIVATE, REACTIVATE = Layout.deactivate, Layout.reactivate
FIND_FEATURES = line_break.font_features
# In the order of the arguments of `font_features`.
_FEATURES = (
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    "font_feature_settings",
)


def _set_text(layout: Any, text: str, justify: bool = False) -> None:
    """Patches `Layout.set_text` of WeasyPrint 70.0 for speed; could be offered upstream.

    Sets the paragraph mode and the font features before the text, so that Pango does not lay it
    out a second time when it is drawn.
    """
    pango.pango_layout_set_single_paragraph_mode(layout.layout, "\n" not in text)
    _set_features(layout)
    _SET_TEXT(layout, text, justify)


def _set_features(layout: Any) -> None:
    """Patches how WeasyPrint 70.0 sets font features, which leaks; could be offered upstream.

    WeasyPrint never frees the list of attributes it makes for a layout: 0.2 MiB for each plan. Here
    the list is freed with its layout.
    """
    style = layout.style
    key = tuple(style[name] for name in _FEATURES)
    cache = style.font_config.font_features
    if key not in cache:
        features = FIND_FEATURES(*key)
        cache[key] = ",".join(f"{name} {value}" for name, value in features.items()).encode()
    if cache[key] and pango.pango_layout_get_attributes(layout.layout) == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(cache[key]))
        pango.pango_layout_set_attributes(layout.layout, attributes)


def _no_default_features(*_options: Any) -> dict[str, int]:
    """Patches `font_features` of WeasyPrint 70.0: `_set_features` sets them without the leak."""
    return {}


def _do_not_deactivate(layout: Any) -> None:
    """Patches `Layout.deactivate` of WeasyPrint 70.0 for speed: the layout is not dropped.

    Upstream could offer this as an option for documents of few pages.
    """


def _reactivate_if_justified(layout: Any, style: Any) -> None:
    """Patches `Layout.reactivate` of WeasyPrint 70.0 for speed: only justified lines need it.

    Upstream could offer this as an option for documents of few pages.
    """
    if layout.justification_spacing:
        REACTIVATE(layout, style)


def reuse_set_lines() -> None:
    """Patches WeasyPrint 70.0 in this process to reuse the layout of a measured line."""
    line_break.font_features = _no_default_features
    Layout.set_text = _set_text
    Layout.deactivate = _do_not_deactivate
    Layout.reactivate = _reactivate_if_justified


def set_svg_text_as_lines() -> None:
    """Patches WeasyPrint 70.0 in this process to draw every text of an SVG with `whole_line`."""
    if svg.text is whole_line:
        return
    for tag, draw in list(svg.TAGS.items()):
        if draw is svg.text:
            svg.TAGS[tag] = whole_line
    svg.text = whole_line
