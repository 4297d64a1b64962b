"""URLs of the workbench, and of published figures with their origin."""

from django.urls import path

from aftercall.workbench.views import crossing, published

app_name = "workbench"
urlpatterns = [
    path("", crossing.workbench, name="workbench"),
    path("figure/", crossing.figure, name="figure"),
    path("save/", crossing.save, name="save"),
    path("views/", crossing.views, name="views"),
    path("views/<int:pk>/remove/", crossing.remove, name="remove"),
    path("published/", published.latest, name="published"),
    path("published/figure/<int:pk>/", published.figure, name="published_figure"),
    path("published/<slug:slug>/", published.explore, name="explore"),
]
