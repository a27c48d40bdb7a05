"""Ends with 1 and the reason when the pages cannot serve: the health check of their container."""

import sys
from urllib.error import HTTPError
from urllib.request import urlopen

try:
    urlopen("http://127.0.0.1:8000/readyz", timeout=5)
except OSError as error:
    sys.exit(error.read().decode() if isinstance(error, HTTPError) else str(error))
