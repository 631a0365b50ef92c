"""Handing a file to a process of its own: what it does there cannot harm the portal."""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from django.utils.translation import gettext as _

from techbank.exceptions import Invalid

_PROGRAM: Final = Path(__file__).with_name("sandboxed_reader.py")
SECONDS: Final = 20
# Each may take 900 MB for a moment: two at a time, the others wait.
_PLACES: Final = BoundedSemaphore(2)
_PATIENCE: Final = 30
# Who waits holds a thread of the web process: beyond these nobody waits.
_WAITING: Final = BoundedSemaphore(2)
# What anybody may send without signing in takes nobody's place: one at a time, and nobody waits.
_PUBLIC: Final = BoundedSemaphore(1)


class NotRead(Exception):
    """The child refused the file, died, or took too long. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(kind: str, content: bytes) -> bytes:
    """What the child made of the file: the picture anew (PNG, JPEG), nothing for a PDF.

    ``inside`` gives what a PDF says of itself, as ``sandboxed_reader.inside`` does.

    Raises ``NotRead``, and ``Invalid`` when too many files are being read already. Takes about
    0.2 s, at most ``SECONDS``.
    """
    places = _take_place(kind)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            # No secret of the portal travels with the file.
            env={"PATH": "", "LANG": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotRead("heavy") from None
    finally:
        places.release()
    word, _break, answer = done.stdout.partition(b"\n")
    if done.returncode == 0 and word == b"ok":
        return answer
    said = word.decode("ascii", "replace").removeprefix("no ").strip()
    raise NotRead(said if done.returncode == 0 and said else "heavy")


def _take_place(kind: str) -> BoundedSemaphore:
    """What to release afterwards. Raises ``Invalid`` when enough wait, or it takes too long."""
    places = _PUBLIC if kind == "inside" else _PLACES
    if places.acquire(blocking=False):
        return places
    if kind != "inside" and _WAITING.acquire(blocking=False):
        try:
            if places.acquire(timeout=_PATIENCE):
                return places
        finally:
            _WAITING.release()
    raise Invalid(
        _("Many files are being checked right now. Send yours again in a minute."), field="file"
    )
