"""What a donor and an officer typed is there again after the session ended, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from partners.models import User
from tests.funding.ground import Cast, action_ids


def fields_of(page: bytes) -> dict[str, str]:
    """The fields of the page's form that lead to no other page, as a browser would send them."""
    (form,) = html.fromstring(page).xpath("//main//form[@method='post'][not(@action)]")
    return {name: value or "" for name, value in form.form_values()}


@pytest.mark.parametrize("who", ["dora", "faith"])
def test_what_was_typed_before_the_session_ended_is_given_back(
    cast: Cast, plan: Any, signed_in: Callable[[User], Client], who: str
) -> None:
    person: User = getattr(cast, who)
    address = {
        "dora": reverse("offer", args=[plan.pk, action_ids(plan)[0]]),
        "faith": reverse("rates"),
    }[who]
    typed = {"dora": {"message": "For the valley"}, "faith": {"source": "A bulletin of June"}}[who]
    sent = fields_of(signed_in(person).get(address).content) | typed

    browser = Client()
    answer = browser.post(address, sent)
    browser.force_login(person)

    assert answer.headers["Location"] == "/accounts/login/?next=/kept/"
    page = browser.get("/kept/").content.decode()
    assert all(text in page for text in typed.values())
    assert f'action="{address}"' in page
