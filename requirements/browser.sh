#!/bin/sh
# See that there is a browser for the tests of the report's pages: sh requirements/browser.sh
# Installs Debian's chromium where it may, and says so before it does.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "browser: installing with apt-get: chromium fonts-dejavu-core (the report's pages are tried in a real browser)"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null
else
    echo "browser: none found; the tests that need one are skipped (Debian: apt-get install chromium)" >&2
    exit 1
fi
