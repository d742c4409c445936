"""The language of a page is the one the person chose, otherwise Vietnamese; the browser's own language does not decide.

Officials work on machines set up in English, and half of what they read, the documents, is Vietnamese in any case.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation


class LanguageMiddleware:
    """Speaks the language (ngôn ngữ) kept in the cookie that `ui:language` sets; without one, the source language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = chosen(request)
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def chosen(request: HttpRequest) -> str:
    """Code of the language that this browser keeps, if it is one of ours."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
