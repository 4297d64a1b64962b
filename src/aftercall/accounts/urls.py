"""URLs of this room."""

from django.urls import path

from aftercall.accounts import views

app_name = "accounts"
urlpatterns = [path("agreement/", views.agreement, name="agreement")]
