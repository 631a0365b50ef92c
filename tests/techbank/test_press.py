"""The press loads nothing external, prints the same bytes, and tags what it prints."""

import gc
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from techbank import press
from techbank.charts import Bar, bars
from techbank.press import fetching, html_as_xml

ADDRESS = "http://192.0.2.1/x"
ASKING = {
    "image": f'<img src="{ADDRESS}" alt="x">',
    "image from a file": '<img src="file:///etc/passwd" alt="x">',
    "image by a relative path": '<img src="etc/passwd" alt="x">',
    "image by a data address": '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">',
    "image over ftp": '<img src="ftp://192.0.2.1/x.png" alt="x">',
    "image with a base": f'<base href="{ADDRESS}/"><img src="x.png" alt="x">',
    "image from the fonts of the press": '<img src="press:fonts/NotoSans-Regular.ttf" alt="x">',
    "image out of the press": '<img src="press:css/../../manage.py" alt="x">',
    "image set": f'<img srcset="{ADDRESS} 2x" src="{ADDRESS}" alt="x">',
    "embedded object": f'<object data="{ADDRESS}" type="image/png"></object>',
    "embed": f'<embed src="{ADDRESS}" type="image/png">',
    "stylesheet": f'<link rel="stylesheet" href="{ADDRESS}">',
    "stylesheet from a file": '<link rel="stylesheet" href="file:///etc/passwd">',
    "attachment of the document": f'<link rel="attachment" href="{ADDRESS}">',
    "attachment of the document from a file": '<link rel="attachment" href="file:///etc/passwd">',
    "attachment of a link": f'<a rel="attachment" href="{ADDRESS}">x</a>',
    "attachment of a link from a file": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "import": f"<style>@import url({ADDRESS});</style>",
    "import by a string": f'<style>@import "{ADDRESS}";</style>',
    "import from a file": "<style>@import url(file:///etc/passwd);</style>",
    "background": f"<style>body {{ background: url({ADDRESS}) }}</style>",
    "background in an attribute": f'<p style="background-image: url({ADDRESS})">x</p>',
    "list marker": f'<ul style="list-style-image: url({ADDRESS})"><li>x</ul>',
    "border image": f'<p style="border-image-source: url({ADDRESS})">x</p>',
    "content": f'<style>p::before {{ content: url({ADDRESS}) }}</style><p>x',
    "page background": f"<style>@page {{ background: url({ADDRESS}) }}</style>",
    "font": f"<style>@font-face {{ font-family: x; src: url({ADDRESS}) }}</style>",
    "font from a file": "<style>@font-face { font-family: x; src: url(file:///etc/hosts) }</style>",
    "image in a drawing": f'<svg><image href="{ADDRESS}" width="9" height="9"/></svg>',
    "use in a drawing": f'<svg><use href="{ADDRESS}#a"/></svg>',
    "import in a drawing": f'<svg><style>@import url({ADDRESS});</style></svg>',
}  # fmt: skip


def page(body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><title>x</title><body><h1>Title</h1>{body}</body></html>'
    )


def render(body: str, **given: Any) -> bytes:
    facts = {"css": ["document.css"], "language": "en", "title": "A title", **given}
    return press.render(html=page(body), **facts)


def structure(pdf: pikepdf.Pdf) -> list[Any]:
    rows: list[Any] = []

    def walk(element: Any) -> None:
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        rows.append(element)
        kids: Any = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    return rows


@pytest.mark.parametrize("body", ASKING.values(), ids=ASKING.keys())
def test_a_document_that_asks_for_anything_loads_nothing(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    allowed = Path.read_bytes

    def watched(self: Path) -> bytes:
        read.append(self.name)
        return allowed(self)

    monkeypatch.setattr(Path, "read_bytes", watched)
    try:
        content = render(body)
    except press.ForeignResource:
        content = render("<p>What is asked for is refused.")
    # A few ways WeasyPrint does not know: nothing was asked for, nothing came in.
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    assert set(read) <= {"document.css"}


@pytest.mark.parametrize("kind", ["image", "attachment of a link", "import", "font", "stylesheet"])
def test_asking_for_something_foreign_stops_the_document(kind: str) -> None:
    with pytest.raises(press.ForeignResource):
        render(ASKING[kind])


def test_the_fetcher_has_no_handler_that_could_open_anything() -> None:
    assert fetching.OwnFiles().handlers == []


def test_a_link_to_the_web_is_kept_and_not_followed() -> None:
    content = render(f'<p><a href="{ADDRESS}">x</a>')
    with pikepdf.open(BytesIO(content)) as pdf:
        assert [str(link.A.URI) for link in pdf.pages[0].Annots] == [ADDRESS]


def test_the_same_document_gives_the_same_bytes() -> None:
    given = {
        "attachments": [press.Attachment("a.json", b"{}")],
        "created_at": datetime(2026, 6, 30, 14, 5, tzinfo=UTC),
    }
    assert render("<p>Same", **given) == render("<p>Same", **given)


def test_html_read_as_xml_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "<h2>A &amp; b</h2><p>one<br>two\u00a0three <em>four</em></p><hr>"
        "<table><caption>C</caption><colgroup><col><col></colgroup><thead><tr><th>A</th><th>B</th>"
        "</tr></thead><tbody><tr><td>x</td><td>&lt;y&gt;</td></tr></tbody></table>"
        f"<figure>{bars([Bar('x', 1, '1')], title='t', description='d')}</figure>"
    )
    html = f'<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>{body}</body></html>'
    facts: dict[str, Any] = {"html": html, "css": ["document.css"], "language": "en", "title": "x"}
    assert html_as_xml.as_xml(html) is not None
    fast = press.render(**facts)
    monkeypatch.setattr(html_as_xml, "as_xml", lambda html: None)
    assert press.render(**facts) == fast


@pytest.mark.parametrize(
    "html",
    [
        '<!DOCTYPE html [<!ENTITY a "b">]><html>&a;</html>',
        "<!DOCTYPE html><html><!-- x --></html>",
        '<?xml version="1.0"?><html></html>',
        "<!DOCTYPE html><html><p>never closed</html>",
        "<!DOCTYPE html><html>&copy;</html>",
    ],
)
def test_what_is_more_than_elements_and_texts_is_not_read_as_xml(html: str) -> None:
    assert html_as_xml.as_xml(html) is None


def test_the_file_declares_both_standards_and_its_language() -> None:
    content = render("<p>x", language="fr", created_at=datetime(2026, 6, 30, 14, 5, tzinfo=UTC))
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "A title"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260630140500Z"
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["xmp:CreateDate"] == "2026-06-30T14:05:00Z"
        assert str(pdf.Root.Lang) == "fr"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert [str(intent.S) for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]


def test_an_attachment_is_listed_once_with_its_relationship() -> None:
    attachment = press.Attachment("plan.json", b'{"a":1}', "The plan", "Source")
    with pikepdf.open(BytesIO(render("<p>x", attachments=[attachment]))) as pdf:
        assert pdf.attachments["plan.json"].get_file().read_bytes() == b'{"a":1}'
        assert [str(listed.AFRelationship) for listed in pdf.Root.AF] == ["/Source"]


def test_a_table_over_many_pages_is_one_table_with_one_heading_row() -> None:
    rows = "".join(f'<tr><th scope="row">{n}</th><td>x</td></tr>' for n in range(200))
    head = '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    content = render(f"<table><caption>C</caption>{head}<tbody>{rows}</tbody></table>")
    assert press.page_count(content) > 2
    with pikepdf.open(BytesIO(content)) as pdf:
        elements = structure(pdf)
        kinds = [str(element.S) for element in elements]
        assert [kinds.count(kind) for kind in ("/Table", "/THead", "/TR")] == [1, 1, 201]
        heads = {str(th.ID) for th in elements if str(th.S) == "/TH"}
        named = {str(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]}
        used = {str(ref) for td in elements if str(td.S) == "/TD" for ref in td.A.Headers}
        assert named == heads
        assert len(heads - used) == 1  # the heading of the column of row headings
        scopes = {str(th.A.Scope) for th in elements if str(th.S) == "/TH"}
        assert scopes == {"/Row", "/Column"}
        assert b"/Artifact" in pdf.pages[1].Contents.read_bytes()
    reader = pypdf.PdfReader(BytesIO(content))
    assert reader.pages[1].extract_text().count("A") == 1  # still printed on every page


def test_a_list_of_terms_holds_only_items() -> None:
    content = render("<dl><div><dt>Term</dt><dd>Told</dd></div></dl>")
    with pikepdf.open(BytesIO(content)) as pdf:
        lists = [element for element in structure(pdf) if str(element.S) == "/L"]
        assert [[str(kid.S) for kid in listed.K] for listed in lists] == [["/LI", "/LI"]]


def test_a_drawing_has_an_alternative_text_and_its_place_on_the_page() -> None:
    chart = bars([Bar("x", 1, "1")], title="What it shows", description="And how.")
    with pikepdf.open(BytesIO(render(f"<figure>{chart}</figure>"))) as pdf:
        figures = [element for element in structure(pdf) if str(element.S) == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == ["What it shows. And how."]
        left, bottom, right, top = (float(edge) for edge in figures[0].A.BBox)
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842


def test_only_our_own_fonts_are_embedded() -> None:
    text = "Añ Жж ع አ ব မ ខ ລ न → ✓"
    content = render(f"<p>{text} <em>it</em> <b>b</b>")
    with pikepdf.open(BytesIO(content)) as pdf:
        fonts = [font for font in pdf.objects if isinstance(font, pikepdf.Dictionary)]
        names = {str(font.FontName) for font in fonts if font.get("/Type") == "/FontDescriptor"}
        embedded = [font for font in fonts if font.get("/Type") == "/FontDescriptor"]
        assert all("/FontFile2" in font or "/FontFile3" in font for font in embedded)
    assert {name.partition("+")[2].split("-")[0] for name in names} == {"Noto"}


def test_joined_letters_stay_joined_in_a_drawing() -> None:
    chart = bars([Bar("على الأقل", 1, "1")], title="x", description="x", direction="rtl")
    reader = pypdf.PdfReader(BytesIO(render(f"<figure>{chart}</figure>", language="ar")))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "الأقل" in text or "لقألا" in text
    assert press.unprintable("على الأقل") == frozenset()


def test_a_letter_without_glyph_is_replaced_and_control_characters_are_dropped() -> None:
    result = pypdf.PdfReader(BytesIO(render("<p>a\x0bb 𠮷 \ud800 c"))).pages[0].extract_text()
    assert "ab \ufffd \ufffd c" in result
    assert press.unprintable("a国𠮷") == {"𠮷"}


def test_the_press_says_which_languages_it_has_letters_for() -> None:
    assert {"en", "fr", "es", "pt", "ru", "ar", "zh"} <= set(press.LANGUAGES)
    assert (press.direction("ar"), press.direction("fr")) == ("rtl", "ltr")


def test_garbage_collection_is_on_again_after_a_render_and_after_a_refusal() -> None:
    render("<p>x")
    assert gc.isenabled()
    with pytest.raises(press.ForeignResource):
        render(ASKING["image"])
    assert gc.isenabled()


def test_the_fonts_travel_with_their_licence() -> None:
    folder = fetching.STATIC / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text().upper()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 9 * 1024 * 1024
