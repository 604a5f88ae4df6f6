#!/usr/bin/env bash
# A desk above, and below it a shell that has its plug in hand: kill -9 $desk, and the desk is gone as when the power fails. Nothing is
# left behind. It needs axdesk and tmux.
#   bash docs/recovery.sh        ctrl+b and an arrow goes from one to the other, ctrl+b & ends both
set -euo pipefail

for needed in axdesk tmux; do
  command -v "$needed" >/dev/null || { echo "docs/recovery.sh needs $needed on the PATH (go build . makes axdesk: PATH=$PWD:\$PATH)" >&2; exit 1; }
done

dir=$(mktemp -d)
finish() {
  tmux -S "$dir/tmux" kill-server 2>/dev/null || true
  rm -rf "$dir"
}
trap finish EXIT

# What was killed leaves its terminal as it was: the next one is told that it isn't a desk any more.
cat >"$dir/above.rc" <<RC
PS1='desk\$ '
axdesk() {
  (echo "\$BASHPID" >"$dir/pid"; exec axdesk --state-dir "$dir/desk" "\$@") 2>&1
  [ \$? -lt 128 ] || printf '\033[0m\033[?1049l\033[?25h\033[?2004l\033[H\033[J%s\n' 'The desk is gone.'
  stty sane
}
RC
cat >"$dir/below.rc" <<RC
PS1='plug\$ '
trap 'desk=\$(cat "$dir/pid" 2>/dev/null)' DEBUG
RC
cat >"$dir/tmux.conf" <<'CONF'
set -g status off
set -g default-terminal "tmux-256color"
set -sa terminal-features ",*:RGB"
set -g escape-time 0
set -g pane-border-style "fg=colour8"
set -g pane-active-border-style "fg=colour8"
CONF
size=$(stty size)
tmux -S "$dir/tmux" -f "$dir/tmux.conf" new-session -d -s desk -x "${size#* }" -y "${size% *}" "bash --noprofile --rcfile $dir/above.rc -i" \; \
  split-window -v -l 2 "bash --noprofile --rcfile $dir/below.rc -i" \; select-pane -U
tmux -S "$dir/tmux" attach -t desk || true
