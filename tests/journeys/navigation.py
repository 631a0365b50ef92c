"""Places of the portal, found by the links a person follows, and a dossier that is being written.

The dossier belongs to a third invented country with people of its own, so that journeys which
change it, or read it in Arabic, never meet another journey.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error, Page

if TYPE_CHECKING:
    from partners.models import Country, User

WRITER = "coordinator@quietland.example"
COLLEAGUE = "contributor@quietland.example"


def open_quietland() -> str:
    """Quietland, its two people, and their dossier as a draft; its address. Makes it once."""
    from django.utils import timezone

    from assessments.models import Assessment
    from partners.models import User
    from partners.roles import Role
    from tests.factories.team import entrust

    place = open_country("XQL", "Quietland", {WRITER: "Quirin Moss"}, mark_complete=False)
    assessment = Assessment.objects.get(pk=place.split("/")[2])
    if not assessment.assignments.exists():
        colleague = _person(COLLEAGUE, "Rania Fern", Role.CONTRIBUTOR, assessment.country)
        entrust(assessment, colleague, by=User.objects.get(email=WRITER), at=timezone.now())
    return place


def open_country(
    iso3: str, name: str, coordinator: dict[str, str], *, mark_complete: bool = True
) -> str:
    """An invented country of a journey's own and the worked dossier as its draft; its address.

    ``coordinator`` is {e-mail: name}. Makes it once.
    """
    from django.utils import timezone

    from assessments.demonstration.operations.dossier import write_demonstration
    from assessments.models import Assessment, Cycle
    from partners.models import Country
    from partners.roles import Role

    facts = {"iso2": iso3[0] + iso3[2], "name_en": f"{name} (invented country)", "fictional": True}
    country, _new = Country.objects.get_or_create(iso3=iso3, defaults=facts)
    ((email, full_name),) = coordinator.items()
    result = Assessment.objects.filter(country=country).first() or write_demonstration(
        country=country,
        cycle=Cycle.objects.latest("starts_on"),
        by=_person(email, full_name, Role.COORDINATOR, country),
        at=timezone.now(),
        mark_complete=mark_complete,
    )
    return f"/assessments/{result.pk}/"


def _person(email: str, name: str, role: str, country: "Country") -> "User":
    from django.utils import timezone

    from partners.models import Membership, User

    now = timezone.now()
    # Everybody in the demonstration has the same password.
    password = User.objects.values_list("password", flat=True).earliest("pk")
    defaults = {"full_name": name, "password": password, "joined_at": now}
    person, _new = User.objects.get_or_create(email=email, defaults=defaults)
    Membership.objects.get_or_create(
        user=person, role=role, country=country, defaults={"from_on": now.date()}
    )
    return person


def leave_error_page(page: Page) -> None:
    """Before a tab is closed: Chromium may never answer for one that shows an error of its own."""
    if page.url.startswith("chrome-error:"):
        with suppress(Error):
            page.goto("about:blank")


def link(page: Page, place: str, selector: str) -> str:
    """Where the first such link of a place leads."""
    page.goto(place)
    return page.locator(f"main {selector}").first.get_attribute("href") or ""


def choose_language(page: Page, code: str) -> None:
    """As a person does: open the menu in the head of the page and press the language."""
    menu = page.locator("header details").filter(has=page.locator(f"button[value={code}]"))
    menu.locator("summary").click()
    menu.locator(f"button[value={code}]").click()
    page.wait_for_function("code => document.documentElement?.lang === code", arg=code)


@contextmanager
def reading_in(page: Page, code: str) -> Iterator[None]:
    """The portal in another language, and back in English for the next test of that person."""
    page.goto("/")
    if code == "en":
        yield
        return
    choose_language(page, code)
    try:
        yield
    finally:
        page.goto("/")
        choose_language(page, "en")


def plan_pages(page: Page) -> list[str]:
    """Of the demonstration's plan: other journeys publish theirs."""
    plan = link(page, "/plans/", "a[href^='/plans/']:has-text('needs of Testland')")
    return ["/plans/", plan, link(page, plan, "a[href*='/actions/']")]


def public_pages(page: Page) -> list[str]:
    fixed = (
        "/ /accounts/login/ /accounts/password/reset/ /countries/ /countries/TGO/ /countries/XTL/ "
        "/programme/ /organisations/ /funding/ /funding/contributions/ /assessments/external/ "
        "/join/ /not/here/"
    )
    return [*fixed.split(), *plan_pages(page), link(page, "/funding/", "a[href*='/figures/']")]


def writers_pages(page: Page) -> list[str]:
    dossier = link(page, "/assessments/", "a[href^='/assessments/']:not([href*='external'])")
    within = (
        "sections/team/ sections/priorities/ sections/plan/ sections/team/check/ "
        "records/option/add/ records/activity/add/ records/cost_line/add/ "
        "records/published_total/add/ scores/ ranking/ order/ endorsement/ "
        "history/team.mandate/ acts/submit/ documents/ trail/ "
        "team/ team/assign/ team/invite/ changes/"
    )
    return ["/desk/", "/assessments/", dossier, *(f"{dossier}{word}" for word in within.split())]


def reviewers_pages(page: Page) -> list[str]:
    # Others' journeys submit dossiers, too; the worked one is Testland's, approved and printed.
    dossier = link(page, "/assessments/", "tr:has(td:text-is('Testland (invented country)')) a")
    within = "review documents trail progress".split()
    return ["/desk/", dossier, *(f"{dossier}{item}/" for item in within)]


def donors_pages(page: Page) -> list[str]:
    *_others, action = plan_pages(page)
    # The ledger is not for donors: the page that says so is a page, too.
    return ["/desk/", "/account/", f"{action}offer/", "/funding/offers/", "/funding/ledger/"]


def officers_pages(page: Page) -> list[str]:
    return [
        "/funding/ledger/",
        link(page, "/funding/ledger/", "table a[href*='/ledger/']"),
        "/funding/ledger/add/",
        link(page, "/funding/offers/", "a[href*='/offers/']"),
        "/funding/rates/",
    ]


def administrators_pages(page: Page) -> list[str]:
    person = link(page, "/people/", "a[href^='/people/']:not([href*='add'])")
    return ["/people/", "/people/add/", person, "/accounts/2fa/", "/accounts/password/change/"]


def auditors_pages(page: Page) -> list[str]:
    return [
        "/trail/",
        link(page, "/trail/", "a[href^='/trail/']:not([href*='export'])"),
        "/accounts/sessions/",
    ]


# Who visits what: e-mail address (None: nobody in particular) → the pages of their role.
VISITS = {
    None: public_pages,
    WRITER: writers_pages,
    "reviewer@bank.example": reviewers_pages,
    "donor@aurora.example": donors_pages,
    "funding@bank.example": officers_pages,
    "administrator@bank.example": administrators_pages,
    "auditor@bank.example": auditors_pages,
}
