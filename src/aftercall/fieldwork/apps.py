"""Django's name for this room, and what it reacts to."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.fieldwork"

    def ready(self) -> None:
        """React to accounts that are deactivated and to those that sign out. Models can be imported only now."""
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from aftercall.accounts.signals import user_deactivated  # noqa: PLC0415
        from aftercall.fieldwork.deactivation import hand_back, take_back_case  # noqa: PLC0415

        user_deactivated.connect(take_back_case)
        user_logged_out.connect(hand_back)
