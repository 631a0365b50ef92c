"""Seconds of CPU for one plan, warm, against bare WeasyPrint: python benchmarks/documents.py

Both sides print the same HTML with the same stylesheet, tagged. The bare side is WeasyPrint as it
comes: the system's fonts, garbage collection on, PDF/A-3a only, tables split at page breaks, and
the letters of drawings set one by one (so Arabic in them is wrong).
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

RUNS = 7
DIGEST = "4f9a1c22d07be3518a66c0e19d34b7f25ac8813e60d2f49b7715ea0c3b92d864"


def main() -> None:
    # Only the templates and the catalogues are used: nothing asks the database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")
    django.setup()
    from assessments.documents.plan import plan_pdf
    from techbank import press
    from tests.factories.snapshots import sample_snapshot

    snapshot = sample_snapshot()
    html = caught_html(lambda: plan_pdf(snapshot, digest=DIGEST, language="en"))
    ours, content = timed(lambda: plan_pdf(snapshot, digest=DIGEST, language="en"))
    pages = press.page_count(content)
    print(
        f"plan, warm         {ours:5.2f} s CPU  {pages} pages  {ours / pages * 1000:4.0f} ms a page"
    )
    print(f"                   {len(content) // 1024} KiB, PDF/A-3a and PDF/UA-1 in one file")
    bare, _content = timed(lambda: bare_pdf(html))
    print(f"bare WeasyPrint    {bare:5.2f} s CPU")
    print(f"ratio              {bare / ours:5.2f}")


def caught_html(make: Callable[[], bytes]) -> str:
    """The HTML that the press was given."""
    from assessments.documents import plan

    with mock.patch.object(plan.press, "render", side_effect=lambda **given: given["html"]):
        return str(make())


def bare_pdf(html: str) -> bytes:
    """The same document by WeasyPrint alone."""
    import weasyprint
    from weasyprint.svg import text as lettering

    sheet = Path(__file__).resolve().parent.parent / "static/css/document.css"
    with mock.patch.dict(weasyprint.svg.TAGS, {"text": PER_LETTER}):
        weasyprint.svg.text, ours = PER_LETTER, lettering
        try:
            written: bytes = weasyprint.HTML(string=html, base_url="about:blank").write_pdf(
                stylesheets=[weasyprint.CSS(filename=sheet)], pdf_variant="pdf/a-3a"
            )
        finally:
            weasyprint.svg.text = ours
    return written


def timed(make: Callable[[], bytes]) -> tuple[float, bytes]:
    """Median CPU seconds of several runs after a first one."""
    content = make()
    spent = []
    for _run in range(RUNS):
        start = time.process_time()
        content = make()
        spent.append(time.process_time() - start)
    return median(spent), content


import weasyprint.svg  # noqa: E402

PER_LETTER = weasyprint.svg.TAGS["text"]

if __name__ == "__main__":
    main()
