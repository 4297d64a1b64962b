"""Django's name for this room, what it reacts to, and what it answers."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.fieldwork"

    def ready(self) -> None:
        """React to accounts that are deactivated, get another role or sign out, and answer which checks of a
        questionnaire were overridden. Models can be imported only now."""
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from aftercall.accounts.signals import user_changing_role, user_deactivated  # noqa: PLC0415
        from aftercall.fieldwork.deactivation import (  # noqa: PLC0415
            hand_back,
            require_no_case_in_hand,
            take_back_case,
        )
        from aftercall.fieldwork.overridden_checks import overridden_with  # noqa: PLC0415
        from aftercall.questionnaires.signals import checks_overridden  # noqa: PLC0415

        user_deactivated.connect(take_back_case)
        user_changing_role.connect(require_no_case_in_hand)
        user_logged_out.connect(hand_back)
        checks_overridden.connect(overridden_with)
