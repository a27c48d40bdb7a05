#!/bin/sh
# Tries README on bare Debians, as root (`make check-debian`): a fresh clone of what is committed and
# only what README names. Takes half an hour a Debian; the figures end up in build/debian/.
# As ordinary user first, who is told what to install; then as root, who gets it; then the tests.
#   SUITES="bookworm trixie"   which Debians
#   USERS="clerk root"         clerk may install nothing, so tests are skipped by name; for root
#                              nothing may lack (CI=true)
#   PYTEST_ADDOPTS=tests/forms fewer tests
#   MIRROR=http://…            another mirror than debootstrap's; how else this machine reaches
#                              packages (proxies, authorities, pip's and npm's settings) goes along
set -eu
SUITES=${SUITES:-bookworm trixie}
USERS=${USERS:-clerk root}
PASSED_ON='PIP_|NPM_CONFIG_|NODE_EXTRA_CA_CERTS|SSL_CERT_|REQUESTS_CA_BUNDLE|PYTEST_ADDOPTS|[A-Za-z]+_(proxy|PROXY)'
AUTHORITIES=/etc/ssl/certs/ca-certificates.crt
PORT=8999
clone=$(cd "$(dirname "$0")/.." && pwd)
logs=$clone/build/debian
folder=$(mktemp -d -p "${TMPDIR:-/var/tmp}" debian-XXXXXX)
chmod 755 "$folder"
# All mounts below are in namespaces of their own, which end with their processes: nothing of this
# machine is mounted where this removes.
child=""
trap '[ -z "$child" ] || kill -KILL "$child"; rm -rf --one-file-system "$folder"' EXIT
trap 'exit 1' INT TERM

inside() {  # inside USER COMMAND: in the Debian at $root
    home=/home/$1
    [ "$1" = root ] && home=/root
    unshare --mount --pid --fork --kill-child sh -euc '
        # A mount point of its own with /sys in it, or `ip netns` could not make other machines.
        mount --bind "$0" "$0"
        mount -t proc proc "$0/proc"
        mount -t sysfs sys "$0/sys"
        mount --rbind /dev "$0/dev"
        mount -t tmpfs tmpfs "$0/tmp" -o mode=1777
        # Not as the last word: the first process must stay, and stay root, for all to end with it.
        chroot --userspec="$1" "$0" env -i HOME="$2" USER="$1" LANG=C.UTF-8 \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            sh -euc ". /etc/environment-of-check; cd ~; $3" || exit "$?"
    ' "$root" "$1" "$home" "$2" >>"$log" 2>&1 &
    # In the background, or an interrupted check would go on to its end.
    child=$!
    status=0
    wait "$child" || status=$?
    child=""
    return "$status"
}

tell() {  # tell WORDS: on the screen and in the log
    echo "$suite: $*" | tee -a "$log"
}

make_debian() {
    unshare --mount debootstrap --variant=minbase "$suite" "$root" ${MIRROR:-} >>"$log" 2>&1
    export -p | grep -E "^export ($PASSED_ON)" >"$root/etc/environment-of-check" || true
    mkdir -p "$root/usr/local/share/ca-certificates" "$root/etc/ssl/certs"
    cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates"
    [ -e "$AUTHORITIES" ] && cp "$AUTHORITIES" "$root$AUTHORITIES"
    inside root "apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y git make python3
        useradd --create-home clerk"
}

give_clone() {  # give_clone USER: as `git clone` gives it
    home=$root/home/$1
    [ "$1" = root ] && home=$root/root
    git clone --quiet --no-hardlinks "$clone" "$home/blanketter"
    inside root "chown -R $1: ${home#"$root"}/blanketter"
}

serve_form() {  # serve_form USER: whether `make run` serves it
    inside "$1" "cd blanketter
        make run PORT=$PORT &
        while kill -0 \$!; do
            sleep 1
            python3 -c 'from urllib.request import urlopen as o
assert b\"Aktivitetsplan\" in o(\"http://127.0.0.1:$PORT/\").read()' 2>/dev/null && exit 0
        done
        exit 1" && tell "$1: make run serves the form" || failed "$1: make run"
}

name_what_lacks() {  # what a user who may install nothing is told before root has tried
    inside clerk "cd blanketter; ! make run >/tmp/said 2>&1; cat /tmp/said
        grep -q 'apt-get install python3-venv' /tmp/said" \
        && tell "clerk: make run names python3-venv" || failed "clerk: make run names nothing"
}

run_tests() {  # run_tests USER
    ci=""
    [ "$1" = root ] && ci=true
    started=$(date +%s)
    inside "$1" "cd blanketter; export CI=$ci; make test" || failed "$1: make test"
    tell "$1: $(grep -E '^=+ .*(passed|failed).* in ' "$log" | tail -n 1) $(($(date +%s) - started)) s"
}

check_readme_of_nginx() {  # the commands of README, and whether nginx takes the result
    inside root "DEBIAN_FRONTEND=noninteractive apt-get install -y nginx openssl; cd blanketter
        awk '/^HOST=/,/^nginx -t/' README.md | sed 's/ && systemctl.*//' >/tmp/commands
        grep -q 'nginx -t' /tmp/commands; sh -eux /tmp/commands" \
        && tell "nginx takes what README makes" || failed "README's commands for nginx"
}

failed() {
    tell "FAILED: $*; see $log"
    all_well=no
}

all_well=yes
mkdir -p "$logs"
for suite in $SUITES; do
    root=$folder/$suite
    log=$logs/$suite.log
    : >"$log"
    make_debian
    tell "made, with $(chroot "$root" python3 --version)"
    give_clone clerk
    give_clone root
    name_what_lacks
    serve_form root
    serve_form clerk
    for user in $USERS; do
        run_tests "$user"
    done
    check_readme_of_nginx
    rm -rf --one-file-system "$root"
done
[ "$all_well" = yes ]
