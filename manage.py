#!/usr/bin/env python
"""The command line of the portal. Without DATABASE_URL it starts its own PostgreSQL."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techbank.settings")
    from techbank.processes import embedded

    embedded.prepare(sys.argv)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
