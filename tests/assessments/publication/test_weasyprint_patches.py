"""What the press computes in its own way gives WeasyPrint's bytes, and nothing of it stays."""

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pydyf
import pytest
import weasyprint
from weasyprint.css import ComputedStyle
from weasyprint.layout import block, inline, page, table
from weasyprint.text import line_break

from assessments.publication.documents.plan import plan_pdf
from techbank import press
from techbank.press import fonts, rendering, svg_text, weasyprint_patches
from tests.assessments.publication.unpatched import asked_each_time
from tests.factories.snapshots import sample_snapshot

HTML = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>{}</body></html>'


def printed(language: str = "en") -> bytes:
    return plan_pdf(sample_snapshot(), digest="4f" * 32, language=language)


def render(body: str) -> bytes:
    return press.render(html=HTML.format(body), css=["document.css"], language="en", title="x")


@pytest.fixture
def lavish(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts WeasyPrint's own functions back in their places when called."""

    def put_back() -> None:
        monkeypatch.setattr(ComputedStyle, "__missing__", weasyprint_patches.MISSING)
        for module in (block, inline, page, table):
            monkeypatch.setattr(module, "resolve_percentages", weasyprint_patches.RESOLVE)
        monkeypatch.setattr(line_break, "font_features", svg_text.FIND_FEATURES)
        monkeypatch.setattr(svg_text, "_set_features", lambda layout: None)
        monkeypatch.setattr(pydyf.PDF, "page_references", property(asked_each_time))
        monkeypatch.setattr(rendering, "serialise_objects_once", lambda pdf: None)

    return put_back


def test_the_pinned_release_is_the_one_whose_functions_are_replaced() -> None:
    assert (weasyprint.__version__, pydyf.__version__) == ("70.0", "0.13.0")
    assert block.resolve_percentages is weasyprint_patches._resolve
    assert weasyprint_patches.MISSING.__qualname__ == "ComputedStyle.__missing__"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_plan_has_the_same_bytes_without_what_is_spared(
    language: str, lavish: Callable[[], None]
) -> None:
    spared = printed(language)
    lavish()
    assert printed(language) == spared


def test_boxes_of_every_sizing_have_the_same_bytes_without_what_is_spared(
    lavish: Callable[[], None],
) -> None:
    body = "".join(
        f'<div style="box-sizing: {sizing}; width: {width}; height: {height}; min-height: 12%; '
        f'max-width: calc(50% + 9mm); padding: 1% 2mm; border: 2px solid; margin-inline: auto">'
        "x</div>"
        for sizing in ("content-box", "padding-box", "border-box")
        for width in ("auto", "30%", "40mm")
        for height in ("auto", "20%", "9mm", "calc(4mm + 10%)")
    )
    spared = render(body)
    lavish()
    assert render(body) == spared


def test_what_a_caller_left_in_a_ring_goes_with_the_next_render() -> None:
    class Ring:
        itself: "Ring"

    render("<p>x")
    ring = Ring()
    ring.itself, left = ring, weakref.ref(ring)
    del ring
    render("<p>x")
    assert left() is None


def test_no_objects_stay_of_one_plan_after_the_other() -> None:
    def left_of(turn: int) -> int:
        snapshot = sample_snapshot()
        snapshot["assessment"]["title"] = f"Plan {turn}"
        plan_pdf(snapshot, digest=f"{turn:064x}", language="en")
        return len(gc.get_objects())

    left_of(0)
    before = left_of(1)
    assert left_of(2) - before < 200
    assert left_of(3) - before < 200


def test_all_documents_share_one_configuration_of_fonts_and_none_its_lines() -> None:
    first, second = fonts.OwnFonts(), fonts.OwnFonts()
    assert first._config == second._config
    assert first.font_map != second.font_map
    assert first.strut_layouts is not second.strut_layouts


def test_no_document_changes_the_typefaces_of_the_others() -> None:
    with pytest.raises(press.ForeignResource):
        render("<style>@font-face { font-family: x; src: local('Noto Sans') }</style>")


def test_features_of_letters_are_freed_with_their_line(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    library: Any = svg_text
    collected = library.ffi.gc

    class Watched:
        NULL = library.ffi.NULL

        @staticmethod
        def gc(pointer: Any, free: Any) -> Any:
            made.append(free)
            return collected(pointer, free)

    monkeypatch.setattr(svg_text, "ffi", Watched)
    render("<table><tr><td>12</td></tr></table>")
    assert made
    assert set(made) == {library.pango.pango_attr_list_unref}
