#!/bin/sh
# Installs the programs that the tests drive, as root or through sudo. Without either it says
# what is missing; the tests that need it are then skipped by name.
set -eu
missing=""
need() {  # need PACKAGE FILE: FILE is there when PACKAGE is
    [ -e "$2" ] || missing="$missing $1"
}
need chromium /usr/bin/chromium
need poppler-utils /usr/bin/pdftotext
need default-jre-headless /usr/bin/java
need iproute2 /sbin/ip
need nginx /usr/sbin/nginx
need systemd /usr/bin/systemd-analyze
need libjaxb-java /usr/share/java/jaxb-runtime.jar
# Some machines have a newer Node from elsewhere, which Debian's npm would put another one beside.
command -v npm >/dev/null || missing="$missing npm"
[ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    root="sudo"
else
    echo "Not installed, and not root:$missing. Tests that need them are skipped."
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "Install by hand what Debian calls:$missing. Tests that need them are skipped."
    exit 0
fi
$root apt-get update -qq
# Debian's packages would start servers of their own; the tests start private ones instead.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
    $root chmod 755 "$policy"
    trap '$root rm -f "$policy"' EXIT
fi
$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 $missing >/dev/null
