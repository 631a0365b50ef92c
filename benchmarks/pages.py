"""How long a reader on a slow line waits: python benchmarks/pages.py http://127.0.0.1:8000 PASSWORD

For a running `make demo` and the password it prints; opens a dossier of the second invented
country when it has none. 400 kilobits a second, 400 ms for each request (not for opening the
connection), a processor four times slower than this one, nothing in the cache; the median of
three. Usable is when the page is loaded with its styles and scripts. The ratio is wait to budget.
"""

import shutil
import sys
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

RUNS = 3
SLOW_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
SLOWER_PROCESSOR = 4
TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const parts = [page, ...performance.getEntriesByType("resource")];
  return [paint ? paint.startTime : 0, page.loadEventEnd,
          parts.reduce((sum, one) => sum + one.transferSize, 0), parts.length];
}"""


class Visit(NamedTuple):
    """A page, who reads it, and the seconds the design allows until it is usable."""

    name: str
    reader: str
    start: str
    link: str
    budget: float


WRITER, REVIEWER = "coordinator@otherland.example", "reviewer@bank.example"
DOSSIER = "main a[href^='/assessments/']:not([href*='external'], [href$='open/'])"
VISITS = (
    Visit("sign-in", "", "/accounts/login/", "", 3.0),
    Visit("task list", WRITER, "/assessments/", DOSSIER, 3.0),
    Visit("section", WRITER, "/assessments/", f"{DOSSIER} >> sections/team/", 3.5),
    Visit("review", REVIEWER, "/assessments/", f"{DOSSIER} >> review/", 4.5),
    Visit("donor dashboard", "", "/funding/", "", 6.0),
    Visit("public plan", "", "/plans/", "main a[href^='/plans/']", 6.0),
)


def main() -> None:
    address, password = sys.argv[1], sys.argv[2]
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    print(f"{'':18}{'KB':>6}{'requests':>10}{'painted':>10}{'usable':>9}{'budget':>9}{'ratio':>8}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for visit in VISITS:
            painted, usable, size, parts = measured(browser, address, password, visit)
            print(
                f"{visit.name:18}{size / 1000:6.1f}{parts:10.0f}{painted / 1000:8.2f} s"
                f"{usable / 1000:7.2f} s{visit.budget:7.1f} s{usable / 1000 / visit.budget:8.2f}"
            )
        browser.close()


def measured(browser: Browser, address: str, password: str, visit: Visit) -> list[float]:
    """Milliseconds to the first paint and until usable, bytes, requests: medians."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    if visit.reader:
        sign_in(page, visit.reader, password)
    target = place(page, visit)
    page.close()
    runs = [cold_visit(context, target) for _run in range(RUNS)]
    context.close()
    return [median(column) for column in zip(*runs, strict=True)]


def sign_in(page: Page, reader: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(reader)
    page.locator("input[name=password]").fill(password)
    page.locator("form[action*='/accounts/login/'] button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def place(page: Page, visit: Visit) -> str:
    """The address of the page: the first such link of its start, and what follows ` >> `."""
    if not visit.link:
        return visit.start
    selector, _arrow, path = visit.link.partition(" >> ")
    page.goto(visit.start)
    if visit.reader == WRITER and not page.locator(selector).count():
        page.goto("/assessments/open/")
        page.locator("main [name=title]").fill("Needs of Otherland (invented)")
        page.locator("main form button").first.click()
        page.goto(visit.start)
    return (page.locator(selector).first.get_attribute("href") or "") + path


def cold_visit(context: BrowserContext, target: str) -> list[float]:
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    network.send("Network.emulateNetworkConditions", SLOW_LINE)
    network.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    page.goto(target, wait_until="load")
    page.wait_for_timeout(200)
    figures: list[float] = page.evaluate(TIMES)
    page.close()
    return figures


if __name__ == "__main__":
    main()
