"""The printed plan's HTML as a Typst document: the same words, tables and drawings, plainly set."""

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
    """The document. ``size`` of the text differs from run to run, so that no run is kept from the
    one before: Typst keeps what it has laid out."""
    body = root.find("body")
    pieces = [HEAD.replace("{size}", size), "#outline(depth: 1)\n#pagebreak()\n"]
    return "\n".join([*pieces, *_blocks(body)]).encode()


def _blocks(element: Any) -> Iterator[str]:
    for one in element:
        if one.tag == "table":
            yield _table(one)
        elif one.tag == f"{SVG}svg":
            yield _drawing(one)
        elif one.tag == "dl":
            yield _facts(one)
        elif one.tag in BLOCKS:
            yield f"{BLOCKS[one.tag]}{_words(one)}\n"
        elif one.tag in ("p", "h1", "h5"):
            yield f"{_words(one)}\n"
        elif one.tag != "nav":
            yield from _blocks(one)


def _words(element: Any) -> str:
    """The text as a string of Typst's, which needs no escapes but JSON's."""
    told = " ".join("".join(element.itertext()).split())
    return f"#{json.dumps(told, ensure_ascii=False)}" if told else ""


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
