"""Writes the migrations that the models need, without the checks of the pages. Usage: PYTHONPATH=src python
tools/migrations.py ROOM…"""

import os
import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")
    django.setup()
    call_command("makemigrations", *sys.argv[1:], skip_checks=True)
