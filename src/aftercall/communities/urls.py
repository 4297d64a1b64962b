"""The URLs of communities."""

from django.urls import path

from aftercall.communities.views import comparisons, coverage, engagement, groups, people, public, reports, words

app_name = "communities"
urlpatterns = [
    path("hearing-everyone/", public.hearing, name="hearing"),
    path("focus-groups/<slug:reference>/report/", public.report, name="report"),
    path("communities/", public.index, name="index"),
    path("communities/survey/<slug:slug>/", comparisons.survey, name="survey"),
    path("communities/consultations/<slug:slug>/", comparisons.representation, name="representation"),
    path("communities/tables/", comparisons.tables, name="tables"),
    path("communities/tables/load/", comparisons.load, name="load_table"),
    path("communities/tables/<slug:reference>/remove/", comparisons.remove, name="remove_table"),
    path("communities/coverage/", coverage.plan, name="coverage"),
    path("communities/coverage/add/", coverage.add, name="add_target"),
    path("communities/coverage/<int:pk>/", coverage.target, name="target"),
    path("communities/coverage/<int:pk>/reached/", coverage.reached, name="reached"),
    path("communities/coverage/tasks/<int:pk>/done/", coverage.done, name="task_done"),
    path("communities/engagement/", engagement.log, name="engagement"),
    path("communities/engagement/add/", engagement.add, name="add_meeting"),
    path("communities/engagement/<int:pk>/", engagement.meeting, name="meeting"),
    path("communities/engagement/promises/<int:pk>/", engagement.report_back, name="report_back"),
    path("communities/groups/", groups.groups, name="groups"),
    path("communities/groups/plan/", groups.plan, name="plan_group"),
    path("communities/groups/<slug:reference>/", groups.group, name="group"),
    path("communities/groups/<slug:reference>/draw/", groups.draw, name="draw"),
    path("communities/groups/<slug:reference>/replace/", groups.replace, name="replace"),
    path("communities/groups/<slug:reference>/certificate/<int:number>/", groups.certificate, name="certificate"),
    path("communities/groups/<slug:reference>/pool/", groups.pool, name="pool"),
    path("communities/groups/<slug:reference>/recruit/", people.to_recruit, name="to_recruit"),
    path("communities/groups/<slug:reference>/recruit/<slug:consent>/", people.recruit, name="recruit"),
    path("communities/groups/<slug:reference>/attendance/", people.attendance, name="attendance"),
    path("communities/people/<int:pk>/", people.person, name="person"),
    path("communities/people/<int:pk>/answer/", people.answer, name="answer"),
    path("communities/groups/<slug:reference>/words/", words.passages, name="words"),
    path("communities/groups/<slug:reference>/words/add/", words.add, name="add_words"),
    path("communities/groups/<slug:reference>/themes/add/", words.add_theme, name="add_theme"),
    path("communities/passages/<int:pk>/", words.passage, name="passage"),
    path("communities/passages/<int:pk>/quote/", words.quote, name="quote"),
    path("communities/quotations/<int:pk>/approve/", words.approve, name="approve_quotation"),
    path("communities/quotations/<int:pk>/discard/", words.discard, name="discard_quotation"),
    path("communities/groups/<slug:reference>/report/edit/", reports.edit, name="edit_report"),
    path("communities/groups/<slug:reference>/report/decide/", reports.decide, name="decide_report"),
]
