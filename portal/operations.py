"""The operator's pages: nights, sources, rejects, doubtful merges, who must not be called, profiles and how they changed."""

from __future__ import annotations

import difflib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads import decisions
from leads.models import ProfileVersion, PublishedList, ReviewPair, RunRecord, Suppression
from portal.access import HEAD, OPERATOR, role_required
from portal.audit import noted
from portal.choices import forget_choices

PAGE = 50
QUESTIONS = 20
"""Doubtful merges on a page: each is read side by side."""


class SuppressForm(forms.Form):
    """Who must not be called from now on."""

    kind = forms.ChoiceField(choices=Suppression.Kind.choices)
    value = forms.CharField(max_length=200)
    why = forms.CharField(max_length=500, required=False)


@role_required(OPERATOR)
@require_safe
def nights(request: HttpRequest) -> HttpResponse:
    """Every night in one line, and the state of each source in the last one."""
    rows = Paginator(RunRecord.objects.all(), PAGE).get_page(request.GET.get("page"))
    last = RunRecord.objects.exclude(ended_at=None).first()
    figures: dict[str, Any] = last.figures if last else {}
    return render(
        request,
        "nights.html",
        {
            "page": rows,
            "last": last,
            "sources": figures.get("sources", []),
            "exchanges": figures.get("crm", []),
            "countries": sorted(figures.get("countries", {}).items()),
        },
    )


@role_required(OPERATOR)
@require_safe
def rejects(request: HttpRequest) -> HttpResponse:
    """What could not be read in the last night: source, field, why, how often, with an example."""
    last = RunRecord.objects.exclude(ended_at=None).first()
    rows = last.figures.get("rejects", []) if last else []
    asked = request.GET.get("source", "")[:60]
    sources = sorted({row["source"] for row in rows})
    return render(
        request,
        "rejects.html",
        {"rows": [row for row in rows if not asked or row["source"] == asked], "sources": sources, "asked": asked, "last": last},
    )  # fmt: skip


@role_required(HEAD, OPERATOR)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Doubtful merges, those on current lists first; decided ones with ?state=decided."""
    state = "decided" if request.GET.get("state") == "decided" else "open"
    rows = Paginator(ReviewPair.objects.filter(state=state), QUESTIONS).get_page(request.GET.get("page"))
    return render(request, "questions.html", {"page": rows, "state": state})


@role_required(HEAD, OPERATOR)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """A person's word on a doubtful merge: same, not the same, or taken back; it counts from the next night on."""
    row = get_object_or_404(ReviewPair, pk=number)
    words: dict[str, bool | None] = {"same": True, "not": False, "back": None}
    given = request.POST.get("word", "")
    if given not in words:
        messages.error(request, _("This was not noted."))
        return redirect("questions")
    decisions.judge(
        row.left_party,
        row.right_party,
        words[given],
        by=request.user.get_username(),
        why=request.POST.get("why", "")[:500],
    )
    noted(request.user, "review", f"{row.left_party} {row.right_party}", word=given)
    messages.success(request, _("Noted: it counts from the next night on."))
    return redirect("questions")


@role_required(HEAD, OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def suppressions(request: HttpRequest) -> HttpResponse:
    """Who must not be called; adds somebody, at once and everywhere."""
    if request.method == "POST":
        form = SuppressForm(request.POST)
        if form.is_valid() and "\x00" not in form.cleaned_data["value"] + form.cleaned_data["why"]:
            kind, value = form.cleaned_data["kind"], form.cleaned_data["value"].strip()
            decisions.suppress(kind, value, by=request.user.get_username(), why=form.cleaned_data["why"])
            noted(request.user, "suppressed", kind)
            forget_choices()
            messages.success(request, _("They will not be shown or sent anywhere any more."))
        else:
            messages.error(request, _("This was not noted."))
        return redirect("suppressions")
    rows = Paginator(Suppression.objects.order_by("-since", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "suppressions.html", {"page": rows, "kinds": Suppression.Kind.choices})


@role_required(OPERATOR)
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    """The profiles whose lists were published, when each changed, and what learned versions say; two may be compared."""
    history: dict[str, list[PublishedList]] = {}
    for row in PublishedList.objects.order_by("profile", "day", "pk").iterator(500):
        known = history.setdefault(row.profile, [])
        if not known or known[-1].profile_hash != row.profile_hash:
            known.append(row)
    versions = list(ProfileVersion.objects.order_by("profile", "-pk"))
    old, new = (_version(request.GET.get(name, "")) for name in ("old", "new"))
    changes = (
        list(difflib.unified_diff(old.text.splitlines(), new.text.splitlines(), str(old), str(new), lineterm="", n=2))
        if old and new
        else []
    )
    shown = [(profile, list(reversed(rows))) for profile, rows in history.items()]
    return render(
        request, "profiles.html", {"history": shown, "versions": versions, "old": old, "new": new, "changes": changes}
    )


def _version(asked: str) -> ProfileVersion | None:
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return None
    return ProfileVersion.objects.filter(pk=int(asked)).first()
