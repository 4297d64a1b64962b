"""URLs of the public site."""

from django.urls import path

from aftercall.public import site_views, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("why-we-may-call-you/", views.why, name="why"),
    path("check-a-call/", views.genuine, name="genuine"),
    path("easy-read/", views.easy_read, name="easy_read"),
    path("support/", views.support, name="support"),
    path("opt-out/", views.opt_out, name="opt_out"),
    path("opt-out/done/", views.opt_out_done, name="opt_out_done"),
    path("complain/", views.complaint, name="complaint"),
    path("complain/done/", views.complaint_done, name="complaint_done"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("cookies/all/", views.choose_cookies, name="choose_cookies"),
    path("feedback/", views.feedback, name="feedback"),
    path("feedback/done/", views.feedback_done, name="feedback_done"),
    path("colours.css", views.colours, name="colours"),
    path("site/", site_views.site, name="site"),
    path("site/settings/", site_views.settings, name="site_settings"),
    path("site/feedback/<int:pk>/", site_views.delete_feedback, name="delete_feedback"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
