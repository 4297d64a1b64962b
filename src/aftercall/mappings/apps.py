"""The Django app of the mappings room."""

from django.apps import AppConfig


class MappingsConfig(AppConfig):
    """Mappings made in the site."""

    name = "aftercall.mappings"
