"""Django's name for this room, and what it reacts to."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.fieldwork"

    def ready(self) -> None:
        """React to accounts that are deactivated. Models can be imported only now."""
        from aftercall.accounts.signals import user_deactivated  # noqa: PLC0415
        from aftercall.fieldwork.deactivation import take_back_case  # noqa: PLC0415

        user_deactivated.connect(take_back_case)
