"""The default set-up: two roles, a key of its own, nothing left running."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from techbank.processes import embedded
from techbank.processes.supervisor import Child, Supervisor


@pytest.mark.django_db
def test_the_application_owns_nothing_and_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("techbank_app", False, False, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE outbox_message",
        "ALTER TABLE outbox_message DISABLE TRIGGER ALL",
        "TRUNCATE outbox_message",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_application_cannot_change_what_the_owner_made(statement: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_owner_is_no_superuser() -> None:
    from tests.databases import postgres

    with postgres().connect() as server, server.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = 'techbank_owner'"
        )
        assert cursor.fetchone() == (False, True)


def test_the_key_is_made_once_and_for_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    first = embedded._own_secret(file, 50)
    assert embedded._own_secret(file, 50) == first
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_prepare_leaves_a_real_deployment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {"DATABASE_URL": "postgresql://a@b/c", "TECHBANK_VAR": "/nonexistent"}
    monkeypatch.setattr(os, "environ", dict(before))
    embedded.prepare(["manage.py", "serve"])
    assert os.environ == before


def test_only_commands_that_change_tables_run_as_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"DATABASE_URL": "postgresql://a@b/c"})
    embedded.prepare(["manage.py", "migrate"])
    assert os.environ["TECHBANK_AS_OWNER"] == "1"


def test_what_is_already_set_wins_over_the_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = {"SECRET_KEY": "mine", "TECHBANK_VAR": str(tmp_path), "SECOND_FACTOR": "required"}
    monkeypatch.setattr(os, "environ", dict(own))
    embedded.prepare(["manage.py", "check"])
    assert {name: os.environ[name] for name in own} == own


def test_a_long_folder_gets_a_short_socket(tmp_path: Path) -> None:
    long = embedded.Redis(tmp_path / ("deep" * 30))
    assert len(str(long.socket)) <= embedded.LONGEST_SOCKET_PATH
    assert long.socket == embedded.Redis(tmp_path / ("deep" * 30)).socket


def test_redis_keeps_its_file_and_forgets_nothing(tmp_path: Path) -> None:
    command = " ".join(embedded.Redis(tmp_path).command())
    assert "--appendonly yes --appendfsync everysec" in command
    assert "--maxmemory-policy noeviction" in command
    assert "--port 0" in command


def test_a_missing_redis_is_named_with_the_way_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("techbank.processes.embedded.shutil.which", lambda name: None)
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    with pytest.raises(embedded.MissingProgram, match="apt-get install redis-server"):
        embedded.redis_program()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that PostgreSQL can reach as another user; pytest's own folders are private."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_postgresql_stops_with_its_last_process_and_survives_a_killed_one(
    open_folder: Path,
) -> None:
    """Two processes of the command line: one killed, one after it; no server is left running."""
    script = (
        "import sys, pathlib, time; from techbank.processes.embedded import Postgres\n"
        "p = Postgres(pathlib.Path(sys.argv[1])); p.start()\n"
        "print(p._server.get_pid(), flush=True)\n"
        "time.sleep(float(sys.argv[2]))"
    )
    folder = str(open_folder / "postgres")

    def start(seconds: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", script, folder, seconds],
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
        )

    with start("60") as killed:
        assert killed.stdout is not None
        server = psutil.Process(int(killed.stdout.readline()))
        killed.send_signal(signal.SIGKILL)
    assert server.is_running()
    with start("0") as second:
        assert second.stdout is not None
        assert int(second.stdout.readline()) == server.pid
    assert _is_gone(server)


def test_the_first_command_on_a_bare_machine_answers_and_nothing_else(open_folder: Path) -> None:
    """It starts PostgreSQL, migrates and loads, and says so on standard error."""
    mine = ("DATABASE_URL", "DATABASE_OWNER_URL", "TECHBANK_AS_OWNER", "SECRET_KEY")
    env = {name: value for name, value in os.environ.items() if name not in mine}
    done = subprocess.run(
        [sys.executable, "manage.py", "ldcs", "--on", "2021-07-23"],
        env=env | {"TECHBANK_VAR": str(open_folder)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    codes = done.stdout.splitlines()
    assert len(codes) == 46
    assert {len(code) for code in codes} == {3}
    assert "up to date" in done.stderr


def test_a_wrong_role_cannot_reach_the_private_database() -> None:
    from tests.databases import postgres

    with pytest.raises(psycopg2.OperationalError):
        postgres().connect("somebody")


def test_the_supervisor_starts_again_what_died_after_a_growing_pause() -> None:
    child = Child("short", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ))
    child.restart_if_ended(0.0)
    _wait_for_end(child)
    child.restart_if_ended(1.0)
    assert (child.failures, child.start_at, child.process) == (1, 1.5, None)
    child.restart_if_ended(1.4)
    assert child.process is None
    child.restart_if_ended(1.5)
    _wait_for_end(child)
    child.restart_if_ended(2.0)
    assert (child.failures, child.start_at) == (2, 3.0)


def test_the_supervisor_stops_everything_last_started_first() -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    children = [Child(name, sleep, dict(os.environ)) for name in ("a", "b")]
    supervisor = Supervisor(children)
    supervisor.check_children()
    processes = [child.process for child in children]
    supervisor.stop()
    assert [process.poll() for process in processes if process] == [-signal.SIGTERM] * 2


def test_a_child_ends_when_its_supervisor_is_killed_hard() -> None:
    script = (
        "import os, sys, time; from techbank.processes.supervisor import Child, Supervisor\n"
        "c = Child('x', [sys.executable, '-c', 'import time; time.sleep(60)'], dict(os.environ))\n"
        "Supervisor([c]).check_children(); print(c.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    ) as supervisor:
        assert supervisor.stdout is not None
        child = psutil.Process(int(supervisor.stdout.readline()))
        supervisor.send_signal(signal.SIGKILL)
    assert _is_gone(child)


def _is_gone(process: psutil.Process) -> bool:
    """Whether the process ends within ten seconds; a zombie has ended too."""
    psutil.wait_procs([process], timeout=10)
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def _wait_for_end(child: Child) -> None:
    assert child.process is not None
    child.process.wait(10)
    time.sleep(0)
