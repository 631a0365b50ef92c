"""Each page: who may open it, what it costs, and that it says what it should."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import LedgerEntry, PledgeOffer
from funding.operations import offers, reference
from techbank.money.models import ExchangeRate
from tests.funding.ground import AT, Cast, Ledger, action_ids

SignedIn = Callable[[Any], Client]


def freshly_proved(browser: Client) -> Client:
    """As if they had signed in this minute."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return browser


@pytest.fixture
def offer(cast: Cast, plan: Any) -> PledgeOffer:
    return offers.offer_pledge(
        client_uuid=uuid4(),
        donor=cast.aurora,
        snapshot=plan,
        action_id=action_ids(plan)[0],
        amount=Decimal(1000),
        currency="USD",
        by=cast.dora,
        at=AT,
    )


@pytest.fixture
def addresses(plan: Any, offer: PledgeOffer, ledger: Ledger) -> dict[str, str]:
    row = ledger.row("pledge", "77", approve=False)
    action = action_ids(plan)[0]
    return {
        "funding": reverse("funding"),
        "figure": reverse("figure", args=["firm"]),
        "contributions": reverse("contributions"),
        "plans": reverse("plans"),
        "plan": reverse("plan", args=[plan.pk]),
        "plan_action": reverse("plan_action", args=[plan.pk, action]),
        "offer": reverse("offer", args=[plan.pk, action]),
        "offers": reverse("offers"),
        "offer_detail": reverse("offer_detail", args=[offer.pk]),
        "ledger": reverse("ledger"),
        "ledger_add": reverse("ledger_add"),
        "entry": reverse("entry", args=[row.pk]),
        "rates": reverse("rates"),
        "desk": reverse("desk"),
    }


PUBLIC = ("funding", "figure", "contributions", "plans", "plan", "plan_action")
WHO = ("nobody", "nora", "dora", "ben", "faith", "grace", "ada")
ANSWERS = {
    **dict.fromkeys(PUBLIC, (200,) * 7),
    "offer": (302, 403, 200, 200, 403, 403, 403),
    "offers": (302, 403, 200, 200, 200, 200, 200),
    "offer_detail": (302, 404, 200, 404, 200, 200, 200),
    "ledger": (302, 403, 403, 403, 200, 200, 200),
    "ledger_add": (302, 403, 403, 403, 200, 403, 403),
    "entry": (302, 403, 403, 403, 200, 200, 200),
    "rates": (302, 403, 403, 403, 200, 200, 200),
    "desk": (302, 200, 200, 200, 200, 200, 200),
}


@pytest.mark.parametrize("name", list(ANSWERS))
def test_who_may_open_which_page(
    cast: Cast, addresses: dict[str, str], signed_in: SignedIn, name: str
) -> None:
    browsers = [Client(), *(signed_in(getattr(cast, who)) for who in WHO[1:])]

    assert tuple(b.get(addresses[name]).status_code for b in browsers) == ANSWERS[name]


def test_unknown_figures_plans_and_actions_are_not_found(plan: Any) -> None:
    for address in (
        reverse("figure", args=["profit"]),
        reverse("plan", args=[uuid4()]),
        reverse("plan_action", args=[plan.pk, uuid4()]),
    ):
        assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_the_dashboard_of_2020_says_twenty_per_cent_and_not_known() -> None:
    reference.load()

    page = Client().get(reverse("funding"), {"first": "2020", "last": "2020"}).content.decode()

    assert "20% of what is needed" in page
    assert "3.0 <" in page
    assert "not known" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["as_of=never", "first=9", "first=2030&last=2001", "as_of=9999-12-31", "year=abcd"]
)
def test_a_period_that_makes_no_sense_is_left_out(query: str) -> None:
    for address in (reverse("funding"), reverse("figure", args=["firm"])):
        assert Client().get(f"{address}?{query}").status_code == 200


def test_a_dashboard_of_the_past_is_as_it_was(ledger: Ledger) -> None:
    ledger.row("receipt", "4321000", document_reference="Advice 17")
    address = reverse("contributions")

    before = Client().get(address, {"as_of": "2026-08-31"}).content.decode()
    after = Client().get(address, {"as_of": "2026-09-01"}).content.decode()

    assert ("Advice 17" in before, "Advice 17" in after) == (False, True)


def test_invented_money_is_in_real_figures_only_in_a_demonstration(
    ledger: Ledger, plan: Any, settings: Any
) -> None:
    pays = {"snapshot": plan, "action_id": action_ids(plan)[0], "action_title": "One"}
    ledger.row("receipt", "4321", promise=ledger.promise(**pays))
    addresses = (reverse("contributions"), f"{reverse('figure', args=['firm'])}?year=2025")

    values = {}
    for demonstration in (False, True):
        settings.DEMONSTRATION = demonstration
        pages = [Client().get(address).content.decode() for address in addresses]
        values[demonstration] = ["4,321" in page for page in pages]
    of_plan = Client().get(reverse("plan_action", args=[plan.pk, pays["action_id"]]))

    assert values == {False: [False, False], True: [True, True]}
    assert "4,321" in of_plan.content.decode()


def test_a_confidential_promise_is_named_on_no_public_page(
    ledger: Ledger, plan: Any, settings: Any
) -> None:
    settings.DEMONSTRATION = True
    pays = {"snapshot": plan, "action_id": action_ids(plan)[0], "action_title": "One"}
    for donor in (ledger.people.aurora, ledger.people.borealis):
        secret = ledger.promise(title="Hush", donors=[donor], confidential=True, **pays)
        ledger.row("receipt", "5000", promise=secret)
    addresses = [reverse("funding"), reverse("contributions"), reverse("api-contributions")]
    addresses += [f"{reverse('figure', args=['firm'])}?year=2025"]
    addresses += [f"{reverse('api-coverage')}?year=2025"]
    addresses += [reverse("plan_action", args=[plan.pk, pays["action_id"]])]

    for address in addresses:
        page = Client().get(address)
        assert page.status_code == 200
        assert "Hush" not in page.content.decode()
        assert "Aurora" not in page.content.decode()


def test_a_donor_sends_an_offer_and_an_officer_enters_and_another_approves(
    cast: Cast, plan: Any, signed_in: SignedIn
) -> None:
    action = action_ids(plan)[0]
    address = reverse("offer", args=[plan.pk, action])
    dora, faith = signed_in(cast.dora), signed_in(cast.faith)
    values = {
        "client_uuid": str(uuid4()),
        "donor": cast.aurora.pk,
        "amount": "1500.50",
        "currency": "USD",
    }

    sent = [dora.post(address, values) for _ in range(2)]
    offer = PledgeOffer.objects.get()
    assert [item["Location"] for item in sent] == [reverse("offer_detail", args=[offer.pk])] * 2
    entered = faith.post(reverse("offer_act", args=[offer.pk, "enter"]))
    entry = LedgerEntry.objects.get()
    assert entered["Location"] == reverse("entry", args=[entry.pk])
    approve = reverse("entry_act", args=[entry.pk, "approve"])
    assert faith.post(approve).status_code == 302  # asked to prove who they are
    assert freshly_proved(faith).post(approve).status_code == 403
    assert freshly_proved(signed_in(cast.grace)).post(approve).status_code == 302

    entry.refresh_from_db()
    assert entry.state == "approved"
    page = Client().get(reverse("plan_action", args=[plan.pk, action])).content.decode()
    assert "1,500.50" in page


def test_what_a_donor_typed_stays_when_the_amount_is_wrong(
    cast: Cast, plan: Any, signed_in: SignedIn
) -> None:
    address = reverse("offer", args=[plan.pk, action_ids(plan)[0]])
    values = {
        "client_uuid": str(uuid4()),
        "donor": cast.aurora.pk,
        "amount": "-3",
        "currency": "USD",
        "message": "From our spring round.",
    }

    page = signed_in(cast.dora).post(address, values).content.decode()

    assert "Enter an amount above zero." in page
    assert "From our spring round." in page


def test_a_donor_cannot_offer_in_the_name_of_another(
    cast: Cast, plan: Any, signed_in: SignedIn
) -> None:
    address = reverse("offer", args=[plan.pk, action_ids(plan)[0]])
    values = {
        "client_uuid": str(uuid4()),
        "donor": cast.borealis.pk,
        "amount": "3",
        "currency": "USD",
    }

    assert signed_in(cast.dora).post(address, values).status_code == 200
    assert PledgeOffer.objects.count() == 0


def test_an_officer_enters_a_promise_and_is_asked_about_a_double(
    cast: Cast, signed_in: SignedIn
) -> None:
    faith, address = signed_in(cast.faith), reverse("ledger_add")
    values = {
        "donor": [cast.aurora.pk],
        "title": "Core support",
        "kind_of_promise": "cash",
        "kind": "pledge",
        "amount": "100",
        "currency": "USD",
        "value_on": "2025-03-01",
    }

    first = faith.post(address, values)
    text = faith.post(address, values).content.decode()
    confirmed = faith.post(address, {**values, "confirmed": "on"})

    assert (first.status_code, confirmed.status_code) == (302, 302)
    assert "If this is another one, confirm it." in text
    assert 'name="confirmed"' in text
    assert LedgerEntry.objects.count() == 2


def test_acts_on_offers_and_rows_are_refused_to_others(
    cast: Cast, offer: PledgeOffer, ledger: Ledger, signed_in: SignedIn
) -> None:
    row = ledger.row("pledge", "77", approve=False)
    refusals = {
        reverse("offer_act", args=[offer.pk, "enter"]): ("dora", 403),
        reverse("offer_act", args=[offer.pk, "decline"]): ("ada", 403),
        reverse("offer_act", args=[offer.pk, "withdraw"]): ("faith", 403),
        reverse("offer_act", args=[offer.pk, "steal"]): ("faith", 404),
        reverse("entry_act", args=[row.pk, "reject"]): ("faith", 403),
        reverse("entry_act", args=[row.pk, "reverse"]): ("grace", 403),
        reverse("entry_act", args=[row.pk, "forget"]): ("faith", 404),
    }

    for address, (name, status) in refusals.items():
        answer = signed_in(getattr(cast, name)).post(address, {"reason": "because"})
        assert (address, answer.status_code) == (address, status)


@pytest.mark.parametrize("more", [0, 2])
def test_lists_for_officers_cost_the_same_with_one_and_three_rows(
    cast: Cast,
    ledger: Ledger,
    offer: PledgeOffer,
    more: int,
    signed_in: SignedIn,
    django_assert_num_queries: Any,
) -> None:
    for index in range(more + 1):
        ledger.row("pledge", str(10 + index), approve=False)
    browser = signed_in(cast.faith)

    for name, queries in (("ledger", 5), ("offers", 4), ("desk", 5)):
        with django_assert_num_queries(queries, info=name):
            assert browser.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_rates_costs_the_same_with_one_and_three_rows(
    cast: Cast, more: int, signed_in: SignedIn, django_assert_num_queries: Any
) -> None:
    for month in range(1, more + 2):
        ExchangeRate.objects.create(
            currency="EUR",
            per_usd=Decimal("0.9"),
            valid_from=date(2026, month, 1),
            source="Invented",
        )
    browser = signed_in(cast.faith)
    with django_assert_num_queries(4):
        assert len(browser.get(reverse("rates")).context["rates"]) == more + 1


def test_the_address_of_an_earlier_version_leads_to_the_newest(plan: Any) -> None:
    newest = type(plan).objects.create(
        assessment=plan.assessment,
        version=2,
        format_version=1,
        full=plan.full,
        public=plan.public,
        digest="1" * 64,
        public_digest="1" * 64,
        approved_at=AT,
    )

    text = Client().get(reverse("plan", args=[plan.pk])).context["plan"].snapshot

    assert text == newest


def test_actions_are_sorted_by_gap_on_request(plan: Any) -> None:
    gaps = [
        action.funding.gap
        for action in Client()
        .get(reverse("plan", args=[plan.pk]), {"sort": "gap"})
        .context["actions"]
    ]

    assert gaps == sorted(gaps, reverse=True)


def _printed(action: str | None, amount: str, difference: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "action": action,
        "number": "5" if action else "",
        "year": None,
        "currency": "USD",
        "amount": amount,
        "source": "Printed <b>edition</b> (invented)",
        "page": "p. 41",
        "note": "",
        "computed": "215000.00",
        "at_least": difference != "0.00",
        "difference": difference,
        "other_currencies": [] if action else ["XTS"],
        "standing": "differs" if difference != "0.00" else "agrees",
    }


def test_a_printed_total_stands_beside_our_sum_on_the_public_pages(plan: Any) -> None:
    before = Client().get(reverse("plan", args=[plan.pk])).content.decode()
    last = str(action_ids(plan)[-1])
    printed = [_printed(None, "170000.00", "45000.00"), _printed(last, "215000.00", "0.00")]
    type(plan).objects.create(
        assessment=plan.assessment,
        version=2,
        format_version=1,
        full=plan.full,
        public=plan.public | {"published_totals": printed},
        digest="1" * 64,
        public_digest="1" * 64,
        approved_at=AT,
    )

    page, action = (
        Client().get(address).content.decode().replace("<bdi>", "").replace("</bdi>", "")
        for address in (
            reverse("plan", args=[plan.pk]),
            reverse("plan_action", args=[plan.pk, last]),
        )
    )

    assert "Published total" not in before
    for name in (
        "The whole plan · Published total: USD\u00a0170,000.00",
        "Sum of the cost lines: at least USD\u00a0215,000.00",
        "Difference: at least USD\u00a0\u200e+45,000.00",
        "Cost lines in XTS are not counted.",
        "Printed &lt;b&gt;edition&lt;/b&gt; (invented), p. 41",
        "Action 5 · Published total: USD\u00a0215,000.00",
    ):
        assert name in page, name
    assert "Difference: USD\u00a00.00" in action
    assert "170,000" not in action
