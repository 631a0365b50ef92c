"""Reads one picture or PDF in a process of its own, under limits of memory and time.

Started by ``sandbox``; imports nothing of the portal, so that it starts quickly and has no secret.
Standard input is the file. Standard output is one line, ``ok`` or ``no <code>``. For a picture the
picture follows, written again with its pixels only; for the kind "inside", a line with the PDF's
identifier and the first JSON file attached to it.
"""

import io
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

MEGABYTE: Final = 1024 * 1024
MEMORY: Final = 900 * MEGABYTE
SECONDS: Final = 15
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 20_000
QUALITY: Final = 90
LARGEST_ATTACHED: Final = 20 * MEGABYTE
LONGEST_IDENTIFIER: Final = 64
# Values of /S in an action that start, fetch, send or run something.
_ACTIVE_ACTIONS: Final = {
    "/Launch": "launch",
    "/JavaScript": "script",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/ImportData": "sends",
    "/SubmitForm": "sends",
    "/GoToE": "files",
    "/GoToR": "fetches",
}
_KEYS: Final = {
    "/JS": "script",
    "/JavaScript": "script",
    "/Launch": "launch",
    "/XFA": "script",
    "/EmbeddedFiles": "files",
    "/EF": "files",
    "/RichMediaContent": "media",
}


class FileRefused(Exception):
    """``code`` names the sentence that ``uploads`` answers with."""


def limit() -> None:
    """Limit this process to the memory, time and files that reading one small file needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def picture(content: bytes, kind: str) -> bytes:
    """The picture's pixels, written again and upright. Raises ``FileRefused``."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit below refuses instead of warning
    with Image.open(io.BytesIO(content), formats=[kind]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise FileRefused("pixels")
        if getattr(opened, "n_frames", 1) > 1:
            opened.seek(0)
        upright = ImageOps.exif_transpose(opened) or opened
        plain = upright.convert(_mode(upright.mode, kind))
    # Everything but pixels is removed: place and time, owner, profiles, comments, thumbnails.
    plain.info = {}
    written = io.BytesIO()
    options: dict[str, Any] = {"quality": QUALITY} if kind == "JPEG" else {"compress_level": 6}
    plain.save(written, kind, **options)
    return written.getvalue()


def _mode(mode: str, kind: str) -> str:
    if mode in ("1", "L", "RGB"):
        return mode if kind == "PNG" or mode != "1" else "L"
    if kind == "JPEG":
        return "RGB"
    return mode if mode in ("LA", "RGBA", "I;16") else "RGBA"


def document(content: bytes) -> bytes:
    """Checks a PDF and returns no bytes.

    Raises ``FileRefused`` if it is damaged or protected, or can run, fetch, send or hide something.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if opened.is_encrypted:
                raise FileRefused("password")
            if not len(opened.pages):
                raise FileRefused("damaged")
            for item in opened.objects:
                for dictionary in _dictionaries(item, pikepdf):
                    _check_harmless(dictionary)
    except pikepdf.PasswordError:
        raise FileRefused("password") from None
    except pikepdf.PdfError:
        raise FileRefused("damaged") from None
    return b""


def inside(content: bytes) -> bytes:
    """A PDF's identifier as text, a line break, its first attached .json; both may be empty."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as opened:
        identifiers = opened.trailer.get("/ID")
        identifier = bytes(identifiers[0]) if identifiers is not None and len(identifiers) else b""
        attached = b""
        for name in sorted(opened.attachments):
            if name.endswith(".json"):
                attached = opened.attachments[name].get_file().read_bytes()
                break
    first_line = identifier[:LONGEST_IDENTIFIER].decode("ascii", "replace").replace("\n", " ")
    return first_line.encode() + b"\n" + attached[:LARGEST_ATTACHED]


def _dictionaries(item: Any, pikepdf: Any) -> Iterator[Any]:
    """Every dictionary written directly within an object; the objects themselves come one by
    one from the file, so references are not followed."""
    waiting = [item]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Stream):
            current = current.stream_dict
        if isinstance(current, pikepdf.Dictionary):
            yield current
            waiting += [value for _key, value in current.items() if _nested(value, pikepdf)]
        elif isinstance(current, pikepdf.Array):
            waiting += [value for value in current if _nested(value, pikepdf)]


def _nested(value: Any, pikepdf: Any) -> bool:
    kinds = (pikepdf.Dictionary, pikepdf.Array)
    return isinstance(value, kinds) and not value.is_indirect


def _check_harmless(dictionary: Any) -> None:
    for key in dictionary:
        if key in _KEYS:
            raise FileRefused(_KEYS[key])
    code = _ACTIVE_ACTIONS.get(str(dictionary.get("/S", "")))
    if code:
        raise FileRefused(code)


def main() -> int:
    limit()
    kind = sys.argv[1]
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        read = {"PDF": document, "inside": inside}.get(kind)
        answer = read(content) if read else picture(content, kind)
    except FileRefused as no:
        out.write(f"no {no}\n".encode())
    except MemoryError:
        out.write(b"no heavy\n")
    except Exception:  # any error of the library means that the file is not what it claims
        out.write(b"no damaged\n")
    else:
        out.write(b"ok\n" + answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
