"""Wrong settings become sentences with an id, all at once, and never a traceback."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.checks import run_checks

from techbank.configuration.environment import Environment, SettingProblem, postgres_settings


def ids(environment: Environment) -> list[str]:
    return [problem.id for problem in environment.problems]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("1", True), ("yes", True), ("TRUE", True), ("0", False), ("off", False), ("", False)],
)
def test_a_flag_is_read_as_yes_or_no(word: str, expected: bool) -> None:
    environment = Environment({"HTTPS": word})
    assert (environment.flag("HTTPS", not expected), environment.problems) == (expected, [])


def test_a_flag_that_says_neither_keeps_its_default_and_is_reported() -> None:
    environment = Environment({"HTTPS": "perhaps"})
    assert environment.flag("HTTPS", True) is True
    assert environment.problems == [
        SettingProblem(
            "techbank.E002",
            "HTTPS is “perhaps”, which is neither yes nor no.",
            "Set HTTPS to 1 or 0.",
        )
    ]


@pytest.mark.parametrize("word", ["-1", "2.5", "many", "²"])
def test_a_number_that_is_none_keeps_its_default_and_is_reported(word: str) -> None:
    environment = Environment({"EMAIL_PORT": word})
    assert (environment.whole("EMAIL_PORT", 587), ids(environment)) == (587, ["techbank.E003"])


def test_a_number_below_its_least_is_reported() -> None:
    environment = Environment({"LEASE": "0"})
    assert (environment.whole("LEASE", 120, least=1), ids(environment)) == (120, ["techbank.E003"])


def test_a_word_that_is_no_choice_gives_the_first_and_is_reported() -> None:
    environment = Environment({"SECOND_FACTOR": "no"})
    assert environment.choice("SECOND_FACTOR", ("required", "optional")) == "required"
    assert ids(environment) == ["techbank.E004"]


def test_a_missing_secret_is_reported_with_what_to_do() -> None:
    environment = Environment({})
    assert environment.required("SECRET_KEY", instead="x", hint="Generate one.") == "x"
    assert environment.problems == [
        SettingProblem("techbank.E001", "SECRET_KEY is not set.", "Generate one.")
    ]


def test_words_are_split_at_commas_without_blanks() -> None:
    assert Environment({"HOSTS": " a.org, ,b.org "}).words("HOSTS") == ["a.org", "b.org"]


def test_an_address_of_postgresql_is_taken_apart() -> None:
    assert postgres_settings("postgresql://app:p%40ss@db:5433/bank?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "bank",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_an_address_may_name_the_folder_of_a_socket() -> None:
    result = postgres_settings("postgresql://app@/bank?host=/var/run/pg")
    assert (result["HOST"], result["OPTIONS"]) == ("/var/run/pg", {})


@pytest.mark.parametrize(
    "address",
    ["sqlite:///db.sqlite3", "mysql://a@b/c", "postgresql://a@b", "postgres://a@b:x/c", "db"],
)
def test_anything_but_postgresql_is_reported(address: str) -> None:
    environment = Environment({"DATABASE_URL": address})
    assert (environment.database("DATABASE_URL"), ids(environment)) == ({}, ["techbank.E005"])


def test_the_checks_report_what_the_environment_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = SettingProblem("techbank.E003", "EMAIL_PORT is “x”.", "Set EMAIL_PORT to 587.")
    monkeypatch.setattr(settings.ENVIRONMENT, "problems", [problem])
    rows = [m for m in run_checks() if m.id == "techbank.E003"]
    assert [(m.msg, m.hint) for m in rows] == [("EMAIL_PORT is “x”.", "Set EMAIL_PORT to 587.")]


def test_every_problem_is_reported_at_once_by_the_command() -> None:
    env = {"PATH": os.environ["PATH"], "EMBEDDED": "0", "HTTPS": "perhaps", "EMAIL_PORT": "x"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for id in ("techbank.E001", "techbank.E002", "techbank.E003"):
        assert id in done.stderr
    assert "Traceback" not in done.stderr


def test_a_production_environment_passes_the_deployment_checks() -> None:
    env = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123456789",
        "DATABASE_URL": "postgresql://app@db/techbank",
        "REDIS_URL": "redis://redis:6379/0",
        "ALLOWED_HOSTS": "portal.example.org",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
