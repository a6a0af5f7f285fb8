#!/usr/bin/env bash
# AWS CLI 1.45.11: `aws s3 cp` between keys of S3 keeps the user metadata of small objects only.
#
# Guess: a copy in S3 has the metadata of its source, because COPY is the default of --metadata-directive,
#   whatever the size of the object is.
# Seen: an object of 1 MB keeps its metadata. One of 9 MB loses it, without a warning and with exit code 0: from
#   8 MB on the CLI copies in parts, and a new multipart upload has only the metadata of its own request.
#   Later versions of s3transfer and version 2 of the CLI copy it, according to their changelog and guide.
# Here: docs/deploy.md says to use version 2 for the copy in place, because the metadata names the owner.
# Needs: Python 3 with venv.
set -euo pipefail

folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check awscli==1.45.11 s3transfer==0.17.0 'moto[server,s3]==5.2.1'
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python/bin/moto_server -H 127.0.0.1 -p "$port" >server.log 2>&1 &
server=$!

export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_CONFIG_FILE="$folder/config"
aws() { python/bin/aws "$@"; }
for _ in {1..120}; do
  if python3 -c "import socket; socket.create_connection(('127.0.0.1', $port))" 2>/dev/null; then break; fi
  sleep 0.5
done

# The metadata of a copy of an object of so many MB.
copied_metadata() {
  head -c "$1000000" /dev/zero >file
  aws s3 cp --quiet --metadata owner=ann file "s3://photos/$1"
  aws s3 cp --quiet "s3://photos/$1" "s3://photos/copy-of-$1"
  aws s3api head-object --bucket photos --key "copy-of-$1" --query Metadata.owner --output text
}

aws --version
aws s3 mb s3://photos >/dev/null
small=$(copied_metadata 1)
large=$(copied_metadata 9)
echo "the owner of a copy of 1 MB: $small, of 9 MB: $large"
[ "$small, $large" = 'ann, None' ]
