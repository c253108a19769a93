"""Style sheets and scripts: packaged, named by the digest of their bytes, cached for a year, sent compressed."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

MEDIA = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One packaged file: its bytes, the same bytes compressed, and its media type."""

    digest: str
    plain: bytes
    packed: bytes
    media: str


@cache
def assets() -> dict[str, Asset]:
    """Every file of the static folder by name."""
    found = {}
    for entry in files("yimatong.web.shared").joinpath("static").iterdir():
        suffix = entry.name.rpartition(".")[2]
        if suffix in MEDIA:
            body = entry.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:12]
            found[entry.name] = Asset(digest, body, gzip.compress(body, 9, mtime=0), MEDIA[suffix])
    return found


def asset_url(name: str) -> str:
    """Where the file of that name is served; an unknown name is a bug in a template."""
    return f"/static/{assets()[name].digest}/{name}"


async def serve_asset(request: Request) -> Response:
    """GET /static/{digest}/{name}: the file, if that digest is still its own."""
    asset = assets().get(request.path_params["name"])
    if asset is None or asset.digest != request.path_params["digest"]:
        return Response(status_code=404)
    headers = {
        "Cache-Control": FOREVER,
        "Content-Type": asset.media,
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, headers=headers | {"Content-Encoding": "gzip"})
    return Response(asset.plain, headers=headers)
