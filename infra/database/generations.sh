# Sourced by backup.sh and export.sh: names of generations, and keeping the newest three.

GENERATIONS=3

new_name() {
    date -u +"$1-%Y%m%dT%H%M%SZ"
}

# Removes all but the newest generations of one kind. Names sort by time.
keep_newest() {
    folder=$1
    kind=$2
    find "$folder" -mindepth 1 -maxdepth 1 -name "$kind-*Z*" ! -name '*.partial' | sort -r | tail -n +"$((GENERATIONS + 1))" |
        while IFS= read -r old; do
            echo "removing the oldest: $old"
            rm -rf -- "$old"
        done
}
