"""Django's name for this room, and what it reacts to."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.communities"

    def ready(self) -> None:
        """React to objections. Models can be imported only now."""
        from aftercall.communities.objecting import forget_answers_of  # noqa: PLC0415
        from aftercall.suppression.signals import objection_recorded  # noqa: PLC0415

        objection_recorded.connect(forget_answers_of)
