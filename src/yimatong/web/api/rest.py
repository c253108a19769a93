"""The REST side: law, catalogue, institutions, a trial of the law on any bill, and an institution's own settlements."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from yimatong.benefits.core.applying import apply
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.explaining import explain
from yimatong.benefits.core.year_book import YearBook
from yimatong.kernel.dates import in_china
from yimatong.kernel.refusals import Refusal, Refused, Unavailable, refuse
from yimatong.people.core import PeopleReason
from yimatong.people.service import person_by_certno
from yimatong.settlement import service as settlement_service
from yimatong.settlement.estimates import estimate_for, estimate_for_nobody
from yimatong.settlement.service import Which
from yimatong.web.api.estimates import EstimateAnswer, Planned, PlannedFor, answer_of
from yimatong.web.api.messages import (
    Institution,
    Item,
    Problem,
    Receipt,
    Trial,
    TrialAnswer,
    explanation_of,
    item_of,
    law_rows,
    receipt_of,
    shares_of,
)
from yimatong.web.api.messages import Law as LawRow
from yimatong.web.ports import Platform
from yimatong.web.shared.door import HEADERS
from yimatong.web.shared.limits import ESTIMATE, SIGN_IN, TRIAL, Counts, Limit

DESCRIPTION = (
    "医码通的 REST 接口。钱一律是整数分（字段以 _fen 结尾），比例一律是万分之几（以 _e4 结尾）。"
    "医院系统用国家接口，见 /fsi/api；这里给别的程序查政策、目录，试算，取本机构的结算。"
)
PROBLEMS: dict[int | str, dict[str, object]] = {
    429: {"model": Problem, "description": "太快了，看 Retry-After"},
    503: {"model": Problem, "description": "平台这会儿没有回应，什么都没有改动"},
}
REFUSED: dict[int | str, dict[str, object]] = {409: {"model": Problem, "description": "政策不能这样算，reason 说明为什么"}}
NOT_SIGNED: dict[int | str, dict[str, object]] = {401: {"model": Problem, "description": "机构编号或密钥不对"}}
OWN: dict[int | str, dict[str, object]] = NOT_SIGNED | {
    404: {"model": Problem, "description": "没有这笔结算，或不是本机构的"},
}
ID_MAX = (1 << 63) - 1
Limited = Annotated[int, Query(ge=1, le=50)]
Text = Annotated[str, Query(max_length=60)]


def rest(platform: Platform) -> FastAPI:
    """The REST application, to be mounted at /api/v1."""
    api = FastAPI(
        title="医码通 Yimatong", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None, responses=PROBLEMS,
        root_path_in_servers=False, servers=[{"url": "/api/v1"}],
    )  # fmt: skip
    _add_law(api, platform)
    _add_estimates(api, platform)
    _add_lists(api, platform)
    signed = _signed(platform)
    _add_settlements(api, platform, signed)
    _add_estimates_for_people(api, platform, signed)
    _add_edges(api)
    return api


def _add_law(api: FastAPI, platform: Platform) -> None:
    counts = Counts()

    @api.get("/laws", summary="已装入的待遇政策", tags=["政策"])
    async def laws() -> list[LawRow]:
        """每个统筹区、每个险种一份，注明依据的文件；有示例数的标 illustrative。"""
        async with platform.read() as rooms:
            return law_rows(rooms.law)

    @api.post("/trial", summary="试算一笔费用", tags=["政策"], responses=REFUSED)
    async def trial(asked: Trial, request: Request) -> TrialAnswer:
        """按某天的政策算一笔费用，一年里的第一笔；不留痕迹，不涉及任何人。答复里每一步都有文字和文件。"""
        _count(counts, TRIAL, request, platform)
        async with platform.read() as rooms:
            plan = plan_for(rooms.law, asked.circumstances())
        if isinstance(plan, Refusal):
            raise Refused(plan)
        bill = asked.bill.as_bill()
        outcome = apply(plan, YearBook(), bill)
        sentences = explain(outcome.trace, bill, outcome.shares, asked.language)
        return TrialAnswer(
            shares=shares_of(outcome.shares),
            steps=[explanation_of(one) for one in sentences],
            illustrative=outcome.trace.illustrative,
        )


def _add_estimates(api: FastAPI, platform: Platform) -> None:
    counts = Counts()

    @api.post("/estimates", summary="看病前先估一估", tags=["政策"], responses=REFUSED)
    async def estimates(asked: Planned, request: Request) -> EstimateAnswer:
        """打算用的项目或一个总价：各方出多少，剩多少，换个等级的医院或换个地方差多少。不留痕迹，不涉及任何人。"""
        _count(counts, ESTIMATE, request, platform)
        async with platform.read() as rooms:
            question = asked.question(in_china(rooms.now).date())
            found = await estimate_for_nobody(rooms.catalogue, rooms.law, asked.who(), question)
        return answer_of(found, asked.language)


def _add_lists(api: FastAPI, platform: Platform) -> None:
    @api.get("/items", summary="查收费项目", tags=["目录"])
    async def items(q: Text, limit: Limited = 20) -> list[Item]:
        """按名称、拼音首字母或编码查今天有效的项目。价格是合成的。"""
        async with platform.read() as rooms:
            found = await rooms.catalogue.search_items(_plain(q), in_china(rooms.now).date(), "*", limit)
        return [item_of(one) for one in found]

    @api.get("/institutions", summary="查定点机构", tags=["目录"])
    async def institutions(q: Text = "", limit: Limited = 20) -> list[Institution]:
        """按名称的一部分查。"""
        async with platform.read() as rooms:
            found = await rooms.providers.search(_plain(q), None, limit)
        return [Institution(code=one.institution_code, name=one.name, level=one.level, area=one.area) for one in found]


def _signed(platform: Platform) -> Callable[..., Awaitable[str]]:
    """The institution that signs a call with its code and secret; 401 otherwise, counted."""
    basic = HTTPBasic(realm="yimatong", description="用户名是机构编号，密码是机构密钥", auto_error=False)

    counts = Counts()

    async def institution(given: Annotated[HTTPBasicCredentials | None, Depends(basic)], request: Request) -> str:
        async with platform.read() as rooms:
            known = await rooms.providers.credential_of(_plain(given.username)) if given else None
        if given is None or known is None or not hmac.compare_digest(known.secret.encode(), given.password.encode()):
            _count(counts, SIGN_IN, request, platform)
            raise HTTPException(401, "NOT_SIGNED", {"WWW-Authenticate": 'Basic realm="yimatong"'})
        return known.access_key

    return institution


def _add_estimates_for_people(api: FastAPI, platform: Platform, signed: Callable[..., Awaitable[str]]) -> None:
    counts = Counts()

    @api.post("/estimates/person", summary="给某位参保人估一估", tags=["结算"], responses=REFUSED | NOT_SIGNED)
    async def estimates(asked: PlannedFor, institution_code: Annotated[str, Depends(signed)], request: Request) -> EstimateAnswer:
        """医生在动手术前问：接着这个人今年的账，各方出多少，剩多少，换个地方差多少。不留痕迹。"""
        _count(counts, ESTIMATE, request, platform)
        async with platform.read() as rooms:
            record = await person_by_certno(rooms.people, asked.certno)
            if record.person.psn_no != asked.psn_no:
                raise refuse(PeopleReason.UNKNOWN_PERSON, "psn_no")
            question = replace(asked.question(in_china(rooms.now).date()), institution_code=institution_code)
            found = await estimate_for(rooms.settlement, rooms.ledger, rooms.catalogue, rooms.law, record, asked.scheme, question)
        return answer_of(found, asked.language)


def _add_settlements(api: FastAPI, platform: Platform, signed: Callable[..., Awaitable[str]]) -> None:
    @api.get("/settlements/{settlement_id}", summary="本机构的一笔结算", tags=["结算"], responses=OWN)
    async def settlement(
        settlement_id: Annotated[int, Path(ge=1, le=ID_MAX)],
        institution_code: Annotated[str, Depends(signed)],
        language: Literal["zh", "en"] = "zh",
    ) -> Receipt:
        """各方付了多少，一步一步怎么算的。别的机构的结算当作没有。"""
        async with platform.read() as rooms:
            done = await settlement_service.settlement_of(rooms.settlement, Which(settlement_id, institution_code))
            back = await rooms.settlement.reversal_of(settlement_id)
        return receipt_of(done, back is not None, language)


def _add_edges(api: FastAPI) -> None:
    @api.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        refusal = error.refusal
        status = 404 if refusal.reason.name == "SETTLEMENT_UNKNOWN" else 409
        problem = Problem(reason=refusal.reason.name, text=refusal.reason.value, field=refusal.field)
        return JSONResponse(problem.model_dump(), status)

    @api.exception_handler(HTTPException)
    async def stopped(_: Request, error: HTTPException) -> JSONResponse:
        problem = Problem(reason=str(error.detail), text=STOPS.get(str(error.detail), str(error.detail)), field="")
        return JSONResponse(problem.model_dump(), error.status_code, error.headers)

    @api.exception_handler(Unavailable)
    async def unavailable(_: Request, error: Unavailable) -> JSONResponse:
        problem = Problem(reason="UNAVAILABLE", text="平台这会儿没有回应，什么都没有改动", field="")
        return JSONResponse(problem.model_dump(), 503, {"Retry-After": "5"})

    @api.middleware("http")
    async def headed(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await call(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer


STOPS = {"NOT_SIGNED": "机构编号或密钥不对", "TOO_FAST": "太快了，请等一等再试"}


def _count(counts: Counts, limit: Limit, request: Request, platform: Platform) -> None:
    """Counts one act against the caller's address; 429 when the limit is used up."""
    host = request.client.host if request.client else "-"
    wait_s = counts.wait_s(limit, host, int(platform.clock().timestamp()))
    if wait_s:
        raise HTTPException(429, "TOO_FAST", {"Retry-After": str(wait_s)})


def _plain(text: str) -> str:
    """PostgreSQL keeps no NUL; a text with one finds nothing."""
    return text.replace("\0", "\ufffd")
