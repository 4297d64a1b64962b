"""URLs of the officer's desk."""

from django.urls import path

from aftercall.rights.desk import views

app_name = "desk"
urlpatterns = [
    path("requests/", views.requests, name="requests"),
    path("requests/closed/", views.closed, name="closed"),
    path("requests/new/", views.new, name="new"),
    path("find/", views.find, name="find"),
    path("requests/<int:pk>/", views.one, name="request"),
    path("requests/<int:pk>/details/", views.change_details, name="details"),
    path("requests/<int:pk>/held/", views.held, name="held"),
    path("requests/<int:pk>/copy/", views.copy, name="copy"),
    path("requests/<int:pk>/carry-out/", views.carry_out, name="carry_out"),
    path("requests/<int:pk>/lift/", views.lift, name="lift"),
    path("requests/<int:pk>/letter/", views.letter, name="letter"),
    path("requests/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("requests/<int:pk>/note/", views.note, name="note"),
    path("requests/<int:pk>/pause/", views.pause, name="pause"),
    path("requests/<int:pk>/resume/", views.resume, name="resume"),
    path("requests/<int:pk>/extend/", views.extend, name="extend"),
    path("requests/<int:pk>/close/", views.close, name="close"),
]
