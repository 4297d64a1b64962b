"""Django's name for this room, and what it answers."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.consultations"

    def ready(self) -> None:
        """Answer which questionnaires are in use. Models can be imported only now."""
        from aftercall.consultations.questionnaires_in_use import names_by_questionnaire  # noqa: PLC0415
        from aftercall.questionnaires.signals import versions_in_use  # noqa: PLC0415

        versions_in_use.connect(names_by_questionnaire)
