"""What is waiting for the administrator: feedback on the public site."""

from collections.abc import Iterator

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.core.words import counted
from aftercall.public.models import Feedback


def feedback_to_read(*_: object) -> Iterator[HomeItem]:
    """Feedback that nobody has dealt with yet."""
    if count := Feedback.objects.count():
        yield HomeItem(f"{counted(count, 'piece')} of feedback on the public site", reverse("public:site"))
