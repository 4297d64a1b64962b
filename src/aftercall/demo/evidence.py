"""The evidence of the demo: a return that was sent to the inspectorate, and an export that waits for approval."""

from datetime import datetime, timedelta

from django.utils import timezone

from aftercall.core.addresses import usual_site
from aftercall.core.dates import months_later
from aftercall.demo.publishing import Researchers
from aftercall.evidence import operations
from aftercall.publication.models import Publication

_ASKED = "You asked for evidence of victims’ experience for your next Quality of Service Review of this force."
_QUESTION = "Whether victims of burglary who were kept informed are more satisfied, whatever else happened."
_ANALYST = "Alex Analyst, Example University"


def send_evidence(publication: Publication, *, by: Researchers, at: datetime) -> None:
    """Send the return of public results, and request an export of them that nobody has decided about yet."""
    found = Publication.objects.select_related("run__programme", "supersedes").get(pk=publication.pk)
    requested = operations.request_return(
        publication=found, purpose=_ASKED, microdata=True, site=usual_site(), actor=by.author, at=at
    )
    operations.approve(file=requested, actor=by.reviewer, at=at + timedelta(minutes=20))
    operations.request_export(
        publication=found,
        purpose=_QUESTION,
        recipient=_ANALYST,
        ends_on=months_later(timezone.localdate(at), 3),
        actor=by.author,
        at=at + timedelta(minutes=40),
    )
