"""Every error as RFC 9457 problem details, in the caller's language and without what should not leave."""

from __future__ import annotations

import html
import traceback
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException

from minamoto.faces.presentation.model import FieldProblem, Problem
from minamoto.kernel.errors import (
    Conflict,
    InvalidInput,
    Language,
    MinamotoError,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    OutsidePartyFailed,
    TooManyAttempts,
)
from minamoto.web.languages import preferred
from minamoto.web.validation import field_problems

CONTENT_TYPE = "application/problem+json"
_log = structlog.get_logger("minamoto.web")


class CharactersNotTaken(InvalidInput):
    """A text holds a character that no text may hold, such as NUL."""

    code = "characters-not-taken"
    ja = "使用できない文字が含まれています。"
    en = "The input holds characters that cannot be used."


class NotServing(MinamotoError):
    """The utility is being set up or is suspended."""

    code = "tenant-not-serving"
    ja = "ただいまサービスを停止しています。"
    en = "This service is not available at present."


_STATUS: tuple[tuple[type[MinamotoError], int], ...] = (
    (InvalidInput, 400),
    (NotAuthenticated, 401),
    (NotPermitted, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooManyAttempts, 429),
    (OutsidePartyFailed, 502),
    (NotServing, 503),
)

_TITLES: dict[int, tuple[str, str]] = {
    400: ("入力内容に誤りがあります", "The input is not valid"),
    401: ("ログインが必要です", "Not logged in"),
    403: ("権限がありません", "Not permitted"),
    404: ("見つかりません", "Not found"),
    405: ("この操作はできません", "Method not allowed"),
    409: ("処理できない状態です", "Conflict with the present state"),
    413: ("データが大きすぎます", "The content is too large"),
    415: ("データの形式に対応していません", "Unsupported media type"),
    429: ("回数の上限を超えました", "Too many attempts"),
    500: ("システムエラーが発生しました", "Internal error"),
    502: ("外部サービスとの通信に失敗しました", "An outside service failed"),
    503: ("サービス停止中です", "Service unavailable"),
}

_CODES = {400: "invalid-input", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large",
          415: "unsupported-media-type", 429: "too-many-attempts", 503: "unavailable"}  # fmt: skip

_DETAILS: dict[int, tuple[str, str]] = {
    400: ("入力内容をご確認ください。", "Please check the input."),
    404: ("見つかりませんでした。", "Not found."),
    405: ("このアドレスでは、この操作はできません。", "This address does not take this method."),
    413: ("送信できる大きさの上限を超えています。", "The content is larger than this address takes."),
    415: ("この形式のデータは受け付けられません。", "This address does not take this media type."),
    500: (
        "申し訳ありません。時間をおいてもう一度お試しください。続くときは、お問い合わせください。",
        "Sorry. Please try again later; if it stays, tell us the request id.",
    ),
    503: (
        "ただいま混み合っているか、メンテナンス中です。時間をおいてもう一度お試しください。",
        "The service is away for a moment. Please try again shortly.",
    ),
}
_STORE_AWAY = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
"""What a request meets when the database is away or restarting."""


def on_minamoto_error(request: Request[Any, Any, Any], error: MinamotoError) -> Response[bytes]:
    """Answer an anticipated error; the transaction is rolled back."""
    _roll_back(request)
    if _is_page(request):
        return _page(error)
    return problem_response(request, error)


def status_of(error: MinamotoError) -> int:
    """Return the status of an anticipated error, by its family."""
    return next((code for family, code in _STATUS if isinstance(error, family)), 400)


def _is_page(request: Request[Any, Any, Any]) -> bool:
    """Tell whether a browser asked for a page, so that a person reads the answer."""
    return (
        request.method == "GET"
        and "/api/" not in request.url.path
        and ("text/html" in request.headers.get("accept", ""))
    )


def _page(error: MinamotoError) -> Response[bytes]:
    """Answer a person in both languages, for the tenant's own may not be known."""
    text = (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>Minamoto</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>'
        f'<h1>{html.escape(error.message("ja"))}</h1><p lang="en">{html.escape(error.message("en"))}</p>'
        "</main></body></html>"
    )
    return Response(
        text.encode(),
        media_type="text/html; charset=utf-8",
        status_code=status_of(error),
        headers={"cache-control": "no-store"},
    )


def problem_response(request: Request[Any, Any, Any], error: MinamotoError) -> Response[bytes]:
    """Return the answer to an anticipated error, for a handler whose transaction shall be committed."""
    status = status_of(error)
    language = language_of(request)
    headers = {}
    if status == 401:  # noqa: PLR2004 - RFC 9110: a 401 names its scheme
        headers["www-authenticate"] = "Bearer" if "/api/partners/" in request.url.path else "Session"
    if isinstance(error, TooManyAttempts):
        headers["retry-after"] = str(error.details.get("retry_after_s", 60))
    return _response(
        request,
        status=status,
        code=error.code,
        detail=error.message(language),
        pointer=error.pointer,
        headers=headers,
    )


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Answer what the framework refuses: unknown addresses, wrong methods, bodies that do not fit."""
    _roll_back(request)
    language = language_of(request)
    if isinstance(error, ValidationException):
        errors = field_problems(error.extra, language)
        return _response(
            request,
            status=400,
            code="invalid-input",
            detail=errors[0].message if len(errors) == 1 else _text(_DETAILS[400], language),
            pointer=errors[0].pointer if errors else None,
            errors=errors,
        )
    if error.status_code >= 500:  # noqa: PLR2004 - the server's own fault
        return on_unforeseen(request, error)
    status = error.status_code if error.status_code in _DETAILS else 400
    headers = {}
    if isinstance(error, MethodNotAllowedException) and error.headers:
        headers = {name: value for name, value in error.headers.items() if name.lower() == "allow"}
    return _response(
        request, status=status, code=_CODES[status], detail=_text(_DETAILS[status], language), headers=headers
    )


def on_bad_characters(request: Request[Any, Any, Any], error: asyncpg.DataError) -> Response[bytes]:  # noqa: ARG001 - Litestar's signature
    """Answer a text that PostgreSQL does not store, such as one with NUL."""
    _roll_back(request)
    return problem_response(request, CharactersNotTaken())


def on_unforeseen(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer a fault of ours without details; the log gets its type and place, never its values."""
    _roll_back(request)
    if isinstance(error.__cause__ or error, _STORE_AWAY):
        _log.error("store away", request_id=request_id_of(request), error_type=type(error).__name__)
        return _response(
            request,
            status=503,
            code="store-unavailable",
            detail=_text(_DETAILS[503], language_of(request)),
            headers={"retry-after": "5"},
        )
    frames = traceback.extract_tb((error.__cause__ or error).__traceback__)
    _log.error(
        "unforeseen",
        request_id=request_id_of(request),
        error_type=type(error.__cause__ or error).__name__,
        places=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    )
    return _response(
        request, status=500, code="internal-error", detail=_text(_DETAILS[500], language_of(request))
    )


def language_of(request: Request[Any, Any, Any]) -> Language:
    """Return the caller's language, known or not yet known."""
    known: Language | None = request.scope["state"].get("language")
    return known or preferred(request.headers.get("accept-language"))


def request_id_of(request: Request[Any, Any, Any]) -> str | None:
    """Return the request's id."""
    known: str | None = request.scope["state"].get("request_id")
    return known


def _response(
    request: Request[Any, Any, Any],
    *,
    status: int,
    code: str,
    detail: str,
    pointer: str | None = None,
    errors: tuple[FieldProblem, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    problem = Problem(
        type=f"urn:minamoto:problem:{code}",
        title=_text(_TITLES[status], language_of(request)),
        status=status,
        detail=detail,
        code=code,
        pointer=pointer,
        errors=errors,
        request_id=request_id_of(request),
    )
    return Response(
        content=msgspec.json.encode(problem),
        status_code=status,
        media_type=CONTENT_TYPE,
        headers={"content-language": language_of(request), **(headers or {})},
    )


def _text(texts: tuple[str, str], language: Language) -> str:
    return texts[0] if language == "ja" else texts[1]


def _roll_back(request: Request[Any, Any, Any]) -> None:
    """Tell the gate that the handler failed, so that nothing it wrote stays."""
    request.scope["state"]["failed"] = True
