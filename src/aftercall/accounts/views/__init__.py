"""The pages of this room. For signing in and out and the second factor, config/urls.py routes allauth's own views."""

from aftercall.accounts.views.access_links import open_link, use_link
from aftercall.accounts.views.agreement import agreement
from aftercall.accounts.views.inspectorate import inspectorate

__all__ = ["agreement", "inspectorate", "open_link", "use_link"]
