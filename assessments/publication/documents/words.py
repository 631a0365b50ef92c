"""The reader's words for what snapshots keep as codes. A code without a word shows as it is."""

from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.questions.languages import name_of

WORDS: Final = {
    # criteria
    "max": _("higher is better"),
    "min": _("lower is better"),
    # methods
    "min_max": _(
        "Each criterion is scaled from 0 for the weakest option to 100 for the strongest."
    ),
    "fixed_range": _("Each criterion is scaled from 0 to 100 over a range fixed beforehand."),
    "direct": _("Scores were given directly, from 0 to 100."),
    "refuse": _("Every option had to be scored on every criterion."),
    "zero": _("A missing score counts as zero."),
    "renormalise": _("Where a score is missing, the other weights are raised to make up for it."),
    # importance
    "high": _("high"),
    "medium": _("medium"),
    "low": _("low"),
    # cost categories
    "capital": _("Capital"),
    "equipment": _("Equipment"),
    "works": _("Works"),
    "services": _("Services"),
    "staff": _("Staff"),
    "training": _("Training"),
    "land": _("Land"),
    "operation": _("Operation"),
    "operations": _("Operation"),
    "maintenance": _("Maintenance"),
    "licences": _("Licences"),
    "research": _("Research"),
    "monitoring": _("Monitoring"),
    "contingency": _("Contingency"),
    "travel": _("Travel"),
    "other": _("Other"),
    # stages of the technology cycle
    "development": _("Development"),
    "demonstration": _("Demonstration"),
    "market formation": _("Market formation"),
    "market_formation": _("Market formation"),
    "diffusion": _("Diffusion"),
    # funding
    "grant": _("Grant"),
    "loan": _("Loan"),
    "guarantee": _("Guarantee"),
    "equity": _("Equity"),
    "domestic": _("Own budget"),
    "technical assistance": _("Technical assistance"),
    "technical_assistance": _("Technical assistance"),
    "in_kind": _("In kind"),
    # who takes part
    "public": _("Public sector"),
    "private": _("Private sector"),
    "academia": _("Academia"),
    "civil_society": _("Civil society"),
    "youth": _("Youth organisations"),
    "womens_organisations": _("Women’s organisations"),
    "women": _("Women’s organisations"),
    "international": _("International partners"),
    # barriers and measures
    "economic": _("Economic and financial"),
    "financial": _("Financial"),
    "legal": _("Legal and regulatory"),
    "regulatory": _("Regulatory"),
    "technical": _("Technical"),
    "social": _("Social and cultural"),
    "capacity": _("Capacity"),
    "skills": _("Human skills"),
    "organisational": _("Organisational"),
    "institutional": _("Institutional"),
    "market": _("Market"),
    "information": _("Information and awareness"),
    "environmental": _("Environmental"),
}

LANGUAGE_NAMES: Final = {
    "en": _("English"),
    "fr": _("French"),
    "es": _("Spanish"),
    "pt": _("Portuguese"),
    "ar": _("Arabic"),
    "ru": _("Russian"),
    "zh": _("Chinese"),
}


def word(code: object) -> str:
    """The translated word for a code, or the code in a readable form."""
    text = str(code or "").strip()
    known = WORDS.get(text)
    if known is not None:
        return str(known)
    readable = text.replace("_", " ")
    return readable[:1].upper() + readable[1:]


def language_name(language: str) -> str:
    """A language's name in the language of the document."""
    known = LANGUAGE_NAMES.get(language.split("-")[0])
    return str(known) if known is not None else name_of(language, get_language() or "en")
