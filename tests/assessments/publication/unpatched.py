"""WeasyPrint's own ways, written out where its release has them inside a larger function."""

from typing import Any

from techbank.press import weasyprint_patches


def font_key_as_text(style: Any, include_size: bool = False) -> str:
    names = (
        "font_family",
        *weasyprint_patches.LETTERS,
        *(weasyprint_patches.LINES if include_size else ()),
    )
    return str([style[name] for name in names])


def asked_each_time(pdf: Any) -> tuple[bytes, ...]:
    return tuple(f"{number} 0 R".encode() for number in pdf.pages["Kids"][::3])
