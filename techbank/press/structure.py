"""Corrections of the structure tree before the file is written.

WeasyPrint tags a table once for each page (its issue 2903): a person with a screen reader would
hear three tables where there is one. Here the parts are joined, the repeated heading rows become
artifacts (ISO 32000-1, 14.8.2.2), header cells get their scope, what an item of a list holds
gets a body around it, the identifiers get their name tree and the boxes of figures their position
on the page.
"""

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

PIXEL_IN_POINTS = 0.75


def repair_structure(document: Any, pdf: Any) -> None:
    """Finisher for `write_pdf`: changes `pdf` in place."""
    for parts in _tables(document, pdf):
        first, *others = parts
        for part in others:
            _join(first, part, pdf)
    _split_grouped_lists(pdf)
    _wrap_list_bodies(pdf)
    _add_identifier_tree(pdf)
    _convert_figure_boxes(pdf)
    _list_attachments_once(pdf)
    _set_page_direction(document, pdf)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _tables(document: Any, pdf: Any) -> list[list[Any]]:
    """Structure elements of every table, in order, the parts of one table together."""
    parts_by_element: dict[int, list[Any]] = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TableBox) and box.element is not None:
                part = _element_of(box, pdf)
                if part is not None:
                    parts = parts_by_element.setdefault(id(box.element), [])
                    if all(part is not known for known in parts):
                        parts.append(part)
    return list(parts_by_element.values())


def _element_of(table: Any, pdf: Any) -> Any:
    """The structure element of a table box; also sets the scope of its header cells."""
    element = None
    for group in table.children:
        for row in group.children:
            for cell in getattr(row, "children", ()):
                mark = getattr(cell, "mark", None)
                if mark is None:
                    continue
                element = mark
                if mark["S"] == "/TH":
                    scope = cell.element.attrib.get("scope", "col")
                    mark["A"]["Scope"] = "/Row" if scope == "row" else "/Column"
    while element is not None and element["S"] != "/Table":
        element = _object(pdf, element["P"]) if element["S"] != "/Document" else None
    return element


def _kids(element: Any, pdf: Any) -> Iterator[Any]:
    for kid in element["K"]:
        if isinstance(kid, bytes):
            yield _object(pdf, kid)


def _join(first: Any, part: Any, pdf: Any) -> None:
    """Moves the rows of `part` after those of `first` and removes `part` from the tree."""
    own_heads = [th for head in _heads(first, pdf) for th in _cells(head, pdf)]
    repeated = [th for head in _heads(part, pdf) for th in _cells(head, pdf)]
    renamed = {
        repeated_cell["ID"].string: own_cell["ID"]
        for own_cell, repeated_cell in zip(own_heads, repeated, strict=False)
        if "ID" in own_cell and "ID" in repeated_cell
    }
    for kid in list(_kids(part, pdf)):
        if kid["S"] == "/THead":
            _make_artifact(kid, pdf)
            continue
        kid["P"] = first.reference
        first["K"].append(kid.reference)
        for cell in _cells(kid, pdf):
            headers = cell.get("A", {}).get("Headers")
            if headers:
                headers[:] = [renamed.get(header.string, header) for header in headers]
    parent = _object(pdf, part["P"])
    parent["K"].remove(part.reference)
    part["K"] = pydyf.Array([])


def _heads(table: Any, pdf: Any) -> list[Any]:
    return [kid for kid in _kids(table, pdf) if kid["S"] == "/THead"]


def _cells(group: Any, pdf: Any) -> list[Any]:
    return [cell for row in _kids(group, pdf) for cell in _kids(row, pdf)]


def _make_artifact(element: Any, pdf: Any) -> None:
    """Turns what `element` marks on its page into an artifact (decoration)."""
    element.pop("ID", None)
    page_number = pdf.page_references.index(element["Pg"])
    for kid in element["K"]:
        if isinstance(kid, bytes):
            child = _object(pdf, kid)
            if child.get("Type") == "/StructElem":
                _make_artifact(child, pdf)
        else:
            _unmark(kid, page_number, pdf)


def _unmark(mcid: int, page_number: int, pdf: Any) -> None:
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    _object(pdf, root["ParentTree"])["Nums"][2 * page_number + 1][mcid] = "null"
    page = _object(pdf, pdf.page_references[page_number])
    operators = _object(pdf, page["Contents"]).stream
    for at, operand in enumerate(operators):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") == mcid:
            operators[at - 1 : at + 2] = ["/Artifact", b"BMC", b""]
            return


def _elements(pdf: Any, kind: str) -> Iterator[Any]:
    for candidate in pdf.objects:
        if isinstance(candidate, pydyf.Dictionary) and candidate.get("S") == kind:
            yield candidate


def _split_grouped_lists(pdf: Any) -> None:
    """A list of terms in groups becomes a group of lists: a list may hold only its items."""
    for list_element in list(_elements(pdf, "/L")):
        groups = [kid for kid in _kids(list_element, pdf) if kid.get("S") == "/Div"]
        if groups:
            list_element["S"] = "/Div"
            for group in groups:
                group["S"] = "/L"


def _wrap_list_bodies(pdf: Any) -> None:
    """A list item holds its label and its body (ISO 32000-1, 14.8.4.3.3), and no paragraphs."""
    for item in list(_elements(pdf, "/LI")):
        loose = [kid for kid in _kids(item, pdf) if kid["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            continue
        body = next((kid for kid in _kids(item, pdf) if kid["S"] == "/LBody"), None)
        if body is None:
            body = _new_body(item, pdf)
        for kid in loose:
            item["K"].remove(kid.reference)
            body["K"].append(kid.reference)
            kid["P"] = body.reference


def _new_body(item: Any, pdf: Any) -> Any:
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array([]),
            "Pg": item["Pg"],
            "P": item.reference,
        }
    )
    pdf.add_object(body)
    item["K"].append(body.reference)
    return body


def _add_identifier_tree(pdf: Any) -> None:
    """ISO 32000-1, 14.7.2: identifiers of elements are found through a name tree."""
    headers = {th["ID"].data: th for th in _elements(pdf, "/TH") if "ID" in th}
    if not headers:
        return
    names = pydyf.Array()
    for key in sorted(headers):
        names.extend([headers[key]["ID"], headers[key].reference])
    tree = pydyf.Dictionary({"Names": names})
    pdf.add_object(tree)
    _object(pdf, pdf.catalog["StructTreeRoot"])["IDTree"] = tree.reference


def _convert_figure_boxes(pdf: Any) -> None:
    """WeasyPrint gives CSS pixels from the top; the standard requires points from the bottom."""
    for figure in _elements(pdf, "/Figure"):
        height = _object(pdf, figure["Pg"])["MediaBox"][3]
        left, top, right, bottom = (edge * PIXEL_IN_POINTS for edge in figure["A"]["BBox"])
        figure["A"]["BBox"] = pydyf.Array([left, height - bottom, right, height - top])


def _set_page_direction(document: Any, pdf: Any) -> None:
    """In right-to-left documents, viewers show spreads and turn pages from the right."""
    if document.pages[0]._page_box.style["direction"] == "rtl":
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"


def _list_attachments_once(pdf: Any) -> None:
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
