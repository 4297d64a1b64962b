"""URLs of figures of earlier years."""

from django.urls import path

from aftercall.publication.importing import views

app_name = "earlier_figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("import/", views.upload, name="upload"),
    path("import/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/", views.series, name="series"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
