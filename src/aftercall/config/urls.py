"""All URLs of the site. config/url_policy.py says who may open each."""

from allauth.account.views import login, reauthenticate
from allauth.mfa.base.views import index
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import add_webauthn, reauthenticate_webauthn, remove_webauthn
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from aftercall.accounts.views import deactivated, enter_code, in_one_transaction
from aftercall.config.check_list import check_list
from aftercall.config.home import start
from aftercall.fieldwork.views.signing_out import sign_out

handler400 = "aftercall.config.error_pages.bad_request"
handler500 = "aftercall.config.error_pages.server_error"

urlpatterns = [
    # Rooms with public pages: config/translated_pages.py says which can be read in which language.
    *i18n_patterns(
        path("", include("aftercall.public.urls")),
        path("", include("aftercall.programmes.urls")),
        path("", include("aftercall.communities.urls")),
        path("", include("aftercall.improvements.urls")),
        path("results/", include("aftercall.publication.urls")),
        path("consultations/", include("aftercall.consultations.urls")),
        path("w/", include("aftercall.web_door.urls")),
        path("sign-in/", login, name="account_login"),
        prefix_default_language=False,
    ),
    path("sign-in/code/", enter_code, name="mfa_authenticate"),
    path("sign-out/", sign_out, name="account_logout"),
    path("account-closed/", deactivated, name="account_inactive"),
    path("start/", start, name="start"),
    path("start/check-list/", check_list, name="check_list"),
    path("account/confirm/", reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", index, name="mfa_index"),
    path("account/second-factor/app/", in_one_transaction(activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", in_one_transaction(deactivate_totp), name="mfa_deactivate_totp"),
    # Allauth goes on to its list of passkeys after one is removed; here the list is on the page of the second factor.
    path("account/second-factor/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", in_one_transaction(add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/",
        in_one_transaction(remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("account/second-factor/recovery-codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/recovery-codes/new/",
        in_one_transaction(generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/", include("aftercall.accounts.urls")),
    path("questionnaires/", include("aftercall.questionnaires.urls")),
    path("mappings/", include("aftercall.mappings.urls")),
    path("documents/", include("aftercall.accountability.urls")),
    path("contracts/", include("aftercall.contracts.urls")),
    path("handover/", include("aftercall.handover.urls")),
    path("consents/", include("aftercall.consents.urls")),
    path("rights/", include("aftercall.rights.desk.urls")),
    path("analyses/", include("aftercall.results.urls")),
    path("evidence/", include("aftercall.evidence.urls")),
    path("workbench/", include("aftercall.workbench.urls")),
    path("earlier-figures/", include("aftercall.publication.importing.urls")),
    path("retention/", include("aftercall.rights.certificate_urls")),
    path("audit/", include("aftercall.core.urls")),
    path("suppression-list/", include("aftercall.rights.imported.urls")),
    path("jobs/", include("aftercall.core.jobs.urls")),
    path("rights/opt-outs/", include("aftercall.rights.opt_outs.urls")),
    path("fieldwork/", include("aftercall.fieldwork.urls")),
    path("own-words/", include("aftercall.verbatims.urls")),
]
