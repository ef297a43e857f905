#!/bin/sh
# Checks a base backup and copies it into a new data folder. Never writes into an existing one.
# Usage: restore.sh BACKUP NEW_DATA_FOLDER
set -eu
backup=${1:?usage: restore.sh BACKUP NEW_DATA_FOLDER}
data=${2:?usage: restore.sh BACKUP NEW_DATA_FOLDER}

if [ -e "$data" ]; then
    echo "restore.sh: $data exists; name a folder that does not" >&2
    exit 1
fi
pg_verifybackup --quiet "$backup"
umask 077
cp -a -- "$backup" "$data.partial"
chmod 700 "$data.partial"
mv -- "$data.partial" "$data"
echo "restored to $data; start it with: pg_ctl -D '$data' start"
