"""A browser without script for tests: keeps cookies, reads forms, sends them as a person would."""

import re
from html import unescape
from typing import Any

import httpx
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from yimatong.app.wiring import Platform
from yimatong.web.routes import routes


class Browser:
    """One person's browser on the pages of a platform."""

    def __init__(self, platform: Platform, address: str = "127.0.0.1") -> None:
        app = Starlette(routes=routes(platform))
        transport = ASGITransport(app=app, client=(address, 1))
        self._client = AsyncClient(transport=transport, base_url="http://pages", follow_redirects=True)
        self.page: Response = httpx.Response(200, text="")

    async def go(self, path: str) -> str:
        """Opens a page; its text."""
        self.page = await self._client.get(path)
        return self.page.text

    async def send(self, path: str, **fields: Any) -> str:
        """Sends a form of the page that is open, with its token; the text of the page that follows."""
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page.text)
        assert token is not None, "the open page has a form"
        self.page = await self._client.post(path, data={"csrf": token[1], **fields})
        return self.page.text

    async def sign_in(self, role: str, subject: str) -> str:
        """Takes a role of the demo."""
        await self.go("/")
        return await self.send("/sign-in", role=role, subject=subject)

    @property
    def path(self) -> str:
        """Where the open page is."""
        return self.page.url.path

    def amount(self, label: str) -> int:
        """The fen printed after a label of the open page."""
        found = re.search(
            re.escape(label) + r'.*?<span class="amt[^"]*"><i>(−?)¥</i>([\d,]+)<b>\.(\d\d)</b>', self.page.text, re.DOTALL
        )
        assert found is not None, label
        return int(f"{found[1].replace('−', '-')}{found[2].replace(',', '')}{found[3]}")

    def values(self, name: str) -> list[str]:
        """Values of all buttons and fields of that name on the open page."""
        return [unescape(value) for value in re.findall(rf'name="{name}" value="([^"]*)"', self.page.text)]
