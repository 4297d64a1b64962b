"""What every public page shows around its content: the force's name and colour, the cookie banner and its notices, and
the size of the text. Staff's pages do not use it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from aftercall.core.preferences import preferences
from aftercall.public.site_settings import presentation


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. cookie_notice: 'saved' or 'failed' after a choice, as long as the address says so."""
    chosen = preferences(request)
    after_choice = request.GET.get("cookies") == "saved"
    return {
        "site": SimpleLazyObject(presentation),  # read only where a page uses it
        "text_size": chosen.html_class,
        "cookie_banner": not chosen.has_chosen,
        "cookie_notice": ("saved" if chosen.has_chosen else "failed") if after_choice else "",
        # Not a word that a view would use: what is here replaces what a view gives under the same name.
        "page_address": request.get_full_path(),
    }
