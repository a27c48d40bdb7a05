"""gunicorn for one machine: `gunicorn --config deploy/gunicorn.conf.py 'app:create_app()'`."""

import gc
import multiprocessing
import os
import shutil
import tempfile
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count()
# Threads keep the pages quick while one of them waits for the register's lock.
worker_class = "gthread"
threads = 4
timeout = 30
# Time for the requests in hand and, with COURIER=thread, for the mail in hand; systemd waits
# longer (TimeoutStopSec in blanketter.service).
graceful_timeout = 40
# Replaced now and then, so that a leak in any library never grows old.
max_requests = 20_000
max_requests_jitter = 2_000
# Request lines hold keys in their addresses. The application logs what matters without them.
accesslog = None
# As long as nginx takes (large_client_header_buffers); a longer one gets nginx's page in Swedish.
limit_request_line = 8190
# Nobody steers it but the service manager.
control_socket_disable = True
# Where the workers share their numbers, so that each answers /metrics for all.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="blanketter-metrics-"))


class JsonLogger(Logger):  # type: ignore[misc]
    """Writes the same JSON lines as the application.

    Not by logconfig_dict: with it gunicorn writes an access log whatever `accesslog` says.
    """

    def setup(self, cfg: Config) -> None:
        """Prepare the log."""
        from web.site.logs import JsonFormatter

        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


logger_class = JsonLogger


def post_worker_init(worker: Any) -> None:
    """Collect garbage more seldom, and never among what lives as long as the worker; then look at
    the public list before anybody asks for it.

    Otherwise one filing in sixty waits a tenth of a second while a hundred thousand modules,
    fonts and telephone prefixes are found to be in use still.
    """
    from web.open.accounts import read_ahead

    gc.collect()
    gc.freeze()
    read_ahead(worker.wsgi)
    gc.set_threshold(7_000, 10, 10)


def child_exit(server: Any, worker: Any) -> None:
    """Let the numbers of a worker that has ended stay counted."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Clear up, unless a new gunicorn has taken over (USR2)."""
    if not server.reexec_pid:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
