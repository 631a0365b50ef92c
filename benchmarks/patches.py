"""What each patch of WeasyPrint buys: python benchmarks/patches.py

Prints one long plan with all patches of techbank/press, and with one of them put back at a time, in
one process and in another order each turn; the CPU of each as a share of what all patches together
take. A patch that buys less than 3 % is not worth its lines. Those that mend a fault (a leak,
Arabic in charts, alternative texts) stay whatever they cost, and are not tried here.
"""

import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

RUNS = 10
WORTH = 0.03
Patches = dict[str, Callable[[], list[Any]]]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")
    django.setup()
    from assessments.publication.documents.plan import plan_pdf
    from benchmarks.long_plan import DIGEST, long_plan

    snapshots = [long_plan(turn) for turn in range(RUNS)]
    spent: dict[str, list[float]] = {}
    patches: Patches = {"all of them": list, **put_back()}
    for turn, snapshot in enumerate(snapshots):
        # A turn has other words than the last: the first one would pay for their caches.
        plan_pdf(snapshot, digest=DIGEST, language="en")
        for name in turned(list(patches), turn):
            with applied(patches[name]()):
                started = time.process_time()
                plan_pdf(snapshot, digest=DIGEST, language="en")
                spent.setdefault(name, []).append(time.process_time() - started)
    base = spent.pop("all of them")
    print(f"all patches: {median(base):.2f} s CPU, the median of {RUNS}")
    for name, seconds in spent.items():
        bought = median(without / full for without, full in zip(seconds, base, strict=True)) - 1
        verdict = "" if bought >= WORTH else "   under 3 %"
        print(f"without {name:48} {bought:+7.1%}{verdict}")


def turned(names: list[str], turn: int) -> list[str]:
    """Another one is first in each turn."""
    start = turn % len(names)
    return names[start:] + names[:start]


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
    from weasyprint.text.line_break import Layout

    from techbank.press import html_as_xml, rendering, svg_text, weasyprint_patches
    from tests.assessments.publication.unpatched import asked_each_time

    replace = mock.patch.object
    return {
        "_plain_value (styles of a box)": lambda: [
            replace(ComputedStyle, "__missing__", weasyprint_patches.MISSING)
        ],
        "_resolve (percentages)": lambda: [
            replace(module, "resolve_percentages", weasyprint_patches.RESOLVE)
            for module in (block, inline, page, table)
        ],
        "_page_references": lambda: [
            replace(pydyf.PDF, "page_references", property(asked_each_time))
        ],
        "serialise_objects_once": lambda: [
            replace(rendering, "serialise_objects_once", lambda pdf: None)
        ],
        "the compression level": lambda: [replace(pydyf, "zlib", zlib)],
        "layouts that are not dropped": lambda: [
            replace(Layout, "deactivate", svg_text.DEACTIVATE),
            replace(Layout, "reactivate", svg_text.REACTIVATE),
        ],
        "html_as_xml (the parser)": lambda: [replace(html_as_xml, "as_xml", lambda html: None)],
    }


if __name__ == "__main__":
    main()
