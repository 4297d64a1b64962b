"""The administrator's pages about the public site: feedback, how often pages are read, name, colour and links."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.public import operations, presenters, site_settings
from aftercall.public.forms import SiteForm
from aftercall.public.models import Feedback
from aftercall.public.queries import pages_read
from aftercall.publication import page_cache


@require_GET
def site(request: HttpRequest) -> HttpResponse:
    """What people wrote about the site, and how often its pages were read in the last 28 days."""
    today = timezone.localdate(clock.now())
    context = {"feedback": Feedback.objects.all()[:100], "pages": presenters.pages_read(pages_read(today))}
    return render(request, "public/site.html", context)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Name, colour and links."""
    now = site_settings.presentation()
    links = "\n".join(f"{one.url} {one.text}" for one in now.links)
    form = SiteForm(request.POST or None, initial={"name": now.name, "colour": now.colour, "links": links})
    if request.method == "POST" and form.is_valid():
        operations.save_site_settings(**form.cleaned_data, actor=signed_in_user(request), at=clock.now())
        site_settings.forget()
        page_cache.empty()
        messages.success(request, "The public site now looks like this.")
        return redirect("public:site")
    return render(request, "public/site_settings.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def delete_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one piece of feedback that has been dealt with."""
    feedback = get_object_or_404(Feedback, pk=pk)
    operations.delete_feedback(feedback=feedback, actor=signed_in_user(request), at=clock.now())
    messages.success(request, "The feedback has been deleted.")
    return redirect("public:site")
