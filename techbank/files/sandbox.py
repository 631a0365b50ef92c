"""Reading a file in a separate process, where it cannot harm the portal."""

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
_SLOTS: Final = BoundedSemaphore(2)
_WAIT_SECONDS: Final = 30
# A request that waits blocks a thread of the web process: no more than these may wait.
_WAITING: Final = BoundedSemaphore(2)
# Files sent without signing in have a slot of their own: one at a time, and none waits.
_PUBLIC: Final = BoundedSemaphore(1)


class NotRead(Exception):
    """The child refused the file, died, or took too long. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(kind: str, content: bytes) -> bytes:
    """The output of the child: the picture written again (PNG, JPEG), nothing for a PDF.

    The kind ``inside`` gives the output of ``sandboxed_reader.inside``.

    Raises ``NotRead``, and ``Invalid`` when too many files are being read already. Takes about
    0.2 s, at most ``SECONDS``.
    """
    semaphore = _take_slot(kind)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            # The child gets no secret of the portal.
            env={"PATH": "", "LANG": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotRead("heavy") from None
    finally:
        semaphore.release()
    word, _break, answer = done.stdout.partition(b"\n")
    if done.returncode == 0 and word == b"ok":
        return answer
    code = word.decode("ascii", "replace").removeprefix("no ").strip()
    raise NotRead(code if done.returncode == 0 and code else "heavy")


def _take_slot(kind: str) -> BoundedSemaphore:
    """The semaphore to release afterwards. Raises ``Invalid`` if too many wait, or too long."""
    semaphore = _PUBLIC if kind == "inside" else _SLOTS
    if semaphore.acquire(blocking=False):
        return semaphore
    if kind != "inside" and _WAITING.acquire(blocking=False):
        try:
            if semaphore.acquire(timeout=_WAIT_SECONDS):
                return semaphore
        finally:
            _WAITING.release()
    raise Invalid(
        _("Many files are being checked right now. Send yours again in a minute."), field="file"
    )
