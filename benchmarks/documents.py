"""Seconds for one long plan, warm: ours, bare WeasyPrint, headless Chromium, Typst.

    python benchmarks/documents.py          (requirements-benchmarks.txt; chromium for its row)

All four print the same 34 pages, 24 tables and 6 charts of benchmarks/long_plan.py, in turns, so
that what else the machine does concerns all of them alike; ratios hold where seconds drift. CPU of
Chromium is that of its processes.
- ours: templates, charts, workbook, PDF/A-3a and PDF/UA-1 in one file, collection of garbage.
- bare WeasyPrint: the same HTML as it comes: the system's fonts, PDF/A-3a only, tables split.
- Chromium: the same HTML with the same stylesheet; no page numbers in the contents, no running
  heads, neither PDF/A nor PDF/UA. For measuring only: the portal never runs it.
- Typst: the same words, tables and drawings in its own language, both standards; the limit.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
import psutil
import weasyprint
import weasyprint.svg
from weasyprint.text import line_break
from weasyprint.text.line_break import Layout

ROOT = Path(__file__).resolve().parent.parent
# Before the press changes them.
PER_LETTER = weasyprint.svg.TAGS["text"]
FORGETFUL = {name: getattr(Layout, name) for name in ("set_text", "deactivate", "reactivate")}
DESCRIBE = line_break.get_font_description
RUNS = 5
CHROMIUM = Path("/usr/bin/chromium")
Make = Callable[[], bytes]
Clock = Callable[[], float]


def main() -> None:
    # Only the templates and the catalogues are used: nothing asks the database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")
    django.setup()
    from assessments.documents.plan import plan_pdf
    from benchmarks.long_plan import DIGEST, long_plan

    snapshot = long_plan()

    def ours() -> bytes:
        return plan_pdf(snapshot, digest=DIGEST, language="en")

    html = caught_html(ours)
    with chromium(html) as browser:
        makers: dict[str, tuple[Make, Clock]] = {
            "ours": (ours, time.process_time),
            "bare WeasyPrint": (lambda: bare_pdf(html), time.process_time),
            **browser,
            **typst(html),
        }
        told = measured(makers)
    print(f"{html.count('<table')} tables, {html.count('<svg') - 1} charts")
    base = told["ours"][0]
    print(f"{'':16} {'CPU s':>6} {'wall s':>7} {'pages':>6} {'KiB':>5}  ours is … × its CPU")
    for name, (cpu, wall, content) in told.items():
        pages = page_count(content)
        size = len(content) // 1024
        print(f"{name:16} {cpu:6.2f} {wall:7.2f} {pages:6} {size:5}  {base / cpu:5.2f}")


def measured(makers: dict[str, tuple[Make, Clock]]) -> dict[str, tuple[float, float, bytes]]:
    """Median CPU and wall seconds of each, in turns, after a first one that is not counted."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in makers}
    made = {}
    for run in range(RUNS + 1):
        for name, (make, clock) in makers.items():
            cpu, wall = clock(), time.perf_counter()
            made[name] = make()
            taken = clock() - cpu, time.perf_counter() - wall
            if run:
                spent[name].append(taken)
    return {
        name: (median(cpu for cpu, _wall in rows), median(wall for _cpu, wall in rows), made[name])
        for name, rows in spent.items()
    }


def caught_html(make: Make) -> str:
    """The HTML that the press was given."""
    from assessments.documents import plan

    with mock.patch.object(plan.press, "render", side_effect=lambda **given: given["html"]):
        return str(make())


def page_count(content: bytes) -> int:
    from techbank import press

    return press.page_count(content)


def sheet() -> str:
    return (ROOT / "static/css/document.css").read_text()


def bare_pdf(html: str) -> bytes:
    """The same document by WeasyPrint alone, without what the press changes in it."""
    from weasyprint.svg import text as whole_lines

    with (
        mock.patch.dict(weasyprint.svg.TAGS, {"text": PER_LETTER}),
        mock.patch.multiple(Layout, **FORGETFUL),
        mock.patch.object(line_break, "get_font_description", DESCRIBE),
    ):
        weasyprint.svg.text = PER_LETTER
        try:
            written: bytes = weasyprint.HTML(string=html, base_url="about:blank").write_pdf(
                stylesheets=[weasyprint.CSS(string=sheet())], pdf_variant="pdf/a-3a"
            )
        finally:
            weasyprint.svg.text = whole_lines
    return written


@contextmanager
def chromium(html: str) -> Iterator[dict[str, tuple[Make, Clock]]]:
    """A browser that is running; nothing where there is none."""
    if not CHROMIUM.exists():
        print("Chromium is not here: its row is left out.")
        yield {}
        return
    from playwright.sync_api import sync_playwright

    styled = html.replace("</head>", f"<style>{sheet()}</style></head>")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()

        def make() -> bytes:
            page.set_content(styled)
            return bytes(page.pdf(prefer_css_page_size=True, tagged=True, outline=True))

        yield {"Chromium": (make, browser_seconds)}
        browser.close()


def browser_seconds() -> float:
    """CPU of all processes of the browser since they were started."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                times = process.cpu_times()
                # Its helpers end with a print: what they took is counted by who started them.
                total += times.user + times.system + times.children_user + times.children_system
        except psutil.NoSuchProcess:
            continue
    return total


def typst(html: str) -> dict[str, tuple[Make, Clock]]:
    """Typst with the press's own fonts; nothing where it is not installed."""
    try:
        import typst as engine
    except ImportError:
        print("Typst is not here: its row is left out (requirements-benchmarks.txt).")
        return {}
    from benchmarks.typst_plan import typst_source
    from techbank.press.reading import as_xml

    root: Any = as_xml(html)
    compiler = engine.Compiler(font_paths=[str(ROOT / "static/fonts")], ignore_system_fonts=True)
    runs = iter(range(1_000_000))

    def make() -> bytes:
        source = typst_source(root, size=f"{9.6 + next(runs) * 1e-4:.4f}")
        made: Any = compiler.compile(
            source, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=1_782_828_300
        )
        return bytes(made)

    return {"Typst": (make, time.process_time)}


if __name__ == "__main__":
    main()
