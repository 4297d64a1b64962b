"""Django's name for this room, and what it reacts to."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.fieldwork"

    def ready(self) -> None:
        """React to accounts that are deactivated or get another role. Models can be imported only now."""
        from aftercall.accounts.signals import user_changing_role, user_deactivated  # noqa: PLC0415
        from aftercall.fieldwork.deactivation import require_no_case_in_hand, take_back_case  # noqa: PLC0415

        user_deactivated.connect(take_back_case)
        user_changing_role.connect(require_no_case_in_hand)
