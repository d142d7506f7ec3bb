#!/bin/sh
# See that there is PostgreSQL for the tests of workspaces: sh requirements/postgres.sh
# Installs Debian's server and client where it may, and says so before it does. Nothing of it is started or enabled.
set -eu

for program in /usr/lib/postgresql/*/bin/postgres "$(command -v postgres || true)"; do
    if [ -x "$program" ] && command -v pg_dump >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "postgres: installing with apt-get: postgresql (workspaces are tried in it as well as in SQLite)"
    apt-get update -qq
    mkdir -p /etc/postgresql-common/createcluster.d # no cluster is made: the tests make their own
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/prebrief.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends postgresql >/dev/null
else
    echo "postgres: none found; the tests that need it are skipped (Debian: apt-get install postgresql)" >&2
    exit 1
fi
