"""The pages of questionnaires: to upload, look at, test, compare, approve and download them."""

from aftercall.questionnaires.views.comparing import compare, decide
from aftercall.questionnaires.views.drafts import approve, discard, release, send_back, submit, upload
from aftercall.questionnaires.views.looking import download, index, preview, questionnaire
from aftercall.questionnaires.views.testing import test

__all__ = [
    "approve",
    "compare",
    "decide",
    "discard",
    "download",
    "index",
    "preview",
    "questionnaire",
    "release",
    "send_back",
    "submit",
    "test",
    "upload",
]
