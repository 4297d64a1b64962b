"""Django's name for this part of the room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk as Django knows it."""

    name = "aftercall.rights.desk"
