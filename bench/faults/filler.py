"""Somebody who files plans over HTTP and writes down what was acknowledged."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException, HTTPMessage
from http.cookiejar import CookieJar
from typing import IO

from tests.plans import as_inputs, plan

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# What a person sees as "the page did not come": try again.
FAILURES = (OSError, HTTPException, urllib.error.URLError)
PAUSE = 0.1
TRIES = 600


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: object, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Filler:
    """One browser. `acknowledged` maps the marker in a plan to the key of its receipt."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(_NoRedirect, cookies)
        self.acknowledged: dict[str, str] = {}

    def file(self, marker: str) -> None:
        """File one plan, pressing again as often as it takes."""
        answers = plan(4, purpose=f"Driftinformation {marker}")
        inputs = as_inputs(answers)
        review = self._until_sent_on("/aktivitetsplan/", inputs, r"/granska/$")
        receipt = self._until_sent_on(review, {}, r"/arende/")
        self.acknowledged[marker] = receipt.rstrip("/").rpartition("/")[2]

    def _until_sent_on(self, path: str, inputs: dict[str, str], to: str) -> str:
        for _ in range(TRIES):
            try:
                location = self._press(path, inputs)
            except FAILURES:
                location = ""
            if re.search(to, location):
                return location
            time.sleep(PAUSE)
        raise TimeoutError(f"{path} was never answered")

    def _press(self, path: str, inputs: dict[str, str]) -> str:
        """Open a page and send its form; where the answer leads, or empty."""
        status, location, text = self._request(path)
        if status in (302, 303):
            return location
        token = TOKEN.search(text)
        sent = {"csrf_token": token[1] if token else "", **inputs}
        return self._request(path, urllib.parse.urlencode(sent).encode())[1]

    def _request(self, path: str, data: bytes | None = None) -> tuple[int, str, str]:
        url = urllib.parse.urljoin(self.base_url, path)
        try:
            answer = self.opener.open(url, data, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode(errors="replace")
            return answer.status, answer.headers.get("Location", ""), text
