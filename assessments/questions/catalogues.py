"""Lists to choose from in records and answers. Keys are stored; labels are shown and translated.

Keys are never renamed or reused; a list may grow.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Choice, Text

Catalogue = tuple[Choice, ...]


def pairs(catalogue: Catalogue) -> list[tuple[str, Text]]:
    """For the choices of a form field."""
    return [(choice.key, choice.label) for choice in catalogue]


def keys(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(choice.key for choice in catalogue)


def label_of(catalogue: Catalogue, key: str) -> Text:
    """The label, or the key itself for a key that this list does not have."""
    return next((choice.label for choice in catalogue if choice.key == key), key)


def text_of(catalogue: Catalogue, key: str | None) -> str:
    """The label in the language in use; "" where nothing was chosen."""
    return str(label_of(catalogue, key)) if key else ""


# The fifteen science, technology and innovation priorities of the least developed countries:
# A/76/272, figure 6. "other" is for what a country adds under a name of its own.
SECTORS: Catalogue = (
    Choice("youth", _("Youth")),
    Choice("rural_development", _("Rural development")),
    Choice("energy", _("Energy")),
    Choice("women", _("Participation of women")),
    Choice("water", _("Water")),
    Choice("climate_resilience", _("Climate resilience")),
    Choice("trade", _("International trade")),
    Choice("entrepreneurs", _("Entrepreneurs")),
    Choice("private_sector", _("Private sector")),
    Choice("small_enterprises", _("Small and medium-sized enterprises")),
    Choice("social_protection", _("Social protection transfers")),
    Choice("foreign_investment", _("Foreign direct investment")),
    Choice("education", _("Education")),
    Choice("agriculture", _("Agriculture")),
    Choice("digital", _("ICT and digital sector")),
    Choice("other", _("Other sector")),
)

# Stages a technology goes through, as used by this assessment (section 5).
STAGES: Catalogue = (
    Choice("research", _("Research")),
    Choice("development", _("Development")),
    Choice("demonstration", _("Demonstration")),
    Choice("market_formation", _("Market formation")),
    Choice("diffusion", _("Diffusion")),
)

# Categories in use in published barrier analyses of technology needs assessments (guidance of
# Nygaard and Hansen, 2015). The first five were checked against published training material; the
# others are in common use and were not checked.
BARRIER_CATEGORIES: Catalogue = (
    Choice("economic", _("Economic and financial")),
    Choice("market", _("Market conditions")),
    Choice("legal", _("Legal and regulatory")),
    Choice("information", _("Information and awareness")),
    Choice("technical", _("Technical")),
    Choice("network", _("Networks between actors")),
    Choice("institutional", _("Institutional and organisational capacity")),
    Choice("skills", _("Human skills")),
    Choice("social", _("Social, cultural and behavioural")),
    Choice("other", _("Other")),
)

# Five classes from "stops it" to "hardly matters", as in the training material of the UNFCCC
# technology needs assessments; beside them participants may vote 1 to 5 and votes are summed.
IMPORTANCE: Catalogue = (
    Choice("killer", _("Killer: stops the technology")),
    Choice("crucial", _("Crucial")),
    Choice("important", _("Important")),
    Choice("less_important", _("Less important")),
    Choice("insignificant", _("Insignificant")),
)

# What a measure works with; this portal's own list, matching the barrier categories.
MEASURE_KINDS: Catalogue = (
    Choice("financial", _("Finance and incentives")),
    Choice("market", _("Market development")),
    Choice("policy", _("Policy, law and standards")),
    Choice("information", _("Information and awareness")),
    Choice("skills", _("Skills and training")),
    Choice("institution", _("Institutions and coordination")),
    Choice("research", _("Research, testing and adaptation")),
    Choice("infrastructure", _("Infrastructure")),
    Choice("other", _("Other")),
)

# This portal's own list.
COST_CATEGORIES: Catalogue = (
    Choice("equipment", _("Equipment")),
    Choice("works", _("Works and installation")),
    Choice("training", _("Training")),
    Choice("services", _("Services and technical assistance")),
    Choice("operation", _("Operation and maintenance")),
    Choice("licences", _("Licences and intellectual property")),
    Choice("management", _("Management and monitoring")),
    Choice("other", _("Other")),
)

# This portal's own list.
FUNDING_KINDS: Catalogue = (
    Choice("grant", _("Grant")),
    Choice("concessional_loan", _("Concessional loan")),
    Choice("private_investment", _("Private investment")),
    Choice("domestic_budget", _("National budget")),
    Choice("technical_assistance", _("Technical assistance")),
    Choice("in_kind", _("Contribution in kind")),
    Choice("results_based", _("Results-based payment")),
    Choice("other", _("Other")),
)

# Who takes part (section 1) and who validates (section 10).
STAKEHOLDER_SECTORS: Catalogue = (
    Choice("public", _("Public sector")),
    Choice("private", _("Private sector")),
    Choice("academia", _("Academia and research")),
    Choice("civil_society", _("Civil society")),
    Choice("youth", _("Youth organisations")),
    Choice("womens_organisations", _("Women's organisations")),
    Choice("international", _("International organisations")),
)

# What a stakeholder does in the assessment; this portal's own list.
STAKEHOLDER_ROLES: Catalogue = (
    Choice("steering", _("Steering committee")),
    Choice("expert", _("Expert group")),
    Choice("working_group", _("Sector working group")),
    Choice("consulted", _("Consulted")),
    Choice("partner", _("Partner in carrying it out")),
    Choice("user", _("User of the technologies")),
)

SEXES: Catalogue = (
    Choice("woman", _("Woman")),
    Choice("man", _("Man")),
    Choice("other", _("Other")),
)

# This portal's own list.
EVENT_KINDS: Catalogue = (
    Choice("workshop", _("Workshop")),
    Choice("meeting", _("Meeting")),
    Choice("interviews", _("Interviews")),
    Choice("visit", _("Visit to sites and users")),
    Choice("survey", _("Survey")),
    Choice("mission", _("Mission of the Technology Bank")),
    Choice("other", _("Other")),
)

# Plans and reviews an assessment builds on.
PLAN_KINDS: Catalogue = (
    Choice("development_plan", _("National development plan")),
    Choice("sti_review", _("STI policy review")),
    Choice("unfccc_tna", _("Technology needs assessment under the UNFCCC")),
    Choice("roadmap", _("STI roadmap")),
    Choice("sti_policy", _("STI policy or strategy")),
    Choice("sector_strategy", _("Strategy of a sector")),
    Choice("climate_plan", _("Climate commitments or adaptation plan")),
    Choice("graduation_strategy", _("Graduation strategy")),
    Choice("other", _("Other")),
)

# SDG indicators 9.5.1 and 9.5.2; the five blocks of UNCTAD's Frontier Technologies Readiness Index
# and its total; "own" is for what the country adds.
INDICATORS: Catalogue = (
    Choice(
        "sdg_9_5_1",
        _("Research and development expenditure as a share of GDP, in per cent (SDG 9.5.1)"),
    ),
    Choice("sdg_9_5_2", _("Researchers per million inhabitants (SDG 9.5.2)")),
    Choice("ftri_ict", _("Frontier technology readiness: ICT deployment")),
    Choice("ftri_skills", _("Frontier technology readiness: skills")),
    Choice("ftri_research", _("Frontier technology readiness: R&D activity")),
    Choice("ftri_industry", _("Frontier technology readiness: industry activity")),
    Choice("ftri_finance", _("Frontier technology readiness: access to finance")),
    Choice("ftri_total", _("Frontier technology readiness: index as published")),
    Choice("own", _("The country’s own indicator")),
)
# What every dossier says something of: a figure, or that there is no data.
INDICATORS_ASKED = tuple(
    choice.key for choice in INDICATORS if choice.key not in ("ftri_total", "own")
)

OPTION_FORMS: Catalogue = (
    Choice("technology", _("A technology")),
    Choice("practice", _("A practice or way of working")),
    Choice("scheme", _("A scheme or programme")),
    Choice("fund", _("A fund")),
    Choice("institution", _("An institution or service")),
)

# How sure it is that an option is an entry of the shared catalogue.
MATCHES: Catalogue = (
    Choice("same", _("The same technology")),
    Choice("likely", _("Very likely the same")),
    Choice("part", _("Part of it, or wider")),
    Choice("unsure", _("Not sure")),
)

SCALES: Catalogue = (
    Choice("small", _("Small: households, single firms or farms")),
    Choice("medium", _("Medium: villages, groups of firms")),
    Choice("large", _("Large: regions or the whole country")),
)

HORIZONS: Catalogue = (
    Choice("short", _("Short: up to 5 years")),
    Choice("medium", _("Medium: 5 to 10 years")),
    Choice("long", _("Long: more than 10 years")),
)

# Kinds of goods in the barrier guidance of Nygaard and Hansen (2015), table 1.
GOODS: Catalogue = (
    Choice("consumer", _("Bought by many households or users")),
    Choice("capital", _("Bought by firms, to produce with")),
    Choice("public", _("Provided by government")),
    Choice("other", _("Not through a market: practices, institutions, schemes")),
)

# What an implementation risk concerns.
RISK_KINDS: Catalogue = (
    Choice("cost", _("Cost")),
    Choice("schedule", _("Schedule")),
    Choice("performance", _("Performance")),
    Choice("other", _("Other")),
)

DIRECTIONS: Catalogue = (
    Choice("max", _("More is better")),
    Choice("min", _("Less is better")),
)
