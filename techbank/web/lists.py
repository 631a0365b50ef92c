"""One page of a long list."""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS_A_PAGE: Final = 50
# Of rows that are texts, to be read one after the other.
TEXTS_A_PAGE: Final = 20


def page_of(request: HttpRequest, rows: Any, size: int = ROWS_A_PAGE) -> Page[Any]:
    """The page that `?page=` names; the first or the last where there is none of that number."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
