"""Seconds for one long plan, warm: ours, bare WeasyPrint, headless Chromium, Typst.

    python benchmarks/documents.py          (requirements-benchmarks.txt; chromium for its rows)

All print the same 34 pages, 24 tables and 6 charts of benchmarks/long_plan.py, in turns, so that
other load of the machine affects all of them alike; ratios stay stable where seconds vary. Every
turn has other words, the same for all, so that none can print from a cache. All have the typefaces
of static/fonts and no others, except bare WeasyPrint, which has the system's.
- ours: templates, charts, workbook, PDF/A-3a and PDF/UA-1 in one file, collection of garbage.
- bare WeasyPrint, in a process without the press: the same HTML, PDF/A-3a only, tables split.
- Chromium: the same HTML with the same stylesheet, tagged, with outline; no page numbers in the
  contents, no running heads, neither PDF/A nor PDF/UA. For measuring only: the portal never runs
  it. The browser runs all the time. Once with a new page for each document, so that nothing is
  reused; once with all in one page that is never closed and stays warm. CPU is that of all its
  processes, also of those that ended after a print.
- Typst: the same words, tables and drawings in its own language, both standards; the limit.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
import psutil
import weasyprint

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static/fonts"
RUNS = 5
CHROMIUM = Path("/usr/bin/chromium")
ONLY_OUR_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""
Make = Callable[[int], bytes]
"""The document of a turn."""
Clock = Callable[[], float]
Makers = dict[str, tuple[Make, Clock]]


def main() -> None:
    # Only the templates and the catalogues are used: nothing uses the database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")
    django.setup()
    from assessments.publication.documents.plan import plan_pdf
    from benchmarks.long_plan import DIGEST, long_plan

    snapshots = [long_plan(turn) for turn in range(RUNS + 1)]

    def ours(turn: int) -> bytes:
        return plan_pdf(snapshots[turn], digest=DIGEST, language="en")

    pages = [caught_html(ours, turn) for turn in range(RUNS + 1)]
    with bare_weasyprint(pages) as bare, chromium(pages) as browser:
        makers = {"ours": (ours, time.process_time), **bare, **browser, **typst(pages)}
        results = measured(makers)
    print(f"{pages[0].count('<table')} tables, {pages[0].count('<svg') - 1} charts")
    base = results["ours"][0]
    print(f"{'':22} {'CPU s':>6} {'wall s':>7} {'pages':>6} {'KiB':>5}  ours is … × its CPU")
    for name, (cpu, wall, content) in results.items():
        size = len(content) // 1024
        row = f"{cpu:6.2f} {wall:7.2f} {page_count(content):6} {size:5}  {base / cpu:5.2f}"
        print(f"{name:22} {row}")


def measured(makers: Makers) -> dict[str, tuple[float, float, bytes]]:
    """Median CPU and wall seconds of each, in turns, after a first turn that is not counted."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in makers}
    contents = {}
    for run in range(RUNS + 1):
        for name, (make, clock) in makers.items():
            cpu, wall = clock(), time.perf_counter()
            contents[name] = make(run)
            taken = clock() - cpu, time.perf_counter() - wall
            if run:
                spent[name].append(taken)
    return {
        name: (
            median(cpu for cpu, _wall in rows),
            median(wall for _cpu, wall in rows),
            contents[name],
        )
        for name, rows in spent.items()
    }


def caught_html(make: Make, turn: int) -> str:
    """The HTML that the press was given."""
    from techbank import press

    with mock.patch.object(press, "render", side_effect=lambda **options: options["html"]):
        return str(make(turn))


def page_count(content: bytes) -> int:
    from techbank import press

    return press.page_count(content)


def sheet() -> str:
    return (ROOT / "static/css/document.css").read_text()


@contextmanager
def bare_weasyprint(pages: Sequence[str]) -> Iterator[Makers]:
    """A separate process, in which WeasyPrint is not patched."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:

        def make(turn: int) -> bytes:
            return process.submit(bare_pdf, pages[turn], sheet()).result()

        yield {"bare WeasyPrint": (make, lambda: process.submit(time.process_time).result())}


def bare_pdf(html: str, css: str) -> bytes:
    written: bytes = weasyprint.HTML(string=html, base_url="about:blank").write_pdf(
        stylesheets=[weasyprint.CSS(string=css)], pdf_variant="pdf/a-3a"
    )
    return written


@contextmanager
def chromium(pages: Sequence[str]) -> Iterator[Makers]:
    """A running browser; nothing if none is installed."""
    if not CHROMIUM.exists():
        print("Chromium is not here: its rows are left out.")
        yield {}
        return
    from playwright.sync_api import sync_playwright

    styled = [html.replace("</head>", f"<style>{sheet()}</style></head>") for html in pages]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(ONLY_OUR_FONTS.format(fonts=FONTS, cache=folder))
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        shared_page = browser.new_page()

        def of_its_own(turn: int) -> bytes:
            page = browser.new_page()
            content = printed(page, styled[turn])
            page.close()
            return content

        yield {
            "Chromium, page each": (of_its_own, browser_seconds),
            "Chromium, one page": (
                lambda turn: printed(shared_page, styled[turn]),
                browser_seconds,
            ),
        }
        browser.close()


def printed(page: Any, html: str) -> bytes:
    page.set_content(html)
    return bytes(page.pdf(prefer_css_page_size=True, tagged=True, outline=True))


def browser_seconds() -> float:
    """CPU of all processes of the browser since they were started."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                times = process.cpu_times()
                # Helper processes end after a print: their parent counts their time.
                total += times.user + times.system + times.children_user + times.children_system
        except psutil.NoSuchProcess:
            continue
    return total


def typst(pages: Sequence[str]) -> Makers:
    """Typst with the press's own fonts; nothing if it is not installed."""
    try:
        import typst as engine
    except ImportError:
        print("Typst is not here: its row is left out (requirements-benchmarks.txt).")
        return {}
    from benchmarks.typst_plan import typst_source
    from techbank.press.html_as_xml import as_xml

    compiler = engine.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)

    def make(turn: int) -> bytes:
        root: Any = as_xml(pages[turn])
        source = typst_source(root, size=f"{9.6 + turn * 1e-4:.4f}")
        content: Any = compiler.compile(
            source, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=1_782_828_300
        )
        return bytes(content)

    return {"Typst": (make, time.process_time)}


if __name__ == "__main__":
    main()
