"""The annex of sources: those of the technologies, then the evidence of each fact."""

from collections.abc import Iterator
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.publication.documents.dossier import Dossier, Row
from assessments.questions import VERSIONS

# What a record of the snapshot is called by, in this order.
_NAMES = ("name", "title", "statement", "description", "challenge", "label", "note", "source")
_LONGEST_NAME = 90


def sources(plan: Dossier) -> list[SafeString]:
    """One line a source, in the order of the dossier."""
    named = [plan.words(row.get("text")) for row in plan.rows("sources")]
    return [*named, *(_line(plan, *evidenced) for evidenced in _evidenced(plan, plan.snapshot))]


def _evidenced(plan: Dossier, part: Any) -> Iterator[tuple[Row, Row]]:
    """(source, the answer or record it is about), at any depth of the snapshot."""
    if isinstance(part, list):
        for item in part:
            yield from _evidenced(plan, item)
    elif isinstance(part, dict):
        for source in part.get("evidence") or []:
            yield source, part
        for key, value in part.items():
            if key != "evidence" and isinstance(value, dict | list):
                yield from _evidenced(plan, value)


def _line(plan: Dossier, source: Row, about: Row) -> SafeString:
    parts = [plan.words(source["source"])]
    if source.get("page"):
        parts.append(format_html(_("page {}"), plan.words(source["page"])))
    if source.get("url"):
        parts.append(plan.words(source["url"]))
    line = format_html(", ".join(["{}"] * len(parts)), *parts)
    file = source.get("file")
    if file:
        text = _("file of %(size)s, SHA-256 %(digest)s…") % {
            "size": filesizeformat(file["size"]),
            "digest": file["sha256"][:12],
        }
        line = format_html("{} ({})", line, text)
    return format_html("{}: {}", _about(plan, about), line)


def _about(plan: Dossier, about: Row) -> SafeString | str:
    try:
        return str(VERSIONS[plan.assessment["questionnaire"]].question(about["key"]).label)
    except KeyError:
        pass
    name = next((str(about[key]) for key in _NAMES if about.get(key)), "")
    cut = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}…"
    return plan.words(cut)
