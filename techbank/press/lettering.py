"""Words in drawings set as words.

WeasyPrint lays out the text of an SVG letter by letter, so that each may have a place of its own.
That breaks joined scripts: Arabic comes out unjoined and in the wrong order. Texts of our charts
have one place each and are set as one line here, which is also faster.
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
from weasyprint.text.line_break import split_first_line

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


def use_whole_lines() -> None:
    """Makes WeasyPrint set every text of a drawing with `whole_line`, in this process."""
    if svg.text is whole_line:
        return
    for tag, draw in list(svg.TAGS.items()):
        if draw is svg.text:
            svg.TAGS[tag] = whole_line
    svg.text = whole_line
