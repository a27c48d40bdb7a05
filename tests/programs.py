"""The programs that tests drive, and what happens to a test where one is missing."""

import os
import shutil
from typing import NoReturn

import pytest

# Each with the Debian package that has it; tests/install-debian-packages.sh installs them.
PACKAGES = {
    "chromium": "chromium",
    "dovecot": "dovecot-imapd",
    "ip": "iproute2",
    "java": "default-jre-headless",
    "nginx": "nginx",
    "npm": "npm",
    "pdfdetach": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdftocairo": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pdfunite": "poppler-utils",
    "qpdf": "qpdf",
    "systemd-analyze": "systemd",
}
# Debian keeps some of them where only root looks.
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def program(name: str) -> str:
    """The path of a program. Where it is missing the test that asks ends, see `lack`."""
    path = shutil.which(name, path=PATH)
    if path is None:
        lack(f"{name} is not installed (Debian package {PACKAGES[name]})")
    return path


def lack(reason: str) -> NoReturn:
    """Skip the test by name, with the reason; with CI=true, where nothing may lack, let it fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI=true lets no test be skipped for that")
    pytest.skip(reason)
