"""What every answer says to browsers and to caches between."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def timed(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the outermost: says how many milliseconds the answer took here, and how many of them it was worked on."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began, worked = time.perf_counter(), time.thread_time()
        response = get_response(request)
        took, work = time.perf_counter() - began, time.thread_time() - worked
        response.headers["Server-Timing"] = f"app;dur={took * 1000:.1f}, cpu;dur={work * 1000:.2f}"
        return response

    return answer


def private_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: pages are one person's, no cache keeps them; no page may use camera, microphone or place."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return answer
