#!/usr/bin/env python
"""Django's own commands (makemigrations, shell) on the project's database."""

import sys

from config import boot

if __name__ == "__main__":
    boot.with_database()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
