"""Django's name for this room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.publication"

    def ready(self) -> None:
        """Answer which results a decision about a series affects. Models can be imported only now."""
        from aftercall.publication.series_changes import affected_results  # noqa: PLC0415
        from aftercall.questionnaires.signals import series_decided  # noqa: PLC0415

        series_decided.connect(affected_results)
