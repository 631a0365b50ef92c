"""Typed readers of the environment.

A reader never raises: a missing or malformed value is noted in `problems`, the reader returns a
harmless value, and `techbank.configuration.checks` reports every problem at once as a
system check.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})
POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})


@dataclass(frozen=True)
class SettingProblem:
    """One wrong setting: the check id that reports it, the sentence, and what to do."""

    id: str
    sentence: str
    hint: str


@dataclass
class Environment:
    """The variables of one process, and the problems in them."""

    values: Mapping[str, str] = field(default_factory=lambda: os.environ)
    problems: list[SettingProblem] = field(default_factory=list)

    def note(self, id: str, sentence: str, hint: str) -> None:
        self.problems.append(SettingProblem(id, sentence, hint))

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, default).strip()

    def required(self, name: str, *, instead: str, hint: str) -> str:
        """The value of `name`; if it is missing, a problem (E001) and the value `instead`."""
        value = self.text(name)
        if value:
            return value
        self.note("techbank.E001", f"{name} is not set.", hint)
        return instead

    def flag(self, name: str, default: bool) -> bool:
        if name not in self.values:
            return default
        word = self.text(name).lower()
        if word in TRUE_WORDS:
            return True
        if word not in FALSE_WORDS:
            self.note(
                "techbank.E002",
                f"{name} is “{word}”, which is neither yes nor no.",
                f"Set {name} to 1 or 0.",
            )
            return default
        return False

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        word = self.text(name)
        if not word:
            return default
        if word.isascii() and word.isdigit() and int(word) >= least:
            return int(word)
        self.note(
            "techbank.E003",
            f"{name} is “{word}”, which is not a whole number of at least {least}.",
            f"Set {name} to a whole number, for example {default}.",
        )
        return default

    def words(self, name: str, default: str = "") -> list[str]:
        """A list separated by commas; empty items are left out."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """One of `options`; the first is the default."""
        word = self.text(name) or options[0]
        if word in options:
            return word
        self.note(
            "techbank.E004",
            f"{name} is “{word}”, which is not one of: {', '.join(options)}.",
            f"Set {name} to one of the words above, or leave it out for “{options[0]}”.",
        )
        return options[0]

    def database(self, name: str) -> dict[str, Any]:
        """The Django database settings of a postgres:// address, {} when it cannot be used."""
        address = self.text(name)
        if not address:
            return {}
        settings = postgres_settings(address)
        if not settings:
            self.note(
                "techbank.E005",
                f"{name} is not the address of a PostgreSQL database.",
                "Write it as postgresql://role:password@host:5432/database. "
                "The portal runs on PostgreSQL only.",
            )
        return settings


def postgres_settings(address: str) -> dict[str, Any]:
    """Translate postgresql://role:password@host:port/name?host=/socket/folder, or {}."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return {}
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in POSTGRES_SCHEMES or not name:
        return {}
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }
