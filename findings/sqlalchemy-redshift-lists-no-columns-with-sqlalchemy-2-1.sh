#!/usr/bin/env bash
# sqlalchemy-redshift 1.0.0: it installs with SQLAlchemy 2.1, and cannot list the columns of a table there.
#
# Guess: it requires SQLAlchemy without an upper bound, so that `inspect(engine).get_columns(…)` and
#   `Table(…, autoload_with=engine)` work with the newest release.
# Seen: both end with a TypeError for each column, from a private method that has fewer arguments in 2.1 than
#   in 2.0. Schemas, tables, views and keys are listed. Queries are not affected.
# Here: docs/analysts.md tells analysts which version lists columns.
# Needs: Python 3 with venv.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PROBE'
from sqlalchemy_redshift.dialect import RedshiftDialect_redshift_connector

dialect = RedshiftDialect_redshift_connector()
# What get_columns calls for a row of the catalog.
column = {"name": "id", "format_type": "integer", "default": None, "notnull": True, "schema": "public"}
try:
    print(dialect._get_column_info(**column, domains={}, enums={})["type"])
except TypeError as error:
    print(f"TypeError: {error}")
PROBE

for version in 2.0.49 2.1.9; do
  python3 -m venv "python-$version"
  "python-$version/bin/pip" install --quiet --disable-pip-version-check \
    sqlalchemy-redshift==1.0.0 redshift-connector==2.2.0 "sqlalchemy==$version"
  "python-$version/bin/python" probe.py >"$version.txt" 2>/dev/null
  echo "sqlalchemy-redshift 1.0.0 with SQLAlchemy $version: $(cat "$version.txt")"
done
grep --quiet '^INTEGER$' 2.0.49.txt
grep --quiet '^TypeError: .*type_description' 2.1.9.txt
