"""Writes static/fonts/coverage.txt, from which pages know what the press can print.

`python -m techbank.press.coverage`, after a typeface was added or taken away; a test compares.
"""

from techbank.press.fonts import covered
from techbank.text.glyphs import COVERAGE


def coverage_lines() -> str:
    """The code points of all typefaces, one range a line, in ascending order."""
    ranges: list[list[int]] = []
    for code in sorted(covered()):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    lines = (f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in ranges)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    COVERAGE.write_text(coverage_lines(), encoding="ascii")
