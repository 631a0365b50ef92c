"""Reads one picture or PDF in a process of its own, under limits of memory and time.

Started by ``guarded``; imports nothing of the portal, so that it starts quickly and holds no
secret. Standard input is the file. Standard output is one line, ``ok`` or ``no <code>``, and for a
picture the picture written anew, without anything that was not a pixel; for what is asked of the
inside of a PDF, its identifier in a line and the first JSON file that travels in it.
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
_ACTS: Final = {
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


class No(Exception):
    """``code`` names the sentence that ``uploads`` answers with."""


def limit() -> None:
    """No more memory, time, files or written bytes than reading one small file takes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def picture(content: bytes, kind: str) -> bytes:
    """The picture's pixels written anew, upright. Raises ``No``."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit below refuses instead of warning
    with Image.open(io.BytesIO(content), formats=[kind]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise No("pixels")
        if getattr(opened, "n_frames", 1) > 1:
            opened.seek(0)
        upright = ImageOps.exif_transpose(opened) or opened
        plain = upright.convert(_mode(upright.mode, kind))
    # What was not a pixel stays behind: place and time, owner, profiles, comments, thumbnails.
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
    """Nothing; raises ``No`` for a PDF that is protected, or holds what acts, fetches or hides."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if opened.is_encrypted:
                raise No("password")
            if not len(opened.pages):
                raise No("damaged")
            for thing in opened.objects:
                for dictionary in _dictionaries(thing, pikepdf):
                    _harmless(dictionary)
    except pikepdf.PasswordError:
        raise No("password") from None
    except pikepdf.PdfError:
        raise No("damaged") from None
    return b""


def inside(content: bytes) -> bytes:
    """A PDF's own identifier as text, a line break, the first .json that is attached; or less."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as opened:
        named = opened.trailer.get("/ID")
        identifier = bytes(named[0]) if named is not None and len(named) else b""
        attached = b""
        for name in sorted(opened.attachments):
            if name.endswith(".json"):
                attached = opened.attachments[name].get_file().read_bytes()
                break
    told = identifier[:LONGEST_IDENTIFIER].decode("ascii", "replace").replace("\n", " ")
    return told.encode() + b"\n" + attached[:LARGEST_ATTACHED]


def _dictionaries(thing: Any, pikepdf: Any) -> Iterator[Any]:
    """Every dictionary written directly within an object; the objects themselves come one by
    one from the file, so references are not followed."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
        if isinstance(one, pikepdf.Dictionary):
            yield one
            waiting += [value for _key, value in one.items() if _nested(value, pikepdf)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _nested(value, pikepdf)]


def _nested(value: Any, pikepdf: Any) -> bool:
    kinds = (pikepdf.Dictionary, pikepdf.Array)
    return isinstance(value, kinds) and not value.is_indirect


def _harmless(dictionary: Any) -> None:
    for key in dictionary:
        if key in _KEYS:
            raise No(_KEYS[key])
    code = _ACTS.get(str(dictionary.get("/S", "")))
    if code:
        raise No(code)


def main() -> int:
    limit()
    kind = sys.argv[1]
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        read = {"PDF": document, "inside": inside}.get(kind)
        answer = read(content) if read else picture(content, kind)
    except No as no:
        out.write(f"no {no}\n".encode())
    except MemoryError:
        out.write(b"no heavy\n")
    except Exception:  # whatever the library stumbled over, the file is not what it says
        out.write(b"no damaged\n")
    else:
        out.write(b"ok\n" + answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
