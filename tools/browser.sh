#!/bin/sh
# The browser tests drive a Chromium of the system. Installs it where the system allows, and says so where it does not.
set -eu

say() { printf 'yimatong: %s\n' "$*" >&2; }

if command -v chromium >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing chromium and Chinese fonts for the browser tests (once)"
    if apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; then
        exit 0
    fi
fi
say "no chromium here and no right to install it: the browser tests are skipped; all others run"
