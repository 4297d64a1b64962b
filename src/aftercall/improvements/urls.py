"""URLs of actions, service recovery, the meeting pack and what the public reads."""

from django.urls import path

from aftercall.improvements.views import actions, pack, public, recovery

app_name = "improvements"
urlpatterns = [
    path("you-said-we-did/", public.you_said, name="you_said"),
    path("actions/", actions.actions, name="actions"),
    path("actions/open/", actions.open_action, name="open_action"),
    path("actions/pack/slides/", pack.pack_slides, name="pack_slides"),
    path("actions/pack/pdf/", pack.pack_pdf, name="pack_pdf"),
    path("actions/<slug:reference>/", actions.action, name="action"),
    path("actions/<slug:reference>/change/", actions.change, name="change"),
    path("actions/<slug:reference>/agree/", actions.agree, name="agree"),
    path("actions/<slug:reference>/comment/", actions.comment, name="comment"),
    path("actions/<slug:reference>/in-place/", actions.in_place, name="in_place"),
    path("actions/<slug:reference>/withdraw/", actions.withdraw, name="withdraw"),
    path("actions/<slug:reference>/public-text/", actions.public_text, name="public_text"),
    path("actions/<slug:reference>/release/", actions.release, name="release"),
    path("actions/<slug:reference>/take-back/", actions.take_back, name="take_back"),
    path("service-recovery/", recovery.requests, name="requests"),
    path("service-recovery/contact/", recovery.contact, name="contact"),
    path("service-recovery/<slug:reference>/", recovery.recovery_request, name="request"),
    path("service-recovery/<slug:reference>/person/", recovery.person, name="person"),
]
