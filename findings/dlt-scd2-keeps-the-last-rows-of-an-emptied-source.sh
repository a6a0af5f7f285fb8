#!/usr/bin/env bash
# dlt 1.31.0: with the strategy scd2, a load without rows retires nothing, and no later empty load does.
#
# Guess: scd2 retires each row that is missing from a load. A load of no rows retires all, because all are missing.
# Seen: of three rows, one that is missing is retired. When the last two are deleted at the source, their versions
#   stay valid: without rows there is no load job, and the retirement is a part of it. A purge that empties a source
#   is not seen by such a history.
# Needs: Python 3 with venv.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check 'dlt[duckdb]==1.31.0' duckdb==2.0.1

cat >probe.py <<'PROBE'
import os

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
import dlt

pipeline = dlt.pipeline(
    "history", destination=dlt.destinations.duckdb("history.duckdb"), dataset_name="images", pipelines_dir="work"
)

def load(day, ids):
    disposition = {"disposition": "merge", "strategy": "scd2", "boundary_timestamp": f"2026-01-0{day}T00:00:00Z"}

    @dlt.resource(name="image", write_disposition=disposition)
    def images():
        yield [{"id": id} for id in ids]

    pipeline.run(images())
    with pipeline.sql_client() as client:
        valid = client.execute_sql("SELECT id FROM image WHERE _dlt_valid_to IS NULL ORDER BY id")
    return [id for (id,) in valid]

seen = [load(1, [1, 2, 3]), load(2, [2, 3]), load(3, []), load(4, [])]
print(f"dlt {dlt.__version__}: rows that are valid after each load {seen}")
raise SystemExit(0 if seen == [[1, 2, 3], [2, 3], [2, 3], [2, 3]] else 1)
PROBE
python/bin/python probe.py
