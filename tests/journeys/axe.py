"""What axe-core finds wrong with the page as it stands in the browser."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 1280)
# Parts that are wider than the page and stand in nothing that scrolls by itself.
TOO_WIDE = """() => {
  const page = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= page) return [];
  const wide = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.right > page + 1 || box.left < -1);
  };
  const found = [...document.querySelectorAll("body *")].filter(wide);
  return ["wider than the page", ...found.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))];
}"""


@cache
def script() -> str:
    """The file that the package brings; axe-core is downloaded from nowhere."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """A sentence for each part that breaks a rule. The page's context must have `bypass_csp`."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    page.evaluate(script())
    rows: list[dict[str, Any]] = page.evaluate(
        "async (options) => (await axe.run(document, options)).violations", options
    )
    return [
        f"{item['id']}: {' '.join(node['target'])} {node['failureSummary']}"
        for item in rows
        for node in item["nodes"]
    ]


def faults_at_every_width(page: Page) -> dict[int, list[str]]:
    """What axe-core finds and what is wider than the page, by width in pixels; empty if good."""
    values = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        values[width] = faults(page) + page.evaluate(TOO_WIDE)
    return {width: sentences for width, sentences in values.items() if sentences}
