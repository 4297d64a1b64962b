"""Django's name for this room, and what it reacts to."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.consents"

    def ready(self) -> None:
        """React to objections. Models can be imported only now."""
        from aftercall.consents.objecting import end_consents_of  # noqa: PLC0415
        from aftercall.suppression.signals import objection_recorded  # noqa: PLC0415

        objection_recorded.connect(end_consents_of)
