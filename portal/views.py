"""The pages: the current lists, one list with its leads and reasons, and its workbook. Everything needs a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from leads.decisions import data_folder
from leads.models import PublishedList

LANGUAGES = ("en", "ru", "uk")
PAGE = 50

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_WORDS = {
    "en": {
        "lists": "Lists", "list": "List", "day": "Day", "leads": "Leads", "download": "Download XLSX", "none": "No list yet.",
        "rank": "Rank", "band": "Band", "score": "Score", "company": "Company", "why": "Why now", "place": "Place",
        "phone": "Phone", "sign_in": "Sign in", "sign_out": "Sign out", "user": "User name", "password": "Password",
        "wrong": "User name or password is wrong.", "previous": "Previous", "next": "Next", "choose": "Choose",
        "language": "Language", "proof": "proof", "new": "new",
    },
    "ru": {
        "lists": "Списки", "list": "Список", "day": "День", "leads": "Лиды", "download": "Скачать XLSX", "none": "Списков ещё нет.",
        "rank": "Место", "band": "Группа", "score": "Балл", "company": "Компания", "why": "Почему сейчас", "place": "Место",
        "phone": "Телефон", "sign_in": "Войти", "sign_out": "Выйти", "user": "Имя пользователя", "password": "Пароль",
        "wrong": "Неверное имя или пароль.", "previous": "Назад", "next": "Дальше", "choose": "Выбрать",
        "language": "Язык", "proof": "источник", "new": "новый",
    },
    "uk": {
        "lists": "Списки", "list": "Список", "day": "День", "leads": "Ліди", "download": "Завантажити XLSX", "none": "Списків ще немає.",
        "rank": "Місце", "band": "Група", "score": "Бал", "company": "Компанія", "why": "Чому зараз", "place": "Місце",
        "phone": "Телефон", "sign_in": "Увійти", "sign_out": "Вийти", "user": "Ім’я користувача", "password": "Пароль",
        "wrong": "Хибне ім’я або пароль.", "previous": "Назад", "next": "Далі", "choose": "Вибрати",
        "language": "Мова", "proof": "джерело", "new": "новий",
    },
}  # fmt: skip


def language() -> str:
    """The reader's language among ours."""
    chosen = (get_language() or "en")[:2]
    return chosen if chosen in LANGUAGES else "en"


def words(_request: HttpRequest) -> dict[str, Any]:
    """Context of every template: the texts of the reader's language."""
    return {"word": _WORDS[language()], "language": language()}


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page loads nothing but our own style sheet, and runs no script."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The current list of each profile."""
    rows = [(row, *_texts(row)) for row in PublishedList.objects.filter(current=True).order_by("profile")]
    return render(request, "lists.html", {"rows": rows})


@require_safe
def one_list(request: HttpRequest, number: int) -> HttpResponse:
    """A page of the leads of a list, each with its reasons."""
    row = get_object_or_404(PublishedList, pk=number)
    page = Paginator(row.leads.order_by("rank").prefetch_related("reasons"), PAGE).get_page(request.GET.get("page"))
    chosen = language()
    leads = [
        (
            lead,
            getattr(lead, f"why_now_{chosen}"),
            [(getattr(reason, f"text_{chosen}"), reason.points, _link(reason.url)) for reason in lead.reasons.all()],
        )
        for lead in page
    ]
    title, sentence, banner = _texts(row)
    context = {"list": row, "title": title, "sentence": sentence, "banner": banner, "leads": leads, "page": page}
    return render(request, "lists.html", context)


@require_safe
def download(_request: HttpRequest, number: int, language: str) -> FileResponse:
    """The workbook of a current list in a language."""
    row = get_object_or_404(PublishedList, pk=number, current=True)
    if language not in LANGUAGES:
        raise Http404
    suffix = "" if language == "en" else f".{language}"
    name = f"{row.profile}{suffix}.xlsx"
    path = data_folder() / "lists" / row.day.isoformat() / name
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{row.day.isoformat()}_{name}")


def _texts(row: PublishedList) -> tuple[str, str, str]:
    chosen = language()
    return row.title.get(chosen, row.profile), row.sentence.get(chosen, ""), row.banner.get(chosen, "")


def _link(url: str) -> str:
    """A link that may be shown: whatever a source published as its address, a page never carries `javascript:`."""
    return url if url.startswith(("https://", "http://")) else ""
