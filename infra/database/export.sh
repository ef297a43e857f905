#!/bin/sh
# Writes a logical dump of the database, and keeps the newest three.
# Usage: export.sh FOLDER      Connection: PGHOST, PGPORT, PGDATABASE, PGUSER=minamoto_backup, PGPASSFILE
set -eu
here=$(dirname -- "$0")
. "$here/generations.sh"

folder=${1:?usage: export.sh FOLDER}
mkdir -p -- "$folder"
umask 077
target="$folder/$(new_name dump).pgdump"

trap 'rm -f -- "$target.partial"' EXIT

# minamoto_backup sees past row security; any other role would be refused here rather than dump a part.
pg_dump --format=custom --compress=6 --schema=minamoto --no-password --file="$target.partial"
pg_restore --list "$target.partial" >/dev/null
mv -- "$target.partial" "$target"
echo "kept $target"
keep_newest "$folder" dump
