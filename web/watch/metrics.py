"""Numbers for Prometheus: what the register holds, how long pages and documents take.

With several web processes PROMETHEUS_MULTIPROC_DIR must be set before this is imported, which
deploy/gunicorn.conf.py does; each then answers for all.
"""

import os
from collections.abc import Iterator
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from flask import Blueprint, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from office.office import Office
from register.audit.damage import still_damaged
from register.errors import RegisterUnavailable
from register.mailbox import Reading, reading_of
from register.oversight import (
    PaperQueue,
    accepted_copies,
    filings_by_form,
    lost_letters,
    paper_queue,
    queue_state,
    unwatched_since,
)
from register.room import Space, space_of
from register.unsent import Unsent, page_of
from web.office import office

metrics = Blueprint("metrics", __name__)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# No addresses and no methods: visitors choose those, and each new one would be a new series.
REQUESTS = Counter(
    "blanketter_requests", "Requests answered, by view and status.", ["endpoint", "status"]
)
REQUEST_SECONDS = Histogram(
    "blanketter_request_seconds", "Time to answer, by view.", ["endpoint"], buckets=SECONDS
)
PDF_SECONDS = Histogram(
    "blanketter_pdf_seconds", "Time to make the documents of a filing.", buckets=SECONDS
)

_TELLS_OF_A_PROXY = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@metrics.get("/metrics")
def numbers() -> Response:
    """All numbers as text, for those whom METRICS_ALLOW lets see them."""
    if not _may_see():
        words = "Not from this address; see METRICS_ALLOW.\n"
        return Response(words, HTTPStatus.FORBIDDEN, mimetype="text/plain")
    body = generate_latest(_of_processes()) + generate_latest(_of_register(office()))
    return Response(body, content_type=CONTENT_TYPE_LATEST)


def _may_see() -> bool:
    settings = office().settings
    # Through a proxy that we were not told of, the whole world has the proxy's address.
    if not settings.trusted_proxies and any(name in request.headers for name in _TELLS_OF_A_PROXY):
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in settings.metrics_allow)


def _of_processes() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    every = CollectorRegistry()
    _Processes(every)  # type: ignore[no-untyped-call]
    return every


class _Processes(MultiProcessCollector):
    """What all web processes counted; one that is just beginning has a file with nothing in it."""

    def collect(self) -> Iterator[Metric]:
        files = [str(file) for file in Path(self._path).glob("*.db") if file.stat().st_size]
        found: Iterator[Metric] = self.merge(files, accumulate=True)  # type: ignore[no-untyped-call]
        return found


def _of_register(own: Office) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_RegisterNumbers(own))
    return registry


class _RegisterNumbers(Collector):
    """Counted in the register when asked, so that restarts and other machines change nothing."""

    def __init__(self, own: Office) -> None:
        self._own = own

    def collect(self) -> Iterator[Metric]:
        try:
            found = list(self._read())
        except RegisterUnavailable:
            found = []
        up = "Whether the register answers."
        yield GaugeMetricFamily("blanketter_register_up", up, float(bool(found)))
        yield from found

    def _read(self) -> Iterator[Metric]:
        filings = CounterMetricFamily(
            "blanketter_filings", "Filings, versions counted.", labels=["form"]
        )
        for form, count in filings_by_form(self._own.register).items():
            filings.add_metric([form], count)
        yield filings
        queue = queue_state(self._own.register, self._own.now())
        deliveries = GaugeMetricFamily(
            "blanketter_deliveries", "Copies by state.", labels=["state"]
        )
        accepted = accepted_copies(self._own.register)
        counts = {"queued": queue.queued, "accepted": accepted, "failed": queue.failed}
        counts["unsure"] = queue.unsure
        for state, count in counts.items():
            deliveries.add_metric([state], count)
        yield deliveries
        yield from _of_letters(self._own)
        yield from _of_paper(paper_queue(self._own.register, self._own.now()))
        yield from _of_folder(self._own)
        if self._own.settings.imap_url:
            yield from _of_mailbox(reading_of(self._own.register))
        damaged = "Filings that were met damaged and are not mended."
        number = len(still_damaged(self._own.register))
        yield GaugeMetricFamily("blanketter_damaged_filings", damaged, number)
        yield from _of_space(space_of(self._own.register, self._own.room))
        seconds = queue.oldest.total_seconds() if queue.oldest else 0.0
        oldest = "How long the copy that waits longest has been tried."
        yield GaugeMetricFamily("blanketter_oldest_queued_seconds", oldest, seconds)


def _of_letters(own: Office) -> Iterator[Metric]:
    letters = GaugeMetricFamily(
        "blanketter_letters",
        "Other mail: what waits, and what was given up within a day; a thousand are counted.",
        labels=["state"],
    )
    waiting = page_of(own.register, Unsent.WAITING_LETTERS, size=0).count
    letters.add_metric(["queued"], waiting)
    letters.add_metric(["failed"], lost_letters(own.register, own.now(), 0).count)
    yield letters


def _of_folder(own: Office) -> Iterator[Metric]:
    if own.settings.scans_folder is not None:
        unwatched = unwatched_since(own.register, own.now())
        told = "Whether the folder of scans is looked through."
        yield GaugeMetricFamily("blanketter_scans_folder_up", told, float(unwatched is None))


def _of_paper(paper: PaperQueue) -> Iterator[Metric]:
    files = "Files with paper: what waits to be read, what cannot be; a thousand are counted."
    arrivals = GaugeMetricFamily("blanketter_arrivals", files, labels=["state"])
    arrivals.add_metric(["waiting"], paper.files)
    arrivals.add_metric(["unreadable"], paper.unread)
    yield arrivals
    asked = "Sheets that somebody has to sort; a thousand are counted."
    yield GaugeMetricFamily("blanketter_sheets_to_sort", asked, paper.asked)
    seconds = paper.oldest.total_seconds() if paper.oldest else 0.0
    oldest = "How long the file with paper that waits longest has waited."
    yield GaugeMetricFamily("blanketter_oldest_arrival_seconds", oldest, seconds)


def _of_mailbox(found: Reading) -> Iterator[Metric]:
    mails = GaugeMetricFamily(
        "blanketter_mailbox",
        "Mails in the mailbox: those taken and bounces in all, and what lies there now.",
        labels=["what"],
    )
    for name in ("taken", "bounced", "left", "unread", "large"):
        mails.add_metric([name], getattr(found, name))
    yield mails
    up = "Whether the mailbox could be read at the last look."
    yield GaugeMetricFamily("blanketter_mailbox_up", up, float(not found.fault))


def _of_space(space: Space) -> Iterator[Metric]:
    yield GaugeMetricFamily("blanketter_drafts", "Drafts that are kept.", space.drafts)
    size = "What was typed in all drafts together."
    yield GaugeMetricFamily("blanketter_draft_bytes", size, space.bytes)
    if space.free is not None:
        free = "Free on the disk of the embedded register."
        yield GaugeMetricFamily("blanketter_disk_free_bytes", free, space.free)
