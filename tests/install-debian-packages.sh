#!/bin/sh
# Installs the programs that the tests drive, as root or through sudo. Without either it says
# what is missing; the tests that need it are then skipped by name (tests/programs.py).
set -eu
missing=""
need() {  # need PACKAGE FILE: FILE is there when PACKAGE is
    [ -e "$2" ] || missing="$missing $1"
}
need chromium /usr/bin/chromium
need dovecot-imapd /usr/lib/dovecot/imap
need poppler-utils /usr/bin/pdftotext
need qpdf /usr/bin/qpdf
need python3-gi /usr/lib/python3/dist-packages/gi/__init__.py
need default-jre-headless /usr/bin/java
need iproute2 /sbin/ip
need nginx /usr/sbin/nginx
need systemd /usr/bin/systemd-analyze
need libjaxb-java /usr/share/java/jaxb-runtime.jar
# Some machines have a newer Node from elsewhere, which Debian's npm would put another one beside.
command -v npm >/dev/null || missing="$missing npm"
# Playwright brings a Node of its own, which needs this.
[ -n "$(ls /usr/lib/*/libatomic.so.1 2>/dev/null)" ] || missing="$missing libatomic1"
[ -n "$(ls /usr/lib/*/girepository-1.0/Poppler-0.18.typelib 2>/dev/null)" ] || \
    missing="$missing gir1.2-poppler-0.18"
[ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
# shellcheck disable=SC2086  # names of packages, without spaces
sh "$(dirname "$0")/../deploy/apt-install.sh" $missing || echo "Tests that need them are skipped."
