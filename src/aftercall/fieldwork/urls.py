"""Addresses of the room. The interviewer's pages name no case in their address: they show the one case that the
interviewer holds."""

from django.urls import path

from aftercall.fieldwork.views import calling, interviewing, monitoring, outcomes, web

app_name = "fieldwork"
urlpatterns = [
    path("next/", calling.next_case, name="next_case"),
    path("case/", calling.case, name="case"),
    path("call/", calling.call, name="call"),
    path("call/safe/", interviewing.safe_to_talk, name="safe_to_talk"),
    path("call/introduction/", interviewing.introduction, name="introduction"),
    path("call/question/", interviewing.interview, name="interview"),
    path("call/closing/", interviewing.closing, name="closing"),
    path("call/outcome/", outcomes.outcome, name="outcome"),
    path("call/stop/", outcomes.stop, name="stop"),
    path("call/web/", web.web, name="web"),
    path("call/objection/", outcomes.objection, name="objection"),
    path("progress/", monitoring.progress, name="progress"),
    path("progress/<int:pk>/", monitoring.wave_progress, name="wave_progress"),
    path("progress/<int:pk>/receive/", monitoring.receive, name="receive"),
    path("progress/<int:pk>/close/", monitoring.close, name="close"),
    path("progress/<int:pk>/return/", monitoring.return_results, name="return_results"),
]
