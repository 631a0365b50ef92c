"""Import what the founding documents say about money into the ledger."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from funding.models import LedgerEntry, Promise, PromiseDonor, Requirement
from funding.queries.published import read_data
from funding.states import EntryState
from partners.models import Organisation


@transaction.atomic
def load() -> None:
    """Load requirements and contributions; existing rows stay as they are, so running it again
    changes nothing. What a source does not state stays unknown."""
    for line in read_data("requirements"):
        _requirement(line)
    promises: dict[str, Promise] = {}
    for line in read_data("contributions"):
        slug = line["promise"]
        if slug not in promises:
            promises[slug] = _promise(line)
        _entry(promises[slug], line)


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _cited(line: dict[str, str]) -> dict[str, str]:
    return {
        "source_symbol": line["source_symbol"],
        "source_title": line["source_title"],
        "paragraph": line["paragraph"],
    }


def _requirement(line: dict[str, str]) -> None:
    Requirement.objects.get_or_create(
        body=line["body"],
        label=line["label"],
        basis=line["basis"],
        known_on=date.fromisoformat(line["known_on"]),
        defaults={
            "amount": Decimal(line["amount"]),
            "currency": line["currency"],
            "year_from": _whole(line["year_from"]),
            "year_to": _whole(line["year_to"]),
            "status": line["status"],
            "source_note": line["note"],
            **_cited(line),
        },
    )


def _promise(line: dict[str, str]) -> Promise:
    promise, new = Promise.objects.get_or_create(
        carried_as=line["promise"],
        defaults={
            "title": line["title"],
            "kind": line["promise_kind"],
            "donor_label": line["donor_label"],
            "split_known": line["split_known"] == "yes",
            "purpose": line["purpose"],
            "earmarking_in_source": line["earmarking_in_source"],
            "source_note": line["promise_note"],
            **_cited(line),
        },
    )
    if new and line["donors"]:
        donors = (_government(named) for named in line["donors"].split(";"))
        PromiseDonor.objects.bulk_create(
            PromiseDonor(promise=promise, organisation=donor) for donor in donors
        )
    return promise


def _government(named: str) -> Organisation:
    """``text`` is ``Name|code``. The country's government, stored under the country's name."""
    name, iso2 = named.split("|")
    organisation, _new = Organisation.objects.get_or_create(
        name=name, defaults={"kind": Organisation.Kind.GOVERNMENT, "iso2": iso2}
    )
    return organisation


def _entry(promise: Promise, line: dict[str, str]) -> None:
    amount = Decimal(line["amount"]) if line["amount"] else None
    LedgerEntry.objects.get_or_create(
        promise=promise,
        imported=True,
        kind=line["kind"],
        year=_whole(line["year"]),
        amount=amount,
        defaults={
            "state": EntryState.APPROVED,
            "currency": line["currency"],
            "usd": amount if line["currency"] == "USD" else None,
            "value_on": _day(line["value_on"]),
            "stage_in_source": line["stage_in_source"],
            "known_on": _day(line["known_on"]),
            "source_note": line["note"],
            **_cited(line),
        },
    )
