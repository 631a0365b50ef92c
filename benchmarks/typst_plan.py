"""The printed plan's HTML as a Typst document: the same words, tables and drawings."""

import json
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

SVG: Final = "{http://www.w3.org/2000/svg}"
HEAD: Final = """#set document(title: "Plan")
#set page(paper: "a4", margin: (top: 27mm, bottom: 24mm, x: 22mm), numbering: "1 / 1",
  header: context [Technology needs #h(1fr) #counter(page).display()])
#set text(font: ("Noto Serif", "Noto Naskh Arabic", "Noto Sans SC", "Noto Sans"),
  size: {size}pt, lang: "en")
#set par(leading: 0.72em, spacing: 1.1em)
#show table: set text(font: "Noto Sans", size: 8.3pt)
#show heading: set text(font: "Noto Sans")
#set table(stroke: (bottom: 0.5pt + rgb("#d6d9de"), rest: none), inset: (x: 2mm, y: 1.5mm))
"""
BLOCKS: Final = {"h2": "= ", "h3": "== ", "h4": "=== ", "li": "- "}


def typst_source(root: Any, *, size: str) -> bytes:
    """The document. ``size`` of the text differs from run to run, so that Typst cannot reuse the
    layout of an earlier run."""
    body = root.find("body")
    pieces = [HEAD.replace("{size}", size), "#outline(depth: 1)\n#pagebreak()\n"]
    return "\n".join([*pieces, *_blocks(body)]).encode()


def _blocks(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == "table":
            yield _table(child)
        elif child.tag == f"{SVG}svg":
            yield _drawing(child)
        elif child.tag == "dl":
            yield _facts(child)
        elif child.tag in BLOCKS:
            yield f"{BLOCKS[child.tag]}{_words(child)}\n"
        elif child.tag in ("p", "h1", "h5"):
            yield f"{_words(child)}\n"
        elif child.tag != "nav":
            yield from _blocks(child)


def _words(element: Any) -> str:
    """The text as a Typst string, which has the same escapes as JSON."""
    text = " ".join("".join(element.itertext()).split())
    return f"#{json.dumps(text, ensure_ascii=False)}" if text else ""


def _cell(element: Any) -> str:
    return f"[{_words(element)}]"


def _table(element: Any) -> str:
    rows = [list(row) for row in element.iter("tr")]
    head = "".join(f"{_cell(cell)}, " for cell in rows[0])
    body = "".join(f"{_cell(cell)}, " for row in rows[1:] for cell in row)
    columns = f"columns: (1fr,) * {len(rows[0])}"
    caption = _cell(element.find("caption"))
    return (
        f"#show figure: set block(breakable: true)\n#figure(table({columns}, "
        f"table.header({head}), {body}), caption: {caption})\n"
    )


def _facts(element: Any) -> str:
    cells = "".join(f"{_cell(part)}, " for part in element.iter() if part.tag in ("dt", "dd"))
    return f"#grid(columns: (44mm, 1fr), row-gutter: 2.4mm, {cells})\n"


def _drawing(element: Any) -> str:
    ElementTree.register_namespace("", SVG.strip("{}"))
    drawn = json.dumps(ElementTree.tostring(element, encoding="unicode"), ensure_ascii=False)
    title = json.dumps(element.findtext(f"{SVG}title") or "", ensure_ascii=False)
    wide = "38mm" if element.get("class") == "qr" else "100%"
    return f'#image(bytes({drawn}), format: "svg", width: {wide}, alt: {title})\n'
