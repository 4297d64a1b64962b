"""URL of the page of jobs."""

from django.urls import path

from aftercall.core.jobs import views

app_name = "jobs"
urlpatterns = [path("", views.overview, name="overview")]
