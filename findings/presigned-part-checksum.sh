#!/usr/bin/env bash
# @aws-sdk/s3-request-presigner 3.1162.0: the URL of a part contains the checksum of an empty body.
#
# Guess: a URL for UploadPart names the upload, the part and the signed length, and leaves the checksum to
#   whoever sends the part.
# Seen: with the client's default settings, the URL ends with x-amz-checksum-crc32=AAAAAA==, which is the CRC32
#   of no bytes, although a length of 77 bytes is signed. The sender cannot remove it, because the signature
#   covers the query. With `requestChecksumCalculation: 'WHEN_REQUIRED'` it is absent.
# Here: apps/api signs the URLs of parts with that setting, and with the length; `multipart.test.ts` sends the
#   parts to these URLs.
# Needs: npm, Node 22 or newer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-s3@3.1169.0 \
  @aws-sdk/s3-request-presigner@3.1162.0 >/dev/null

cat >probe.mjs <<'PROBE'
import { S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const part = { Bucket: 'bucket', Key: 'cat.jpg', UploadId: '1', PartNumber: 1, ContentLength: 77 };
async function checksumIn(settings) {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const s3 = new S3Client({ region: 'us-east-1', credentials, ...settings });
  const { searchParams } = new URL(await getSignedUrl(s3, new UploadPartCommand(part)));
  return searchParams.get('x-amz-checksum-crc32');
}
const byDefault = await checksumIn({});
const whenRequired = await checksumIn({ requestChecksumCalculation: 'WHEN_REQUIRED' });
console.log(`by default: ${byDefault}; when required: ${whenRequired}`);
process.exitCode = byDefault === 'AAAAAA==' && whenRequired === null ? 0 : 1;
PROBE

echo '@aws-sdk/s3-request-presigner 3.1162.0'
node probe.mjs
