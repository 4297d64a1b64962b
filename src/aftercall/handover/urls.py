"""The URL that releases a sample."""

from django.urls import path

from aftercall.handover import views

app_name = "handover"
urlpatterns = [path("<int:pk>/release/", views.release, name="release")]
