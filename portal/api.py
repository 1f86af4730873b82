"""The JSON API of lists and marks: by token, paged, with the same territory rule as the pages. Described at /api/openapi.json."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import NinjaAPI, Path, Query, Schema, Status
from ninja.errors import HttpError
from ninja.security import HttpBearer
from pydantic import AfterValidator, Field

from leads.models import Assignment, Lead, Mark, PublishedList
from leads.sheets.outcomes import OUTCOMES
from leads.sheets.permissions import permission
from leads.withdrawal import usable
from portal.access import visible_entries, visible_leads
from portal.filters import ORDERS, Filter
from portal.marks import LONGEST_NOTE, apply
from portal.tokens import user_of

MOST = 200
"""Leads on a page of the API."""
Outcome = Literal["good", "bad", "called", "won", "lost", "do_not_call", "wrong_phone"]


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("text cannot hold the character NUL")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
Number = Annotated[int, Path(ge=1, lt=2**63)]
Key = Annotated[str, Path(max_length=20, pattern=r"^[0-9A-Za-z_-]+$")]


class Token(HttpBearer):
    """A token of `portal.tokens`; the request then acts as its user."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The user, or None for 401."""
        found = user_of(token)
        if found is not None:
            request.user = found
        return found


class ListOut(Schema):
    """A published list."""

    id: int
    profile: str
    title: dict[str, str]
    day: date
    published_at: datetime
    sentence: dict[str, str]
    banner: dict[str, str]
    size: int = Field(description="Leads the list holds; you may see fewer.")
    current: bool


class ReasonOut(Schema):
    """One reason; the points of all sum to the score."""

    signal: str
    points: int
    text: dict[str, str]
    source: str
    url: str
    day: date | None


class ContactOut(Schema):
    """A phone or mailbox, and whether it may be used: call, ask or no."""

    value: str
    label: str
    permission: str


class LeadOut(Schema):
    """A lead as a list shows it."""

    lead_id: str
    company_id: str
    list_id: int
    rank: int
    band: str
    points: int
    name: str
    why_now: dict[str, str]
    country: str
    region: str
    city: str
    nace: str
    website: str
    numbers: list[dict[str, str]]
    phones: list[ContactOut]
    emails: list[ContactOut]
    deadline: date | None
    is_new: bool
    owner: str
    status: str = Field(description="The newest mark; empty where nobody worked on it.")
    chance: float | None = Field(description="Of winning it; null while only its rank may be shown.")
    reasons: list[ReasonOut]


class Leads(Schema):
    """A page of leads."""

    items: list[LeadOut]
    total: int
    page: int
    pages: int


class Asked(Schema):
    """The same filter as the page of a list has."""

    band: list[Text] = Field(default_factory=list)
    region: list[Text] = Field(default_factory=list)
    industry: list[Text] = Field(default_factory=list)
    signal: list[Text] = Field(default_factory=list)
    q: Text = ""
    sort: Literal["rank", "fresh", "deadline", "name"] = "rank"
    new: bool = False
    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=MOST)


class MarkIn(Schema):
    """What happened to a lead."""

    kind: Outcome
    note: Annotated[Text, Field(max_length=LONGEST_NOTE)] = Field(
        "", description="In your own words; a bad lead needs it."
    )
    phone: Annotated[Text, Field(max_length=40)] = Field("", description="The wrong one, with wrong_phone.")
    call_again_on: date | None = None


class MarkOut(Schema):
    """A mark somebody made."""

    lead_id: str
    kind: str
    by: str
    at: datetime
    note: str


class Problem(Schema):
    """Why there is no answer."""

    detail: str


api = NinjaAPI(
    title="Firstcall", version="1", urls_namespace="api", docs_url=None, auth=Token(),
    description="Ranked, explained prospects and what people did with them. You see what your territories hold.",
)  # fmt: skip


@api.get("/lists", response={200: list[ListOut], 401: Problem}, summary="The current lists, newest first")
def lists(request: HttpRequest) -> Any:  # noqa: ARG001 - ninja knows it by this name
    """What `id` to ask leads of."""
    return PublishedList.objects.filter(current=True).order_by("-day", "profile")


@api.get(
    "/lists/{number}/leads", response={200: Leads, 401: Problem, 404: Problem, 422: Any}, summary="A page of a list"
)
def leads(request: HttpRequest, number: Number, asked: Query[Asked]) -> Any:
    """Leads that the filter finds among those you may see, in the order asked for."""
    row = PublishedList.objects.filter(pk=number).first()
    if row is None:
        raise HttpError(404, "there is no such list")
    words = QueryDict(mutable=True)
    for name in ("band", "region", "industry", "signal"):
        words.setlist(name, getattr(asked, name))
    words["q"], words["sort"], words["new"] = asked.q, asked.sort, "1" if asked.new else ""
    found = Filter.of(words).entries(row, request.user)
    total = found.order_by().count()
    start = (asked.page - 1) * asked.size
    keys = list(found.values_list("pk", flat=True)[start : start + asked.size])
    by_key = {lead.pk: lead for lead in Lead.objects.filter(pk__in=keys).prefetch_related("reasons")}
    return {
        "items": _shown([by_key[key] for key in keys]),
        "total": total,
        "page": asked.page,
        "pages": max(-(-total // asked.size), 1),
    }


@api.get("/leads/{key}", response={200: LeadOut, 401: Problem, 404: Problem, 422: Any}, summary="One lead")
def lead(request: HttpRequest, key: Key) -> Any:
    """The lead on the current list that has it, else on the newest."""
    return _shown([_lead(request, key)])[0]


@api.get("/leads/{key}/marks", response={200: list[MarkOut], 401: Problem, 404: Problem, 422: Any}, summary="Its marks")
def marks(request: HttpRequest, key: Key) -> Any:
    """What people noted of it, the newest first."""
    return Mark.objects.filter(lead_id=_lead(request, key).lead_id).order_by("-at", "-id")


@api.post(
    "/leads/{key}/marks",
    response={201: MarkOut, 401: Problem, 404: Problem, 400: Problem, 422: Any},
    summary="Note what happened",
)
def mark(request: HttpRequest, key: Key, given: MarkIn) -> Any:
    """The same as pressing the button: "do_not_call" suppresses the company everywhere at once."""
    found = _lead(request, key)
    if given.kind not in OUTCOMES:
        raise HttpError(400, f"kind must be one of {', '.join(OUTCOMES)}")
    if given.kind == str(Mark.Kind.BAD) and not given.note.strip():
        raise HttpError(400, "say in `note` why it is a bad lead: the list learns from it")
    apply(request.user, found, given.kind, given.note, given.phone, given.call_again_on)
    made = Mark.objects.filter(lead_id=found.lead_id, by=request.user.get_username()).order_by("-id")[0]
    return Status(201, made)


@api.get("/marks", response={200: list[MarkOut], 401: Problem, 422: Any}, summary="Marks of all leads you may see")
def all_marks(
    request: HttpRequest,
    since: Annotated[datetime, Query(description="Only later ones.")],
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Any:
    """The oldest first, a page of 200: ask on until a page is short."""
    mine = visible_entries(request.user).filter(lead_key=OuterRef("lead_id"))
    found = Mark.objects.filter(Exists(mine), at__gt=since).order_by("at", "id")
    return found[(page - 1) * MOST : page * MOST]


@api.exception_handler(OverflowError)
def _too_far(request: HttpRequest, _error: OverflowError) -> HttpResponse:
    """A day that no calendar holds."""
    return api.create_response(request, {"detail": "a number or day is out of range"}, status=422)


def _lead(request: HttpRequest, key: str) -> Lead:
    found = visible_leads(request.user, key).select_related("published").prefetch_related("reasons")
    newest = found.order_by("-published__current", "-published__day", "-pk").first()
    if newest is None:
        raise HttpError(404, "there is no such lead among those you may see")
    return newest


def _shown(rows: list[Lead]) -> list[dict[str, Any]]:
    """Leads of one list."""
    from leads import decisions  # it opens the store's own settings first
    from leads.chances import standing

    retired = decisions.retired()
    owners = dict(
        Assignment.objects.filter(company_id__in=[r.company_id for r in rows]).values_list("company_id", "owner")
    )
    newest = Mark.objects.filter(lead_id__in=[row.lead_id for row in rows]).order_by("at", "id")
    statuses = dict(newest.values_list("lead_id", "kind"))
    found = {row.published_id: standing(row.published.profile, row.published.profile_hash).chance for row in rows[:1]}
    return [
        {
            **{name: getattr(row, name) for name in LeadOut.model_fields if hasattr(row, name)},
            "chance": round(chance.of(row.points), 3) if (chance := found[row.published_id]) else None,
            "list_id": row.published_id,
            "why_now": {"en": row.why_now_en, "ru": row.why_now_ru, "uk": row.why_now_uk},
            "phones": _contacts(row, "phone", retired),
            "emails": _contacts(row, "email", retired),
            "owner": owners.get(row.company_id, ""),
            "status": statuses.get(row.lead_id, ""),
            "reasons": [
                {"signal": each.signal, "points": each.points, "source": each.source, "url": each.url, "day": each.day,
                 "text": {"en": each.text_en, "ru": each.text_ru, "uk": each.text_uk}}
                for each in row.reasons.all()
            ],
        }
        for row in rows
    ]  # fmt: skip


def _contacts(row: Lead, kind: str, retired: frozenset[tuple[str, str]]) -> list[dict[str, str]]:
    known = usable(row.phones if kind == "phone" else row.emails, kind, retired)
    return [
        {"value": each["value"], "label": each.get("label", ""), "permission": permission(kind, row.country, each.get("label", ""))}
        for each in known
    ]  # fmt: skip


assert set(ORDERS) == {"rank", "fresh", "deadline", "name"}, "the orders of the API are those of the pages"


def urls() -> Any:
    """The API's addresses; its own token guards them, not the pages' sign-in."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        setattr(pattern.callback, "login_required", False)  # noqa: B010 - Django's own mark of a view; functions declare no such field
    return patterns, app, namespace
