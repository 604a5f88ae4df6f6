#!/usr/bin/env bash
# Films the tapes with VHS, on this machine, with axdesk as it is here.
#   bash docs/record.sh                 all films: demo.tape and docs/*.tape become docs/*.gif
#   bash docs/record.sh order demo      these
#   bash docs/record.sh --compare demo  films it twice into a scratch directory, and says in what both differ
# docs/recording.md says what it needs, and what must be the same in two films.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for needed in go vhs ttyd ffmpeg gifsicle tmux ssh; do
  command -v "$needed" >/dev/null || { echo "docs/record.sh needs $needed on the PATH: see docs/recording.md" >&2; exit 1; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
go build -o "$scratch/bin/axdesk" .

# Nobody's configuration and state are in a film. As root, Chromium runs only without its own sandbox.
export PATH="$scratch/bin:$PATH" XDG_CONFIG_HOME="$scratch/config" XDG_STATE_HOME="$scratch/state" LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC
[ "$(id -u)" -ne 0 ] || export VHS_NO_SANDBOX=1
unset TMUX "${!AXDESK_@}"

tape() { if [ "$1" = demo ]; then echo demo.tape; else echo "docs/$1.tape"; fi; }

# film NAME GIF TEXT: TEXT gets the screen after each command of the tape.
film() { timeout 300 vhs --quiet --output "$2" --output "$3" "$(tape "$1")"; }

# distinct GIF: a line for each frame that differs from the one before it.
distinct() { ffmpeg -v error -i "$1" -f framemd5 - | awk -F', *' '!/^#/ && $NF != last { print $NF; last = $NF }'; }

# screens TEXT: the screens of a film, one a line, each once in a row.
screens() { awk 'BEGIN { RS = "────+\n" } $0 != last { gsub(/\n/, "⏎"); print; last = $0 }' "$1"; }

compare() {
  film "$1" "$scratch/one.gif" "$scratch/one.txt"
  film "$1" "$scratch/two.gif" "$scratch/two.txt"
  for n in one two; do
    screens "$scratch/$n.txt" >"$scratch/$n.screens"
    distinct "$scratch/$n.gif" >"$scratch/$n.frames"
  done
  for what in screens frames; do
    same=$(comm -12 <(sort -u "$scratch/one.$what") <(sort -u "$scratch/two.$what") | wc -l)
    printf '%s: %s of %d and %d different %s are in both\n' "$1" "$same" "$(sort -u "$scratch/one.$what" | wc -l)" "$(sort -u "$scratch/two.$what" | wc -l)" "$what"
  done
  diff "$scratch/one.txt" "$scratch/two.txt" | grep '^[<>]' || echo "$1: the same screen after each command"
}

if [ "${1:-}" = --compare ]; then
  shift
  for name in "$@"; do compare "$name"; done
  exit
fi
[ $# -gt 0 ] || set -- demo order diagnose guided recovery
for name in "$@"; do
  film "$name" "$scratch/$name.gif" "$scratch/$name.txt"
  gifsicle -O3 --lossy=40 --colors 48 "$scratch/$name.gif" -o "docs/$name.gif"
  printf '%s: %d kB\n' "docs/$name.gif" "$(($(stat -c %s "docs/$name.gif") / 1000))"
done
