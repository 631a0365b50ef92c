"""WeasyPrint's own ways, written out where its release has them inside a larger function."""

from typing import Any


def asked_each_time(pdf: Any) -> tuple[bytes, ...]:
    return tuple(f"{number} 0 R".encode() for number in pdf.pages["Kids"][::3])
