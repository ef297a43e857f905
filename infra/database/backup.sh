#!/bin/sh
# Takes a base backup of the whole server, checks it, and keeps the newest three.
# Usage: backup.sh FOLDER      Connection: PGHOST, PGPORT, PGUSER=minamoto_backup, PGPASSFILE
set -eu
here=$(dirname -- "$0")
. "$here/generations.sh"

folder=${1:?usage: backup.sh FOLDER}
mkdir -p -- "$folder"
umask 077
target="$folder/$(new_name base)"

trap 'rm -rf -- "$target.partial"' EXIT

# Plain format with the log streamed beside it: the result can be verified, and started as it is.
pg_basebackup --pgdata="$target.partial" --format=plain --wal-method=stream --checkpoint=fast --no-password
pg_verifybackup --quiet "$target.partial"
mv -- "$target.partial" "$target"
echo "kept $target"
keep_newest "$folder" base
