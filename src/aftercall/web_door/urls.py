"""Addresses of the room: /w/ is read out on the telephone. All pages of a session have one address."""

from django.urls import path

from aftercall.web_door import views

app_name = "web_door"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("<str:token>/", views.answer, name="answer"),
]
