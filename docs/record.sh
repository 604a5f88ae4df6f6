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

# set_in TAPE NAME: the value of a setting.
set_in() { sed -n "s/^Set $2 //p" "$1"; }

# shoot NAME DIR: plays a tape before the camera. DIR gets the frames, and screens.txt the screen after each command of the tape.
shoot() {
  mkdir "$2"
  sed "s,^Output .*,Output \"$2/frames/\"\nOutput \"$2/screens.txt\"," "$(tape "$1")" >"$2/film.tape"
  timeout 300 vhs --quiet "$2/film.tape" >"$2/log" 2>&1 || { cat "$2/log" >&2; echo "$1 could not be filmed" >&2; return 1; }
}

# cut_frames DIR: a line for each picture that differs from the one before it: its hash, its number and how long it stayed, in seconds. A
# busy machine takes fewer pictures in a second than it should, so the time is that of the files.
cut_frames() {
  (
    cd "$1/frames"
    paste -d ' ' <(md5sum frame-text-*.png) <(md5sum frame-cursor-*.png) <(stat -c %.Y frame-text-*.png) | awk '
      { hash = $1 $3; number = substr($2, 12, 5) }
      hash != last { if (NR > 1) print last, first, $5 - since; last = hash; first = number; since = $5 }
      END { print last, first, 2.5 }'
  ) >"$1/cut"
}

# make NAME DIR GIF: VHS would put all frames into the GIF; the frames that differ, each with its time, are a tenth of the work.
make() {
  local layer background=1e1e2e
  for layer in text cursor; do
    awk -v layer="$layer" '{ file = "file frames/frame-" layer "-" $2 ".png"; print file; print "duration", $3 } END { print file }' \
      "$2/cut" >"$2/$layer.list"
  done
  ffmpeg -v error -f concat -safe 0 -i "$2/text.list" -f concat -safe 0 -i "$2/cursor.list" -filter_complex \
    "[0][1]overlay,pad=$(set_in "$2/film.tape" Width):$(set_in "$2/film.tape" Height):(ow-iw)/2:(oh-ih)/2:0x$background,split[a][b];[a]palettegen=max_colors=48[p];[b][p]paletteuse=dither=none" \
    -fps_mode vfr "$2/whole.gif"
  gifsicle -O3 --lossy=40 --colors 48 "$2/whole.gif" -o "$3"
  printf '%s: %d kB, %d frames\n' "$3" "$(($(stat -c %s "$3") / 1000))" "$(wc -l <"$2/cut")"
}

# rests DIR: the screens at rest, which are those after a Sleep: a key's own may be caught before or after it is handled. VHS has screens
# from before the first command, too, so both are counted from the end.
rests() {
  sed -n '/^Show/,$p' "$1/film.tape" | grep -v -e '^#' -e '^$' |
    awk -v rule="$(printf '─%.0s' {1..80})" 'NR == FNR { rest[NR] = /^Sleep/; commands = NR; next }
      $0 == rule { screens++; next }
      { text[screens] = text[screens] $0 "\n" }
      END { for (n = 0; n < screens; n++) if (rest[n + 1 - screens + commands]) printf "%s==\n", text[n] }' - "$1/screens.txt"
}

# seconds: what no two films share, since a key is pressed when the machine gets to it.
seconds() { sed -E 's/\b[0-9]+ s\b/N s/g; s/\b([0-9]{2}:[0-9]{2}):[0-9]{2}\b/\1:SS/g'; }

compare() {
  local n differ
  for n in one two; do
    shoot "$1" "$scratch/$1-$n"
    cut_frames "$scratch/$1-$n"
    cut -d ' ' -f 1 "$scratch/$1-$n/cut" | sort -u >"$scratch/$n.frames"
    rests "$scratch/$1-$n" >"$scratch/$n.rests"
  done
  differ=$(diff <(seconds <"$scratch/one.rests") <(seconds <"$scratch/two.rests") | grep '^[<>]' || true)
  printf '%s: %d screens at rest, %d lines; %d lines differ, %d of them by more than seconds. Pictures: %d of %d and %d are in both.\n' "$1" \
    "$(grep -c '^==$' "$scratch/one.rests")" "$(wc -l <"$scratch/one.rests")" \
    "$(diff "$scratch/one.rests" "$scratch/two.rests" | grep -c '^<')" "$(grep -c '^<' <<<"$differ")" \
    "$(comm -12 "$scratch/one.frames" "$scratch/two.frames" | wc -l)" "$(wc -l <"$scratch/one.frames")" "$(wc -l <"$scratch/two.frames")"
  [ -z "$differ" ] || echo "$differ"
}

if [ "${1:-}" = --compare ]; then
  shift
  for name in "$@"; do compare "$name"; done
  exit
fi
[ $# -gt 0 ] || set -- demo order diagnose guided recovery
for name in "$@"; do
  shoot "$name" "$scratch/$name"
  cut_frames "$scratch/$name"
  make "$name" "$scratch/$name" "docs/$name.gif"
done
