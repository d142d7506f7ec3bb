#!/bin/sh
# Make a virtual environment with everything in dev.txt and this package: sh requirements/setup.sh FOLDER
# PYTHON names the interpreter (default: python3). Says what it installs before it does.
set -eu

venv=$1
python=${PYTHON:-python3}

if ! command -v "$python" >/dev/null 2>&1; then
    echo "setup: there is no $python; install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3 python3-venv)" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "setup: $("$python" --version) is too old; 3.11 or newer is needed (another one: make PYTHON=python3.13)" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "setup: installing with apt-get: python3-venv (this Python cannot make virtual environments without it)"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends python3-venv >/dev/null
    else
        echo "setup: this Python cannot make virtual environments; install them (Debian, Ubuntu: apt-get install python3-venv)" >&2
        exit 1
    fi
fi

packages=$(grep -cE '^[A-Za-z0-9]' requirements/dev.txt)
echo "setup: making $venv with $("$python" --version) and up to $packages packages from requirements/dev.txt, each by its hash"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --require-hashes --no-deps --only-binary=:all: --requirement requirements/dev.txt
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
