"""What a reader with a screen reader hears besides the words: their language, and what is drawn.

WeasyPrint tags no language below the document's (ISO 14289-1, 7.2 wants every change of it) and
tells a drawing by its title alone. Here each element that names a language keeps it, and a drawing
says in its alternative text what it shows as well.
"""

from collections.abc import Iterator
from typing import Any, Final

import pydyf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

_BUILD: Final = tags._build_box_tree
_SVG: Final = "{http://www.w3.org/2000/svg}"


def _told(box: Any, *given: Any) -> Iterator[Any]:
    placed = box._box if isinstance(box, AbsolutePlaceholder) else box
    source, tag = placed.element, placed.element_tag
    language = None if source is None or tag in ("html", "body") else source.attrib.get("lang")
    built: Iterator[Any] = _BUILD(box, *given)
    # Most boxes say neither: they go on as they come, which costs nothing.
    if not language and tag != f"{_SVG}svg":
        return built
    return _with_more(built, source, language)


def _with_more(built: Iterator[Any], source: Any, language: str | None) -> Iterator[Any]:
    for element in built:
        if language:
            element["Lang"] = pydyf.String(language)
        if element["S"] == "/Figure":
            shown = source.findtext(f"{_SVG}desc")
            if shown and "Alt" in element:
                element["Alt"] = pydyf.String(f"{element['Alt'].string}. {shown}")
        yield element


def tag_languages_and_drawings() -> None:
    """Makes WeasyPrint tag languages and describe drawings, in this process."""
    tags._build_box_tree = _told
