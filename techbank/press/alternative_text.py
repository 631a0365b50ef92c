"""Patches WeasyPrint 70.0: tags languages of elements, and describes drawings for screen readers.

WeasyPrint tags no language but the document's (ISO 14289-1, 7.2 requires every change of language)
and gives a drawing only its title as alternative text. Here each element with a language is tagged
with it, and the alternative text of a drawing also has its description. Both could be offered
upstream.
"""

from collections.abc import Iterator
from typing import Any, Final

import pydyf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags

_BUILD: Final = tags._build_box_tree
_SVG: Final = "{http://www.w3.org/2000/svg}"


def _build_box_tree(box: Any, *arguments: Any) -> Iterator[Any]:
    """Patches `_build_box_tree` of WeasyPrint 70.0 for accessibility; could be offered upstream."""
    placed = box._box if isinstance(box, AbsolutePlaceholder) else box
    source, tag = placed.element, placed.element_tag
    language = None if source is None or tag in ("html", "body") else source.attrib.get("lang")
    built: Iterator[Any] = _BUILD(box, *arguments)
    # Most boxes have neither and are returned unchanged, which costs nothing.
    if not language and tag != f"{_SVG}svg":
        return built
    return _with_language_and_description(built, source, language)


def _with_language_and_description(
    built: Iterator[Any], source: Any, language: str | None
) -> Iterator[Any]:
    for element in built:
        if language:
            element["Lang"] = pydyf.String(language)
        if element["S"] == "/Figure":
            description = source.findtext(f"{_SVG}desc")
            if description and "Alt" in element:
                element["Alt"] = pydyf.String(f"{element['Alt'].string}. {description}")
        yield element


def tag_languages_and_drawings() -> None:
    """Patches WeasyPrint 70.0 in this process to tag languages and describe drawings."""
    tags._build_box_tree = _build_box_tree
