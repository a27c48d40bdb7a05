#!/bin/sh
# Installs Debian packages as root or through sudo; where it may not, it names them and ends with 1.
set -eu
if [ "$(id -u)" = 0 ]; then
    root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    root="sudo"
else
    echo "Not installed, and not root: $*. As root: apt-get install $*"
    exit 1
fi
if ! command -v apt-get >/dev/null; then
    echo "Install by hand what Debian calls: $*"
    exit 1
fi
echo "Installing $*"
$root apt-get update -qq
# A package may start a server of its own; nobody here asked for that.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
    $root chmod 755 "$policy"
    trap '$root rm -f "$policy"' EXIT
fi
$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 "$@" >/dev/null
