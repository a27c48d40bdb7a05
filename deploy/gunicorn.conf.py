"""gunicorn for one machine: `gunicorn --config deploy/gunicorn.conf.py 'app:create_app()'`."""

import multiprocessing

bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count()
# Threads keep the pages quick while one of them waits for the register's lock.
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 20
# Replaced now and then, so that a leak in any library never grows old.
max_requests = 20_000
max_requests_jitter = 2_000
# Request lines hold keys in their addresses. The application logs what matters without them.
accesslog = None
