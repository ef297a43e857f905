"""The family of anticipated errors. Each says what could not be done, in Japanese and in English."""

from __future__ import annotations

from typing import ClassVar, Literal

Language = Literal["ja", "en"]


class MinamotoError(Exception):
    """Something a person or a program asked for could not be done, and here is why.

    Subclasses stand beside the operation that raises them and set ``code`` (stable, kebab-case) and
    the two message templates, filled from the keyword details. Details are shown to callers: they
    must never hold secrets, account numbers, names or addresses.
    """

    code: ClassVar[str] = "error"
    ja: ClassVar[str] = "処理できませんでした。"
    en: ClassVar[str] = "The request could not be completed."

    def __init__(self, *, pointer: str | None = None, **details: object) -> None:
        """Keep the details for the message; ``pointer`` is a JSON pointer to the offending field."""
        self.pointer = pointer
        self.details = details
        super().__init__(self.message("en"))

    def message(self, language: Language = "ja") -> str:
        """Return the message in the caller's language."""
        template = self.ja if language == "ja" else self.en
        return template.format_map(_Lenient(self.details))


class _Lenient(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


class InvalidInput(MinamotoError):
    """The request is understood but a value in it is wrong."""

    code = "invalid-input"


class NotFound(MinamotoError):
    """The thing does not exist, or belongs to somebody else, which looks the same from outside."""

    code = "not-found"
    ja = "見つかりませんでした。"
    en = "Not found."


class Conflict(MinamotoError):
    """The thing exists but its present state does not allow the act."""

    code = "conflict"


class NotAuthenticated(MinamotoError):
    """Nobody is logged in, or the session or token is over."""

    code = "not-authenticated"
    ja = "ログインしてください。"
    en = "Please log in."


class NotPermitted(MinamotoError):
    """The caller is known but may not do this."""

    code = "not-permitted"
    ja = "この操作を行う権限がありません。"
    en = "You do not have permission to do this."


class TooManyAttempts(MinamotoError):
    """The act is refused for a while because it was tried too often."""

    code = "too-many-attempts"
    ja = "操作の回数が上限を超えました。しばらくしてからもう一度お試しください。"
    en = "Too many attempts. Please try again later."


class OutsidePartyFailed(MinamotoError):
    """A party outside (bank, card processor, mail server) did not answer or refused."""

    code = "outside-party-failed"
    ja = "外部サービスとの通信に失敗しました。時間をおいてもう一度お試しください。"
    en = "An outside service did not answer. Please try again later."
