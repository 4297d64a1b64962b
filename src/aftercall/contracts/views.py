"""The pages of contracts: the administrator records them, and the data protection officer reads them."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.contracts import operations, queries
from aftercall.contracts.forms import ContractForm
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.presenters import contract_document, contract_lines
from aftercall.core import clock
from aftercall.core.documents import Document, pdf_response
from aftercall.core.errors import Refused


@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """List the agencies, each with whether its contract is in force."""
    lines = contract_lines(queries.agencies_in_use(), queries.contracts(), today=_today())
    context = {"lines": lines, "may_record": _may_record(request), "without": [one for one in lines if not one.latest]}
    return render(request, "contracts/contracts.html", context)


@require_GET
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version of a contract, with links to the others."""
    found = get_object_or_404(queries.contract_versions(), pk=pk)
    versions = list(queries.versions_of(found.agency_name))
    context = {
        "contract": found,
        "document": _document(found, versions),
        "versions": versions[::-1],
        "is_latest": found == versions[-1],
        "may_record": _may_record(request),
    }
    return render(request, "contracts/contract.html", context)


@require_GET
def contract_pdf(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download a version of a contract."""
    found = get_object_or_404(queries.contract_versions(), pk=pk)
    document = _document(found, list(queries.versions_of(found.agency_name)))
    return pdf_response(document, f"contract-{found.pk}")


@require_http_methods(["GET", "POST"])
def new_contract(request: HttpRequest) -> HttpResponse:
    """Ask for the contract with an agency that has none, or record it."""
    recorded = queries.contracts()
    agencies = [name for name in queries.agencies_in_use() if name not in recorded]
    return _record(request, agencies, None)


@require_http_methods(["GET", "POST"])
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the next version of a contract, or record it."""
    return _record(request, [], get_object_or_404(ContractVersion, pk=pk))


def _record(request: HttpRequest, agencies: list[str], latest: ContractVersion | None) -> HttpResponse:
    form = ContractForm(agencies, latest, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = operations.record_contract(**form.contract(), actor=signed_in_user(request), at=clock.now())
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"Version {recorded.number} of the contract has been recorded.")
            return redirect("contracts:contract", recorded.pk)
    context = {"form": form, "latest": latest, "agencies": agencies}
    return render(request, "contracts/record.html", context, status=422 if form.errors else 200)


def _document(contract: ContractVersion, versions: list[ContractVersion]) -> Document:
    return contract_document(contract, today=_today(), versions=versions)


def _may_record(request: HttpRequest) -> bool:
    return signed_in_user(request).role == Role.ADMINISTRATOR


def _today() -> date:
    return timezone.localdate(clock.now())
