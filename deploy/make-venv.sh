#!/bin/sh
# make-venv.sh PYTHON FOLDER: makes a virtual environment. Debian keeps a part of Python in a package
# of its own, python3-venv, without which this would end with a page of advice.
set -eu
python=$1
says() { "$python" -c "$1" 2>/dev/null; }
if [ "$python" = python3 ] && ! says "import ensurepip"; then
    sh "$(dirname "$0")/apt-install.sh" python3-venv || exit 1
fi
if ! says "import sys; sys.exit(sys.version_info < (3, 11))"; then
    echo "Python 3.11 or later is needed; $python is $("$python" --version 2>&1 || true)."
    exit 1
fi
"$python" -m venv "$2"
