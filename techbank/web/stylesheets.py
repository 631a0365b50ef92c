"""The portal's style sheets as one file: with a latency of 400 ms a request costs more than bytes.

``css/site.css`` is made of the tokens, the base and one sheet a component, in this order: later
rules win. Everything else treats it as a normal file.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

SHEET = "css/site.css"
PARTS = (
    "css/tokens.css",
    "css/base.css",
    "css/components/header-and-footer.css",
    "css/components/way-back.css",
    "css/components/buttons.css",
    "css/components/notices.css",
    "css/components/status.css",
    "css/components/lists.css",
    "css/components/tables.css",
    "css/components/figures.css",
    "css/components/fields.css",
    "css/components/cards.css",
    "css/components/charts.css",
    "css/components/timeline.css",
    "css/components/paging.css",
    "css/components/review.css",
    "css/components/entrance.css",
    "css/components/questions.css",
    "css/components/table-cards.css",
    "css/components/table-forms.css",
    "css/components/dossier-tools.css",
    "css/components/paper.css",
    "css/components/folds.css",
    "css/components/scoring-phone.css",
    "css/components/scoring-room.css",
    "css/components/saving.css",
    "css/components/questionnaire.css",
    "css/components/result.css",
    "css/components/progress.css",
)


class OneSheet(BaseFinder):
    """Finds ``css/site.css``, built again when one of its parts is newer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR / "sheets")
        self.sources = [settings.BASE_DIR / "static" / part for part in PARTS]

    def check(self, **options: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        """The path of the file, or an empty list, as Django requires of a finder."""
        if path != SHEET:
            return []
        path_of_sheet = str(self._make())
        return [path_of_sheet] if find_all else path_of_sheet

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """The files for collectstatic."""
        self._make()
        yield SHEET, self.storage

    def _make(self) -> Path:
        sheet = Path(self.storage.path(SHEET))
        newest = max(source.stat().st_mtime for source in self.sources)
        if sheet.exists() and sheet.stat().st_mtime >= newest:
            return sheet
        sheet.parent.mkdir(parents=True, exist_ok=True)
        unfinished = sheet.with_suffix(".new")
        unfinished.write_text(
            "".join(source.read_text("utf-8") for source in self.sources), "utf-8"
        )
        unfinished.replace(sheet)
        return sheet
