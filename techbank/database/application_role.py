"""The application connects with a role that owns nothing and may only read and write rows."""

from typing import Any

from django.conf import settings
from django.db import connections
from psycopg2 import sql

ROW_RIGHTS = "SELECT, INSERT, UPDATE, DELETE"


def grant_to_application_role(using: str = "default", **_: Any) -> None:
    """After a migration by the owner: give the application role rights on rows, never on tables.

    Does nothing when the application itself is the owner. Raises when the role does not exist.
    """
    connection = connections[using]
    role = settings.APPLICATION_ROLE
    if not role or role == connection.settings_dict["USER"]:
        return
    to = sql.Identifier(role)
    statements = [
        "GRANT USAGE ON SCHEMA public TO {to}",
        f"GRANT {ROW_RIGHTS} ON ALL TABLES IN SCHEMA public TO {{to}}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {ROW_RIGHTS} ON TABLES TO {{to}}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {to}",
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(to=to))
