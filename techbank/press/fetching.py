"""What a document may load while it is printed: the package's own files, and nothing else."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME: Final = "press:"
STATIC: Final = Path(__file__).resolve().parents[2] / "static"
_KINDS: Final = {
    ("css", ".css"): "text/css",
    ("img", ".svg"): "image/svg+xml",
    ("img", ".png"): "image/png",
}


class ForeignResource(Exception):
    """The document asked for something outside its own files. Nothing was loaded."""


@cache
def own_files() -> Mapping[str, tuple[Path, str]]:
    """Name (`css/document.css`) → file and media type, read once a process."""
    return {
        f"{folder}/{path.name}": (path, media_type)
        for (folder, suffix), media_type in _KINDS.items()
        for path in sorted((STATIC / folder).glob(f"*{suffix}"))
    }


class OwnFiles(URLFetcher):
    """Answers `press:css/…` and `press:img/…` from the table above; everything else is fatal.

    Built without the handlers of its parent, so even a bypass of `fetch` has no way out.
    """

    def __init__(self) -> None:
        super(URLFetcher, self).__init__()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        file = own_files().get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if file is None:
            raise FatalURLFetchingError(f"refused to load {url[:200]!r}")
        path, media_type = file
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> Any:
        return self.fetch(getattr(url, "full_url", url))
