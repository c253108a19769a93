"""The addresses of the hospital interface."""

from collections.abc import Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from yimatong.exchange.national import offers as offered
from yimatong.exchange.national import qr_query
from yimatong.exchange.national.desk import Call, Desk, Reply
from yimatong.exchange.national.directory import Directory
from yimatong.exchange.national.envelope import BODY_BYTES_MAX, too_large
from yimatong.exchange.national.messages import Offer
from yimatong.exchange.national.ports import Door, Platform
from yimatong.exchange.national.problems import sentence

SERVICE = "/fsi/api/rsfComIfsService/callService"
MESSAGE_PATHS = (SERVICE + "/{infno}", SERVICE, "/fsi/api")
DECODE_PATHS = ("/fsi/api/hsecfc/localQrCodeQuery", "/localcfc/api/hsecfc/localQrCodeQuery")

OTHER_METHODS = ("GET", "PUT", "PATCH", "DELETE", "OPTIONS")

DEFAULT_DOOR = Door()


def routes(platform: Platform, door: Door = DEFAULT_DOOR, offers: Mapping[str, Offer] = offered.OFFERS) -> list[Route]:
    """All addresses; only POST is answered."""
    desk = Desk(platform, door, offers, Directory(platform))

    async def message(request: Request) -> Response:
        call = await _call(request)
        return _response(desk.refused(sentence(too_large()), platform.clock()) if call is None else await desk.answer(call))

    async def decode(request: Request) -> Response:
        call = await _call(request)
        return _response(qr_query.refused(sentence(too_large())) if call is None else await qr_query.query(desk, call))

    return [
        *(Route(path, message, methods=["POST"]) for path in MESSAGE_PATHS),
        *(Route(path, decode, methods=["POST"]) for path in DECODE_PATHS),
        *(Route(path, only_post, methods=OTHER_METHODS) for path in MESSAGE_PATHS + DECODE_PATHS),
    ]


async def only_post(request: Request) -> Response:
    """405, said here: a page that answers every other address would answer this one too."""
    return PlainTextResponse("Method Not Allowed", 405, {"Allow": "POST"})


async def _call(request: Request) -> Call | None:
    """The call, or None when its body is above the limit; what is above the limit is never held."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > BODY_BYTES_MAX:
        return None
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > BODY_BYTES_MAX:
                return None
            chunks.append(chunk)
    except ClientDisconnect:
        chunks = []
    content_type = request.headers.get("content-type", "")
    return Call(b"".join(chunks), content_type, request.path_params.get("infno", ""), request.headers)


def _response(reply: Reply) -> Response:
    return Response(reply.body, status_code=reply.status, media_type=reply.media_type)
