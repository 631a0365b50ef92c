"""What the browser is given: logical, small, readable, and nothing inline."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static/css"
COMPONENTS = sorted((CSS / "components").glob("*.css"))
SCREEN_CSS = [CSS / "tokens.css", CSS / "base.css", *COMPONENTS]
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
# Documents become PDF through press, which brings its own style and has no browser rules to obey.
PAGES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "documents" not in p.parts)

CSS_LIMIT = 12 * 1024
CSS_LINES = 300
# What one page loads, modules that modules name included; and all there are.
JS_A_PAGE = 14 * 1024
JS_IN_ALL = 32 * 1024
IMPORTED = re.compile(r"""^import\b[^;]*?["']\./([\w-]+\.js)["']""", re.MULTILINE)

PHYSICAL = re.compile(
    r"^\s*(?:"
    r"(?:margin|padding|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|border-(?:left|right|top|bottom)(?:-\w+)?"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:left|right|top|bottom)"
    r"|(?:min-|max-)?(?:width|height)"
    r")\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b",
    re.MULTILINE,
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(", re.IGNORECASE)
INLINE = re.compile(r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def gzipped(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in paths)


def served_sheet() -> Path:
    """The one file that pages ask for."""
    return Path(str(finders.find("css/site.css")))


@pytest.mark.parametrize("path", SCREEN_CSS, ids=lambda path: path.name)
def test_stylesheets_use_logical_properties_only(path: Path) -> None:
    assert PHYSICAL.findall(without_comments(path.read_text())) == []


@pytest.mark.parametrize("path", SCREEN_CSS[1:], ids=lambda path: path.name)
def test_colours_are_named_in_the_tokens_only(path: Path) -> None:
    assert COLOUR.findall(without_comments(path.read_text())) == []


def test_every_token_used_is_defined() -> None:
    css = "".join(without_comments(path.read_text()) for path in SCREEN_CSS)
    used, defined = (
        set(re.findall(r"var\((--[\w-]+)", css)),
        set(re.findall(r"(--[\w-]+)\s*:", css)),
    )
    assert used - defined == set()


def test_the_served_stylesheet_is_every_part_once() -> None:
    served = served_sheet().read_text()
    assert [path.name for path in SCREEN_CSS if served.count(path.read_text()) != 1] == []
    assert len(served) == sum(len(path.read_text()) for path in SCREEN_CSS)


def test_the_served_stylesheet_keeps_its_budget() -> None:
    assert gzipped([served_sheet()]) <= CSS_LIMIT


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_stylesheet_dresses_one_thing_and_says_which(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert lines[0].startswith("/* ")
    assert len(lines) < CSS_LINES


def with_what_it_names(module: Path) -> list[Path]:
    """A module and every module it comes with."""
    rows = [module]
    for item in rows:
        named = [item.parent / name for name in IMPORTED.findall(item.read_text())]
        rows += [path for path in named if path not in rows]
    return rows


@pytest.mark.parametrize("module", SCRIPTS, ids=lambda path: path.name)
def test_modules_of_a_page_keep_its_budget(module: Path) -> None:
    assert gzipped(with_what_it_names(module)) <= JS_A_PAGE


def test_all_modules_keep_their_budget() -> None:
    assert gzipped(SCRIPTS) <= JS_IN_ALL


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_no_inline_style_or_script(path: Path) -> None:
    page = path.read_text()
    assert INLINE.findall(page) == []
    for attributes, body in SCRIPT.findall(page):
        assert "src=" in attributes
        assert body.strip() == ""


# --- Contrast, computed as WCAG 2 defines it ---------------------------------------------


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme; the dark one changes what the light one says."""
    css = without_comments(SCREEN_CSS[0].read_text())
    light, _, rest = css.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("@media print")[0]
    values = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", light))
    if scheme == "dark":
        values |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", dark))
    return values


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: str, other: str) -> float:
    light, dark = sorted((luminance(text), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> Iterator[tuple[str, str, float]]:
    grounds = ("paper", "surface", "sunken")
    yield from (("ink", ground, 7) for ground in (*grounds, "action-wash", "accent-wash"))
    yield ("ink", "error-wash", 7)
    yield from (("quiet", ground, 7) for ground in grounds)
    yield ("accent-ink", "accent-wash", 7)
    yield from (("action", ground, 4.5) for ground in (*grounds, "action-wash"))
    yield ("action", "accent-wash", 4.5)
    yield ("on-action", "action", 4.5)
    yield ("on-action", "action-strong", 4.5)
    yield ("action-strong", "action-wash", 4.5)
    yield from (("error", ground, 4.5) for ground in ("paper", "surface", "error-wash"))
    yield ("accent-ink", "paper", 4.5)
    yield from (("rule-strong", ground, 3) for ground in grounds)
    yield from (("accent", ground, 3) for ground in ("paper", "surface", "accent-wash"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), list(pairs()))
def test_colours_can_be_read(scheme: str, ink: str, ground: str, least: float) -> None:
    colours = tokens(scheme)
    assert contrast(colours[ink], colours[ground]) >= least
