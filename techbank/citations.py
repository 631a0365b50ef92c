"""Where a fact comes from: four columns of every cited row."""

from django.db import models


class Cited(models.Model):
    """A row whose facts come from a published source.

    Empty strings mean that the row was entered in the portal and cites nothing.
    """

    source_title = models.CharField(max_length=300, blank=True, default="")
    source_symbol = models.CharField(max_length=60, blank=True, default="")
    paragraph = models.CharField(max_length=60, blank=True, default="")
    source_note = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    @property
    def citation(self) -> str:
        """Symbol (or title) and paragraph in one line, as printed under figures."""
        name = self.source_symbol or self.source_title
        if not self.paragraph:
            return name
        mark = "" if self.paragraph[:1].isalpha() else "para. "
        return f"{name}, {mark}{self.paragraph}"
