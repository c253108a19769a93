"""The one way to a page: session in, own form checked, limits counted, refusals worded, headers and cookie out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from yimatong.kernel.refusals import Refused, Unavailable
from yimatong.web.ports import DoorSettings, Platform
from yimatong.web.shared.limits import Counts, Limit
from yimatong.web.shared.session import COOKIE, ELDER_SIZES, LIFETIME_S, Session, csrf_token, is_own_form, seal, unseal
from yimatong.web.shared.templates import render
from yimatong.web.shared.words import LANGUAGES, Words

FORM_BYTES_MAX = 64 * 1024
FORM_FIELDS_MAX = 200

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Stop(Exception):
    """Ends a page early with a sentence for the reader; `status` is the HTTP status."""

    def __init__(self, status: int, sentence: str, wait_s: int = 0) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.wait_s = status, sentence, wait_s


@dataclass(slots=True)
class Visit:
    """One request of one browser, with what a page may use of it."""

    request: Request
    platform: Platform
    settings: DoorSettings
    counts: Counts
    session: Session
    form: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return Words(self.session.language)

    def asked(self, name: str) -> str:
        """A query value, trimmed, or "" when it was not sent."""
        return _storable(self.request.query_params.get(name, "").strip())

    def sent(self) -> list[tuple[str, str]]:
        """Every query value in order."""
        return [(_storable(name), _storable(value)) for name, value in self.request.query_params.multi_items()]

    def number(self, name: str) -> int:
        """A path value that is a positive 63-bit id; anything else is a page that is not there."""
        text = str(self.request.path_params[name])
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) < 1 << 63):
            raise Stop(404, "没有这一页")
        return int(text)

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page or fragment in the visitor's language."""
        page = render(template, self.words, session=self.session, csrf=csrf_token(self.session, self.settings.secret),
                      path=self.request.url.path, **values)  # fmt: skip
        return HTMLResponse(page, status)

    def go(self, path: str) -> RedirectResponse:
        """See the page at `path` next."""
        return RedirectResponse(path, 303)

    def limit(self, limit: Limit) -> None:
        """Counts one act against the visitor's address and session, or ends the page with 429."""
        host = self.request.client.host if self.request.client else "-"
        wait_s = self.counts.wait_s(limit, f"{host}/{self.session.subject}", int(self.settings.clock().timestamp()))
        if wait_s:
            raise Stop(429, "太快了，请等一等再试", wait_s)


Page = Callable[[Visit], Awaitable[Response]]


@dataclass(slots=True)
class Door:
    """Makes routes out of pages."""

    platform: Platform
    settings: DoorSettings
    counts: Counts = field(default_factory=Counts)

    def get(self, path: str, page: Page, role: str = "") -> Route:
        """A page to look at. With a role, only for whoever has taken that role."""
        return Route(path, self._endpoint(page, role), methods=["GET"], name=f"get {path}")

    def post(self, path: str, page: Page, role: str = "") -> Route:
        """A form to send. Its token is checked before the page runs."""
        return Route(path, self._endpoint(page, role), methods=["POST"], name=f"post {path}")

    def _endpoint(self, page: Page, role: str) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            session, kept = self._session(request)
            visit = Visit(request, self.platform, self.settings, self.counts, session)
            try:
                answer = await self._answer(page, role, visit)
            except Stop as stop:
                answer = _stopped(visit, stop)
            except Refused as refused:
                answer = visit.render("shared/refused.html", 409, refusal=refused.refusal)
            except Unavailable:
                answer = _stopped(visit, Stop(503, "平台这会儿没有回应，什么都没有改动", 5))
            return self._leave(visit, kept, answer)

        return endpoint

    async def _answer(self, page: Page, role: str, visit: Visit) -> Response:
        if visit.request.method == "POST":
            visit.form = await _form(visit.request)
            if not is_own_form(visit.form.get("csrf", ""), visit.session, self.settings.secret):
                raise Stop(403, "这一页放太久了，请刷新后再来")
        if role and visit.session.role != role:
            return visit.go("/")
        return await page(visit)

    def _session(self, request: Request) -> tuple[Session, Session | None]:
        """The session as it shall be from now on, and the one the browser holds."""
        now_s = int(self.settings.clock().timestamp())
        kept = unseal(request.cookies.get(COOKIE, ""), self.settings.secret, now_s)
        session = kept or Session(self.settings.chance(16).hex(), now_s)
        language, elder = request.query_params.get("lang"), request.query_params.get("elder")
        if language in LANGUAGES:
            session = msgspec.structs.replace(session, language=language)
        if elder is not None:
            session = msgspec.structs.replace(session, elder=elder if elder in ELDER_SIZES else "")
        return session, kept

    def _leave(self, visit: Visit, kept: Session | None, answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if visit.session != kept:
            answer.set_cookie(COOKIE, seal(visit.session, self.settings.secret), max_age=LIFETIME_S, httponly=True,
                              samesite="lax", secure=visit.request.url.scheme == "https")  # fmt: skip
        return answer


def signed_in(visit: Visit, role: str, subject: str) -> Session:
    """A new session for the role taken, with a fresh id, keeping language and letter size."""
    now_s = int(visit.settings.clock().timestamp())
    return msgspec.structs.replace(
        visit.session, sid=visit.settings.chance(16).hex(), issued_s=now_s, role=role, subject=subject, held=()
    )


def _stopped(visit: Visit, stop: Stop) -> Response:
    answer = visit.render("shared/stopped.html", stop.status, stop=stop)
    if stop.wait_s:
        answer.headers["Retry-After"] = str(stop.wait_s)
    return answer


async def _form(request: Request) -> dict[str, str]:
    """The posted fields, the last of a name winning. Larger than 64 KiB or 200 fields is refused unread."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_MAX:
            raise Stop(413, "这张表太大了")
    try:
        sent = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FORM_FIELDS_MAX)
        return {name: _storable(value) for name, value in sent}
    except ValueError as error:
        raise Stop(400, "这张表读不懂") from error


def _storable(text: str) -> str:
    """The text without NUL, which PostgreSQL does not keep."""
    return text.replace("\0", "\ufffd")
