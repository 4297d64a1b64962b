"""URLs of the results pages."""

from django.urls import path

from aftercall.publication.views import archive, files, public, sign_off, staff, statements

app_name = "publication"
urlpatterns = [
    path("", public.results, name="results"),
    path("feed.atom", files.feed, name="feed"),
    path("archive/", archive.archive, name="archive"),
    path("upcoming/", archive.upcoming, name="upcoming"),
    path("publications/", staff.publications, name="publications"),
    path("statements/", statements.statements, name="statements"),
    path("prepare/<int:pk>/", staff.prepare, name="prepare"),
    path("draft/<slug:slug>/", staff.draft, name="draft"),
    path("draft/<slug:slug>/edit/", staff.edit, name="edit"),
    path("draft/<slug:slug>/write-again/", staff.write_again, name="write_again"),
    path("draft/<slug:slug>/discard/", staff.discard, name="discard"),
    path("draft/<slug:slug>/check/", sign_off.check, name="check"),
    path("draft/<slug:slug>/approve/", sign_off.approve, name="approve"),
    path("draft/<slug:slug>/refuse/", sign_off.refuse, name="refuse"),
    path("draft/<slug:slug>/take-back/", sign_off.take_back, name="take_back"),
    path("draft/<slug:slug>/withdraw/", sign_off.withdraw, name="withdraw"),
    path("<slug:slug>/", public.result, name="result"),
    path("<slug:slug>/by/<slug:breakdown>/", public.by_group, name="by_group"),
    path("<slug:slug>/over-time/", public.over_time, name="over_time"),
    path("<slug:slug>/method/", public.method, name="method"),
    path("<slug:slug>/<str:name>", files.file, name="file"),
]
