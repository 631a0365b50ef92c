"""Sums, shares and days are written in the reader's format, and unknown is never zero."""

import zoneinfo
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from techbank.money.values import Money
from techbank.templatetags import techbank

NBSP = "\u00a0"


def rendered(source: str, **context: object) -> str:
    return Template("{% load techbank %}" + source).render(Context(context))


def test_money_groups_digits_and_keeps_two_decimals() -> None:
    assert techbank.money(Decimal("1234567.5")) == "1,234,567.50"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", f"USD{NBSP}1,234,567.50"),
        ("fr", f"1{NBSP}234{NBSP}567,50{NBSP}USD"),
        ("es", f"1{NBSP}234{NBSP}567,50{NBSP}USD"),
        ("zh-hans", f"USD{NBSP}1,234,567.50"),
        ("ar", f"USD{NBSP}1,234,567.50"),
    ],
)
def test_money_is_written_the_readers_way(language: str, expected: str) -> None:
    with translation.override(language):
        assert techbank.money("1234567.50", "USD") == expected


def test_money_is_written_with_its_currency() -> None:
    assert techbank.money(Money(Decimal("10"), "XTS")) == f"XTS{NBSP}10.00"


def test_what_is_at_least_so_much_is_never_rounded_up() -> None:
    assert techbank.whole("1234.50", "USD") == f"USD{NBSP}1,235"
    assert techbank.whole_down("1234.50", "USD") == f"USD{NBSP}1,234"
    assert techbank.whole_down(Money(Decimal("0.99"), "XTS")) == f"XTS{NBSP}0"
    assert techbank.whole_down(None) == "not known"


@pytest.mark.parametrize("unknown", [None, ""])
def test_unknown_is_written_as_such_and_never_zero(unknown: str | None) -> None:
    assert techbank.money(unknown, "USD") == "not known"
    assert techbank.whole(unknown) == "not known"
    assert techbank.percent(unknown) == "not known"
    assert techbank.localdate(unknown) == "not known"
    assert techbank.moment(unknown) == "not known"


def test_zero_is_a_known_sum() -> None:
    assert techbank.money(Decimal("0"), "USD") == f"USD{NBSP}0.00"


def test_money_keeps_the_minus_sign_before_the_digits() -> None:
    assert techbank.money(Decimal("-1500")) == "\u200e\u22121,500.00"


@pytest.mark.parametrize(("amount", "expected"), [("0.5", "1"), ("1.49", "1"), ("2.5", "3")])
def test_whole_rounds_half_up(amount: str, expected: str) -> None:
    assert techbank.whole(amount) == expected


def test_percent_takes_a_fraction() -> None:
    assert techbank.percent(Decimal("0.134")) == "13%"
    assert techbank.percent(Decimal("0.1345"), 1) == "13.5%"


def test_an_official_moment_is_shown_as_its_day_in_utc() -> None:
    late = datetime(2026, 3, 12, 1, 30, tzinfo=zoneinfo.ZoneInfo("Asia/Kabul"))
    assert techbank.localdate(late) == "11 March 2026"
    assert techbank.localdate(date(2026, 3, 12)) == "12 March 2026"
    assert techbank.localdate("2026-03-12") == "12 March 2026"


def test_a_moment_is_shown_in_the_readers_zone_with_its_name() -> None:
    noon = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
    with timezone.override(zoneinfo.ZoneInfo("Asia/Kabul")):
        assert techbank.moment(noon) == "12 March 2026, 16:30 (Asia/Kabul)"


@pytest.mark.parametrize("dialect", [1, 2])
@pytest.mark.parametrize("filter_name", ["prose", "passage"])
def test_a_long_text_lets_no_markup_through(filter_name: str, dialect: int) -> None:
    template = f"{{{{ text|{filter_name}:{dialect} }}}}"
    assert "<script" not in rendered(template, text="<script>1</script> **bold**")


def test_svg_refuses_what_is_not_a_drawing() -> None:
    with pytest.raises(ValueError, match="not an SVG"):
        techbank.svg("<script>1</script>")


def test_a_digest_is_shortened_in_groups() -> None:
    assert techbank.short_digest("9f2c44ab7712ce0a") == "9f2c 44ab 7712"


@pytest.fixture
def addresses(settings: Settings) -> None:
    """Only the pages of accounts: menus must not need all apps."""
    settings.ROOT_URLCONF = "allauth.urls"


@pytest.mark.usefixtures("addresses")
def test_a_menu_entry_without_a_page_is_left_out() -> None:
    assert rendered("{% menu_link 'no-such-page' 'Nowhere' %}").strip() == ""


@pytest.mark.usefixtures("addresses")
def test_a_menu_entry_says_that_it_is_this_page() -> None:
    page = rendered(
        "{% menu_link 'account_login' 'Sign in' %}",
        request=SimpleNamespace(path=reverse("account_login")),
    )
    assert 'aria-current="page"' in page


class Activity(forms.Form):
    title = forms.CharField(label="Activity")
    known = forms.ChoiceField(label="Is the cost known?", choices=[("y", "Yes")])


def test_problems_name_their_field_and_lead_to_it() -> None:
    assert techbank.form_problems(Context({"form": Activity({})})) == [
        techbank.ErrorLine("Activity: This field is required.", "id_title"),
        techbank.ErrorLine("Is the cost known? This field is required.", "id_known"),
    ]


def test_a_form_nobody_sent_has_no_problems() -> None:
    assert techbank.form_problems(Context({"form": Activity()})) == []


def test_a_wrong_field_says_so_beside_it() -> None:
    page = rendered("{{ form.title.as_field_group }}", form=Activity({}))
    assert 'aria-invalid="true"' in page
    assert 'id="id_title_error"' in page
    assert 'aria-describedby="id_title_error"' in page
