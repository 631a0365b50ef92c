# ruff: noqa: E501
"""The frozen plan of an invented country, for tests, screenshots and measurements.

Testland does not exist; nor does anything said about it here.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

_SPACE = UUID("6f3c1c52-2c6f-4a3e-9b54-5d1c1d0f7e11")
_PER_USD = Decimal("40")


def uid(name: str) -> str:
    """The same identifier for the same name, in every run."""
    return str(uuid5(_SPACE, name))


def sample_snapshot(projection: str = "full") -> dict[str, Any]:
    """A complete plan: 3 sectors, 5 needs, 6 options, 4 criteria, 5 actions, unknown amounts.

    `projection` is "full" or "public"; the public one has no names and no scores.
    """
    full = projection == "full"
    actions = _actions()
    return {
        "format": "techbank.plan",
        "format_version": 1,
        "projection": projection,
        "assessment": _assessment(),
        "approval": _approval(full),
        "verification_base": "http://127.0.0.1:8000/verify/",
        "sections": _sections(),
        "endorsement": _endorsement(),
        "sectors": _sectors(),
        "needs": _needs(),
        "options": _options(),
        "prioritisation": _prioritisation(full),
        "barriers": _barriers(),
        "measures": _measures(),
        "actions": actions,
        "totals": _totals(actions),
        "sources": [
            {"text": "Testland Ministry of Innovation, Energy Balance 2025 (invented), table 3."},
            {"text": "National Statistics Office of Testland, Household Survey 2024 (invented)."},
            {"text": "Validation workshop of 14 May 2026, minutes, annex B (invented)."},
        ],
    }


def _assessment() -> dict[str, Any]:
    return {
        "id": uid("assessment"),
        "title": "Technology needs of Testland 2026–2031",
        "country": {
            "iso3": "XTL",
            "names": {
                "en": "Testland (invented country)",
                "fr": "Testlande (pays inventé)",
                "es": "Testlandia (país inventado)",
                "ru": "Тестландия (вымышленная страна)",
                "zh": "测试国（虚构国家）",
                "ar": "تستلاند (بلد متخيَّل)",
            },
            "fictional": True,
        },
        "cycle": {"code": "2026", "name": "Round three, 2026"},
        "language": "en",
        "questionnaire": "2026.1",
        "version": 1,
    }


def _approval(full: bool) -> dict[str, Any]:
    approval: dict[str, Any] = {
        "approved_at": "2026-06-30T14:05:00+00:00",
        "audit_head": {
            "seq": 1842,
            "hash": "9b1d3f0c5a7e6241f8c03b9d4e2a71560fbc8d93e1a4270655c9d8be37f01a42",
            "at": "2026-06-30T14:04:12+00:00",
        },
    }
    if full:
        approval["recommended_by"] = {"name": "Rosa Example", "role": "Reviewing officer"}
        approval["approved_by"] = {"name": "Anton Muster", "role": "Approving officer"}
    return approval


def _answer(key: str, label: str, kind: str, value: object, known: bool = True) -> dict[str, Any]:
    return {"key": key, "label": label, "kind": kind, "value": value, "not_known": not known}


def _sections() -> list[dict[str, Any]]:
    team = [
        _answer("team.lead", "Lead ministry", "text", "Ministry of Innovation and Industry"),
        _answer(
            "team.focal", "National focal point", "text", "Directorate for Technology, Port Exam"
        ),
        _answer(
            "team.experts",
            "Institutions in the expert group",
            "list",
            ["University of Port Exam", "Chamber of Farmers", "Rural Women's Federation"],
        ),
    ]
    system = [
        _answer(
            "sti.strategy",
            "How is science, technology and innovation planned?",
            "markdown",
            "The **National Development Plan 2025–2030** names technology as one of five levers. "
            "A science, technology and innovation policy was adopted in 2023; its action plan is "
            "funded to about one half.\n\n"
            "- A council chaired by the Prime Minister meets twice a year.\n"
            "- Two of six provinces have an innovation desk.\n"
            "- Procurement rules do not yet allow for trials.",
        ),
        _answer(
            "sti.research",
            "What can research institutions do, and what is missing?",
            "markdown",
            "One public university and four technical colleges train about 900 engineers a year. "
            "Laboratories for soil and water work; equipment for testing batteries and cold "
            "chains is *not available in the country* and samples travel abroad.",
        ),
        _answer("sti.rd", "Research and development, share of GDP (SDG 9.5.1)", "number", "0.18"),
        _answer(
            "sti.people", "Researchers per million inhabitants (SDG 9.5.2)", "number", None, False
        ),
        _answer(
            "sti.ip", "Intellectual property regime", "text", "Patent law of 2011, revised 2022."
        ),
        _answer("sti.reviews", "Earlier technology needs assessments", "text", ""),
        _answer(
            "sti.indicators",
            "Readiness indicators",
            "table",
            [
                {"Indicator": "Access to electricity, rural", "Year": 2024, "Value": "31 %"},
                {"Indicator": "Mobile broadband coverage", "Year": 2024, "Value": "74 %"},
                {"Indicator": "Post-harvest loss, vegetables", "Year": 2023, "Value": None},
            ],
        ),
    ]
    inclusion = [
        _answer(
            "inclusion.women",
            "How do women gain?",
            "markdown",
            "Two thirds of vegetable growers are women. Cold rooms are managed by their "
            "co-operatives, which keep the fees; half of the technicians trained are women.",
        ),
        _answer(
            "inclusion.risk",
            "Who might lose, and what is done about it?",
            "text",
            "Diesel dealers in 40 villages lose part of their trade. They are offered the "
            "franchise for maintaining the mini-grids before others are asked.",
        ),
        _answer("inclusion.disability", "Persons with disabilities", "text", None, False),
    ]
    return [
        {"key": "team", "number": "1", "title": "Team and stakeholders", "answers": team},
        {"key": "sti_system", "number": "2", "title": "National STI system", "answers": system},
        {"key": "inclusion", "number": "9", "title": "Inclusion", "answers": inclusion},
    ]


def _endorsement() -> dict[str, Any]:
    counts = [
        ("Public sector", 14),
        ("Private sector", 9),
        ("Academia", 7),
        ("Civil society", 8),
        ("Youth organisations", 6),
        ("Women's organisations", 7),
        ("International partners", 3),
    ]
    return {
        "held_on": "2026-05-14",
        "place": "Port Exam, Hall of the Chambers",
        "women": 29,
        "men": 25,
        "by_sector": [{"sector": sector, "count": count} for sector, count in counts],
        "minutes": "The workshop endorsed the order of technologies and the plan of action. It asked "
        "that mini-grids come first in the two northern provinces and that fees for cold "
        "rooms be reviewed after one season.",
    }


def _sectors() -> list[dict[str, Any]]:
    return [
        {
            "key": "energy",
            "name": "Energy",
            "reason": "Seven in ten rural households have no electricity; diesel costs four times "
            "the price of the grid.",
            "sdg_targets": "7.1, 7.b, 13.2",
        },
        {
            "key": "agriculture",
            "name": "Agriculture and food",
            "reason": "Agriculture employs 61 % of the workforce; a third of vegetables spoil "
            "before they reach a market.",
            "sdg_targets": "2.3, 2.4, 12.3",
        },
        {
            "key": "digital",
            "name": "Digital public services",
            "reason": "Births, land and small firms are registered on paper in four of six provinces.",
            "sdg_targets": "9.c, 16.9, 16.10",
        },
    ]


_NEEDS = [
    (
        "grid",
        "energy",
        "Villages far from the grid have no reliable power.",
        "Affordable, locally maintained electricity for clinics, schools and small firms.",
        "About 210,000 people in 140 villages",
    ),
    (
        "clinic",
        "energy",
        "Vaccines spoil when clinics lose power.",
        "Cooling that survives three days without sun or fuel.",
        "68 rural clinics",
    ),
    (
        "harvest",
        "agriculture",
        "Vegetables and fish spoil between harvest and market.",
        "Cold storage near the field at a price that growers can pay by the crate.",
        "34,000 growers, two thirds of them women",
    ),
    (
        "water",
        "agriculture",
        "Rain has become less predictable; wells fall dry in the second season.",
        "Irrigation that saves water and needs no diesel.",
        "12,500 smallholder families",
    ),
    (
        "registry",
        "digital",
        "Citizens travel a day to register a birth or a firm.",
        "Registration near home that also works without a connection.",
        "",
    ),
]


def _needs() -> list[dict[str, Any]]:
    return [
        {
            "id": uid(f"need-{key}"),
            "sector": sector,
            "challenge": challenge,
            "statement": statement,
            "who_benefits": who,
        }
        for key, sector, challenge, statement, who in _NEEDS
    ]


_OPTIONS: list[tuple[Any, ...]] = [
    # key, name, need, stage, shares, capital, running, years, screened in, why, chosen
    ("minigrid", "Solar mini-grids run by village co-operatives", "grid", "diffusion",
     (60, 15, 25), "310000.00", "9500.00", 20, True,
     "Proven in the region; two firms can maintain it.", True),
    ("cold", "Walk-in solar cold rooms, paid by the crate", "harvest", "market formation",
     (55, 15, 30), "24000.00", "1800.00", 12, True,
     "Short pay-back where three growers' groups share a room.", True),
    ("drip", "Low-pressure drip irrigation with solar pumps", "water", "diffusion",
     (65, 20, 15), "1450.00", "90.00", 8, True,
     "Known to extension officers; parts are made in the country.", True),
    ("vaccine", "Direct-drive solar vaccine refrigerators", "clinic", "diffusion",
     (75, 10, 15), "7200.00", "150.00", 10, True,
     "Prequalified models exist; a donor programme covers part of the clinics.", False),
    ("registry", "Offline-first civil registration on tablets", "registry", "demonstration",
     (25, 45, 30), None, None, None, True,
     "Open-source software is tested in one district.", False),
    ("biogas", "Biogas digesters for households", "grid", "diffusion",
     (70, 10, 20), "980.00", "40.00", 10, False,
     "Too few households keep cattle within reach of water.", False),
]  # fmt: skip

_AMBITIONS = {
    "minigrid": ("60 mini-grids with 4.5 MW", "140 villages in the two northern provinces", 2031,
                 "96,000 people, 24 clinics, 51 schools"),
    "cold": ("120 cold rooms in service", "All six provinces", 2030, "18,000 growers"),
    "drip": ("4,200 hectares under drip", "The three dry provinces", 2031, "8,400 families"),
}  # fmt: skip


def _options() -> list[dict[str, Any]]:
    return [_option(row) for row in _OPTIONS]


def _option(row: tuple[Any, ...]) -> dict[str, Any]:
    key, name, need, stage, shares, capital, running, years, screened, why, chosen = row
    hardware, software, orgware = shares
    ambition = None
    if key in _AMBITIONS:
        target, scale, year, people = _AMBITIONS[key]
        ambition = {"target": target, "scale": scale, "year": year, "beneficiaries": people}
    return {
        "id": uid(f"option-{key}"),
        "name": name,
        "need": uid(f"need-{need}"),
        "description": f"{name}: bought, installed and maintained through existing co-operatives and "
        "colleges, with spare parts kept in each province and prices published every season.",
        "stage": stage,
        "hardware": hardware,
        "software": software,
        "orgware": orgware,
        "capital_cost": capital,
        "running_cost": running,
        "currency": "USD",
        "lifetime_years": years,
        "screened_in": screened,
        "screening_reason": why,
        "chosen": chosen,
        "ambition": ambition,
        "source": "Technology factsheets of the expert group (invented)",
        "source_page": "12–14" if capital else "",
    }


_CRITERIA = [
    ("benefit", "People reached in five years", "Development", "max", "thousand people", "0.35"),
    ("cost", "Cost per household", "Cost", "min", "USD", "0.30"),
    ("climate", "Emissions avoided", "Environment", "max", "t CO₂e a year", "0.20"),
    ("local", "Can be made and mended here", "Capability", "max", "score 0–10", "0.15"),
]
_VALUES = {
    "minigrid": ("96", "1290", "7400", "6"),
    "cold": ("72", "410", "2100", "7"),
    "drip": ("42", "640", "1250", "9"),
    "vaccine": ("88", "980", "310", "3"),
    "registry": ("61", "520", None, "5"),
}


def _criteria() -> list[dict[str, Any]]:
    return [
        {
            "id": uid(f"criterion-{key}"),
            "name": name,
            "group": group,
            "direction": direction,
            "unit": unit,
            "weight": weight,
            "low": None,
            "high": None,
        }
        for key, name, group, direction, unit, weight in _CRITERIA
    ]


def _normalised(index: int, raw: str | None) -> Decimal:
    present = [Decimal(cell) for row in _VALUES.values() if (cell := row[index]) is not None]
    if raw is None:
        return Decimal(0)
    low, high = min(present), max(present)
    share = (Decimal(raw) - low) / (high - low) * 100
    return 100 - share if _CRITERIA[index][3] == "min" else share


def _results() -> list[dict[str, Any]]:
    rows = []
    for key, values in _VALUES.items():
        parts = []
        for index, (criterion, *_rest, weight) in enumerate(_CRITERIA):
            value = _normalised(index, values[index])
            parts.append(
                {
                    "criterion": uid(f"criterion-{criterion}"),
                    "value": f"{value:.4f}",
                    "points": f"{value * Decimal(weight):.4f}",
                }
            )
        total = sum(Decimal(part["points"]) for part in parts)
        rows.append((total, key, parts))
    rows.sort(key=lambda row: -row[0])
    return [
        {
            "option": uid(f"option-{key}"),
            "total": f"{total:.4f}",
            "rank": rank,
            "contributions": parts,
        }
        for rank, (total, key, parts) in enumerate(rows, start=1)
    ]


def _prioritisation(full: bool) -> dict[str, Any]:
    scores = [
        {"option": uid(f"option-{key}"), "criterion": uid(f"criterion-{row[0]}"), "value": value}
        for key, values in _VALUES.items()
        for row, value in zip(_CRITERIA, values, strict=True)
    ]
    results = _results()
    return {
        "kind": "scored",
        "reason": "",
        "method": {"normalisation": "min_max", "missing": "zero"},
        "criteria": _criteria(),
        "scores": scores if full else [],
        "results": results,
        "warnings": ["One score is missing and counts as zero: civil registration, emissions."],
        "sensitivity": _sensitivity(results),
    }


def _sensitivity(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At which weight of each criterion the second would lead; None when at none."""
    leader, challenger = results[0], results[1]
    return [
        {
            "criterion": uid(f"criterion-{key}"),
            "leader": leader["option"],
            "challenger": challenger["option"],
            "weight": weight,
            "reversal_weight": _reversal(index, Decimal(weight), leader, challenger),
        }
        for index, (key, _name, _group, _way, _unit, weight) in enumerate(_CRITERIA)
    ]


def _reversal(
    index: int, weight: Decimal, leader: dict[str, Any], challenger: dict[str, Any]
) -> str | None:
    ahead = [
        Decimal(item["value"]) - Decimal(other["value"])
        for item, other in zip(leader["contributions"], challenger["contributions"], strict=True)
    ]
    others = sum(
        Decimal(row[-1]) / (1 - weight) * gap
        for at, (row, gap) in enumerate(zip(_CRITERIA, ahead, strict=True))
        if at != index
    )
    if others == ahead[index]:
        return None
    turning = others / (others - ahead[index])
    return f"{turning:.4f}" if 0 <= turning <= 1 else None


_BARRIERS = [
    ("credit", "minigrid", "Economic and financial", "Banks lend for at most three years.", "high", 41),
    ("tariff", "minigrid", "Legal and regulatory", "No tariff is foreseen for networks under 1 MW.",
     "high", 37),
    ("parts", "cold", "Technical", "Spare parts arrive after six weeks.", "medium", 28),
    ("trust", "cold", "Social and cultural", "Growers fear that crates are mixed up or lost.",
     "medium", 24),
    ("skills", "drip", "Human skills", "One extension officer serves 1,900 families.", "high", 33),
    ("quality", "drip", "Market", "Cheap pumps fail in their first season.", "low", None),
]  # fmt: skip


def _barriers() -> list[dict[str, Any]]:
    return [
        {
            "id": uid(f"barrier-{key}"),
            "option": uid(f"option-{option}"),
            "category": category,
            "description": description,
            "importance": importance,
            "votes": votes,
        }
        for key, option, category, description, importance, votes in _BARRIERS
    ]


_MEASURES = [
    ("fund", ("credit",), "financial", "A guarantee fund that lengthens loans to ten years."),
    ("rules", ("tariff",), "regulatory", "A tariff rule and a one-page licence for small networks."),
    ("service", ("parts", "trust"), "organisational",
     "A franchise of provincial service points with a parts store and crate labels."),
    ("training", ("skills",), "capacity", "Courses for technicians and lead farmers at four colleges."),
    ("label", ("quality",), "market", "A quality label for pumps, tested at the university."),
]  # fmt: skip


def _measures() -> list[dict[str, Any]]:
    return [
        {
            "id": uid(f"measure-{key}"),
            "barriers": [uid(f"barrier-{barrier}") for barrier in barriers],
            "kind": kind,
            "description": description,
        }
        for key, barriers, kind, description in _MEASURES
    ]


_ACTIONS: list[tuple[Any, ...]] = [
    ("1", "Guarantee fund for village energy", "minigrid", "fund", "Ministry of Finance",
     "Two bank analysts; a model contract.",
     [("Rules and seed capital of the fund", "Ministry of Finance", "2027-01-15", "2027-09-30", None,
       [("capital", 2027, "USD", "1200000.00"), ("staff", 2027, "XTS", "3600000.00"),
        ("staff", 2028, "XTS", "3800000.00")]),
      ("First twenty guarantees", "Development Bank of Testland", "2027-10-01", "2028-12-15", "1.1",
       [("capital", 2028, "USD", "2400000.00"), ("services", 2028, "XTS", "900000.00")])],
     [("grant", "Seed capital for the guarantee fund"), ("loan", "Concessional line for local banks")]),
    ("2", "Sixty mini-grids in the north", "minigrid", "rules", "Rural Energy Agency",
     "Twelve network planners; a metering laboratory.",
     [("Tariff rule and licence", "Energy Regulator", "2027-02-01", "2027-08-31", None,
       [("services", 2027, "USD", "85000.00")]),
      ("Twenty mini-grids, first lot", "Rural Energy Agency", "2028-01-10", "2029-06-30", "2.1",
       [("equipment", 2028, "USD", "4100000.00"), ("works", 2028, "XTS", "38000000.00"),
        ("works", 2029, "XTS", "21000000.00")]),
      ("Forty mini-grids, second lot", "Rural Energy Agency", "2029-07-01", "2031-09-30", "2.2",
       [("equipment", 2030, "USD", "7900000.00"), ("works", 2030, "XTS", "64000000.00"),
        ("land", None, "XTS", None)])],
     [("grant", "Equipment of the first lot"), ("technical assistance", "Tariff design")]),
    ("3", "Cold rooms with provincial service points", "cold", "service", "Chamber of Farmers",
     "Six service managers; a parts store in each province.",
     [("Six service points", "Chamber of Farmers", "2027-03-01", "2028-02-28", None,
       [("works", 2027, "XTS", "9200000.00"), ("equipment", 2027, "USD", "410000.00")]),
      ("120 cold rooms", "Growers' co-operatives", "2027-11-01", "2030-05-31", "3.1",
       [("equipment", 2028, "USD", "1150000.00"), ("equipment", 2029, "USD", "1150000.00"),
        ("equipment", 2030, "USD", None)])],
     [("grant", "Half of the cold rooms; co-operatives pay the other half")]),
    ("4", "Drip irrigation through the colleges", "drip", "training", "Ministry of Agriculture",
     "Sixteen trainers; four demonstration fields.",
     [("Courses and fields at four colleges", "Technical colleges", "2027-01-10", "2027-12-20", None,
       [("training", 2027, "XTS", "5400000.00"), ("equipment", 2027, "USD", "160000.00")]),
      ("4,200 hectares equipped", "Farmers' unions", "2028-01-15", "2031-11-30", "4.1",
       [("equipment", 2028, "USD", "720000.00"), ("equipment", 2029, "USD", "720000.00"),
        ("equipment", 2030, "USD", "640000.00")]),
      ("Water monitoring", "Water Authority", None, None, None,
       [("services", None, "USD", "95000.00")])],
     [("technical assistance", "Curriculum and training of trainers")]),
    ("5", "Quality label for solar pumps", "drip", "label", "University of Port Exam",
     "A pump test bench and two engineers.",
     [("Test bench", "University of Port Exam", "2027-05-01", "2028-01-31", None,
       [("equipment", 2027, "USD", "230000.00"), ("staff", 2028, "XTS", "1300000.00")]),
      ("Label and market watch", "Bureau of Standards", "2028-02-01", None, "5.1",
       [("services", 2028, "XTS", "1100000.00")])],
     []),
]  # fmt: skip

_INDICATORS = {
    "2.2": ("Mini-grids in service", "0", "20", "Customs delays", "Order in two lots, one by land"),
    "2.3": ("People with electricity", "0", "96,000", "Sites are contested",
            "Village agreements before each tender"),
    "3.2": ("Cold rooms in service", "3", "120", "Fees are too high",
            "Review of fees after one season"),
    "4.2": ("Hectares under drip", "160", "4,200", "Wells fall dry", "Water permit before subsidy"),
    "1.2": ("Guarantees issued", "0", "20", "", ""),
}  # fmt: skip


def _actions() -> list[dict[str, Any]]:
    return [_action(row) for row in _ACTIONS]


def _action(row: tuple[Any, ...]) -> dict[str, Any]:
    number, title, option, measure, responsible, capacity, activities, funding = row
    built = [
        _activity(f"{number}.{index}", fields) for index, fields in enumerate(activities, start=1)
    ]
    lines = [line for activity in built for line in activity["cost_lines"]]
    return {
        "id": uid(f"action-{number}"),
        "number": number,
        "title": title,
        "option": uid(f"option-{option}"),
        "measure": uid(f"measure-{measure}"),
        "description": f"{title} answers the barriers named by the expert group. It starts with the "
        "institutions that exist, and hands over to them when outside support ends.",
        "responsible": responsible,
        "capacity_needs": capacity,
        "activities": built,
        "cost": _cost(lines),
        "funding_sought": [{"kind": kind, "description": words} for kind, words in funding],
    }


def _activity(number: str, fields: tuple[Any, ...]) -> dict[str, Any]:
    title, responsible, starts, ends, before, lines = fields
    indicator, baseline, target, risk, contingency = _INDICATORS.get(number, ("",) * 5)
    return {
        "id": uid(f"activity-{number}"),
        "number": number,
        "title": title,
        "responsible": responsible,
        "starts_on": starts,
        "ends_on": ends,
        "predecessor": uid(f"activity-{before}") if before else None,
        "indicator": indicator,
        "baseline": baseline,
        "target": target,
        "risk": risk,
        "contingency": contingency,
        "cost_lines": [
            {
                "id": uid(f"line-{number}-{index}"),
                "category": category,
                "year": year,
                "currency": currency,
                "amount": amount,
                "note": "" if amount else "Depends on the sites chosen",
            }
            for index, (category, year, currency, amount) in enumerate(lines, start=1)
        ],
    }


def _sums(lines: list[dict[str, Any]], *fields: str) -> list[dict[str, Any]]:
    values: dict[tuple[Any, ...], Decimal] = {}
    for line in lines:
        key = tuple(line[field] for field in fields)
        values[key] = values.get(key, Decimal(0)) + Decimal(line["amount"] or 0)
    ordered = sorted(
        values.items(), key=lambda item: tuple(str(part or "9999") for part in item[0])
    )
    return [
        {**dict(zip(fields, key, strict=True)), "amount": f"{total:.2f}"} for key, total in ordered
    ]


def _cost(lines: list[dict[str, Any]]) -> dict[str, Any]:
    by_currency = _sums(lines, "currency")
    rates = {"USD": Decimal(1), "XTS": _PER_USD}
    usd = sum(Decimal(row["amount"]) / rates[row["currency"]] for row in by_currency)
    unknown = sum(line["amount"] is None for line in lines)
    return {
        "by_currency": by_currency,
        "usd": f"{usd:.2f}",
        "at_least": unknown > 0,
        "unknown_lines": unknown,
    }


def _totals(actions: list[dict[str, Any]]) -> dict[str, Any]:
    lines = [
        line
        for action in actions
        for activity in action["activities"]
        for line in activity["cost_lines"]
    ]
    return {
        **_cost(lines),
        "by_year": _sums(lines, "year", "currency"),
        "by_category": _sums(lines, "category", "currency"),
        "rates": [
            {
                "currency": "XTS",
                "per_usd": "40.000000",
                "valid_from": "2026-06-01",
                "source": "Central Bank of Testland (invented), rate of the month",
            }
        ],
    }
