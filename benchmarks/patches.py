"""What each patch of WeasyPrint buys: python benchmarks/patches.py

Prints one long plan with all patches of techbank/press, and with one of them put back at a time, in
turns in one process; the CPU of each as a share of what all patches together take. A patch that
buys less than 3 % is not worth its lines. Those that mend a fault (a leak, Arabic in charts,
alternative texts) stay whatever they cost, and are not tried here.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import zlib

import django

RUNS = 7
WORTH = 0.03
Patches = dict[str, Callable[[], list[Any]]]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")
    django.setup()
    from assessments.publication.documents.plan import plan_pdf
    from benchmarks.long_plan import DIGEST, long_plan

    snapshots = [long_plan(turn) for turn in range(RUNS + 1)]
    spent: dict[str, list[float]] = {}
    patches: Patches = {"all of them": list, **put_back()}
    for turn, snapshot in enumerate(snapshots):
        for name, without in patches.items():
            with applied(without()):
                started = time.process_time()
                plan_pdf(snapshot, digest=DIGEST, language="en")
                taken = time.process_time() - started
            # The first turn warms the caches of all.
            if turn:
                spent.setdefault(name, []).append(taken)
    base = spent.pop("all of them")
    print(f"all patches: {median(base):.2f} s CPU, the median of {RUNS}")
    for name, seconds in spent.items():
        bought = median(without / full for without, full in zip(seconds, base, strict=True)) - 1
        verdict = "" if bought >= WORTH else "   under 3 %"
        print(f"without {name:48} {bought:+7.1%}{verdict}")


@contextmanager
def applied(changes: list[Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for change in changes:
            stack.enter_context(change)
        yield


def put_back() -> Patches:
    """name of a patch → what puts WeasyPrint's own function in its place."""
    import pydyf
    from weasyprint.css import ComputedStyle
    from weasyprint.layout import block, inline, page, table
    from weasyprint.text import line_break
    from weasyprint.text.line_break import Layout

    from techbank.press import html_as_xml, rendering, svg_text, weasyprint_patches

    def text_key(style: Any, include_size: bool = False) -> str:
        names = (
            "font_family",
            *weasyprint_patches.LETTERS,
            *(weasyprint_patches.LINES if include_size else ()),
        )
        return str([style[name] for name in names])

    def references(pdf: Any) -> tuple[bytes, ...]:
        return tuple(f"{number} 0 R".encode() for number in pdf.pages["Kids"][::3])

    replace = mock.patch.object
    return {
        "_plain_value (styles of a box)": lambda: [
            replace(ComputedStyle, "__missing__", weasyprint_patches.MISSING)
        ],
        "_resolve (percentages)": lambda: [
            replace(module, "resolve_percentages", weasyprint_patches.RESOLVE)
            for module in (block, inline, page, table)
        ],
        "_letters_key (key of a font)": lambda: [
            replace(line_break, "_font_style_cache_key", text_key)
        ],
        "_page_references": lambda: [replace(pydyf.PDF, "page_references", property(references))],
        "serialise_objects_once": lambda: [
            replace(rendering, "serialise_objects_once", lambda pdf: None)
        ],
        "the compression level": lambda: [replace(pydyf, "zlib", zlib)],
        "_cached_font_description": lambda: [
            replace(line_break, "get_font_description", svg_text.DESCRIBE)
        ],
        "layouts that are not dropped": lambda: [
            replace(Layout, "deactivate", svg_text.DEACTIVATE),
            replace(Layout, "reactivate", svg_text.REACTIVATE),
        ],
        "html_as_xml (the parser)": lambda: [replace(html_as_xml, "as_xml", lambda html: None)],
    }


if __name__ == "__main__":
    main()
