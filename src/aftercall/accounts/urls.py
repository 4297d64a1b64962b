"""URLs of this room."""

from django.urls import path

from aftercall.accounts import views

app_name = "accounts"
urlpatterns = [
    path("agreement/", views.agreement, name="agreement"),
    path("inspectorate/", views.inspectorate, name="inspectorate"),
    path("link/<str:token>/", views.open_link, name="open_link"),
    path("link/", views.use_link, name="use_link"),
]
