"""The portal's style sheets as one file: on a line of 400 ms a request costs more than its bytes.

``css/site.css`` is made of the tokens, the base and one sheet a component, in this order: later
rules win. Nothing else knows that it was not written by hand.
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
    """Finds ``css/site.css``, made anew when one of its parts is newer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VAR / "sheets")
        self.sources = [settings.BASE_DIR / "static" / part for part in PARTS]

    def check(self, **options: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        """The file's place, or nothing; Django's words for a finder."""
        if path != SHEET:
            return []
        made = str(self._make())
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """What collectstatic takes along."""
        self._make()
        yield SHEET, self.storage

    def _make(self) -> Path:
        made = Path(self.storage.path(SHEET))
        newest = max(source.stat().st_mtime for source in self.sources)
        if made.exists() and made.stat().st_mtime >= newest:
            return made
        made.parent.mkdir(parents=True, exist_ok=True)
        begun = made.with_suffix(".new")
        begun.write_text("".join(source.read_text("utf-8") for source in self.sources), "utf-8")
        begun.replace(made)
        return made
