#!/bin/sh
# Makes .venv and fills it with the locked, hashed packages. Usage: tools/prepare.sh PYTHON run|dev
set -eu
python=$1
kind=$2

say() { printf 'yimatong: %s\n' "$*" >&2; }

if ! command -v "$python" >/dev/null 2>&1; then
    say "there is no $python here; Python 3.11 or newer is needed (make PYTHON=/path/to/python3.11 ...)"
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "$("$python" --version) is too old; Python 3.11 or newer is needed (make PYTHON=/path/to/python3.11 ...)"
    exit 1
fi

has_pip() { [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; }

make_venv() { rm -rf .venv && "$python" -m venv .venv >/dev/null 2>&1 && has_pip; }

make_venv_with_systems_pip() {
    "$python" -m pip --version >/dev/null 2>&1 || return 1
    rm -rf .venv && "$python" -m venv --without-pip .venv && "$python" -m pip --python .venv/bin/python install --quiet pip && has_pip
}

install_debians_venv() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    say "this system's Python has no venv; installing the package python3-venv"
    apt-get update -qq >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null 2>&1
}

if ! has_pip; then
    say "making .venv (once)"
    if ! make_venv && ! make_venv_with_systems_pip && ! { install_debians_venv && make_venv; }; then
        rm -rf .venv
        say "this Python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv, then try again"
        exit 1
    fi
fi

say "installing the locked packages for $kind (once)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location --no-deps --require-hashes -r "requirements/$kind.txt"
if [ "$kind" = run ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
