"""What the public reads about actions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftercall.improvements import presenters, queries
from aftercall.methods.action_effect import LEVEL
from aftercall.publication import page_cache


@require_GET
@page_cache.cached
def you_said(request: HttpRequest) -> HttpResponse:
    """You said, we did: the actions that both sides have released."""
    rows = presenters.public_rows(queries.public_actions())
    judged = sum(1 for row in rows if isinstance(row["look"], presenters.ShownLook) and row["look"].rows)
    return render(request, "improvements/you_said.html", {"rows": rows, "judged": judged, "level": LEVEL})
