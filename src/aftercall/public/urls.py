"""URLs of the public site."""

from django.urls import path

from aftercall.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("why-we-may-call-you/", views.why, name="why"),
    path("opt-out/", views.opt_out, name="opt_out"),
    path("opt-out/done/", views.opt_out_done, name="opt_out_done"),
    path("complain/", views.complaint, name="complaint"),
    path("complain/done/", views.complaint_done, name="complaint_done"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("feedback/", views.feedback, name="feedback"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
