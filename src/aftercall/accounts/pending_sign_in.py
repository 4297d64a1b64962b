"""A sign-in that waits for its second factor. It ends when the user's sessions do, as if it were one of them."""

from allauth.account.internal.stagekit import clear_login, unstash_login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from aftercall.accounts.models import User

_HASH_KEY = "pending_sign_in"


def remember(request: HttpRequest, user: User) -> None:
    """Keep the hash that a session of this user would have now, of the password and the session generation."""
    request.session[_HASH_KEY] = user.get_session_auth_hash()


def forget_if_outdated(request: HttpRequest) -> bool:
    """Forget a waiting sign-in if the password was changed, the sessions were ended or the account was deactivated
    since. Returns whether there was one to forget."""
    login = unstash_login(request, peek=True)
    if login is None or _is_current(request, login.user):
        return False
    clear_login(request)
    return True


def _is_current(request: HttpRequest, user: User | None) -> bool:
    remembered = request.session.get(_HASH_KEY, "")
    return user is not None and user.is_active and constant_time_compare(remembered, user.get_session_auth_hash())
