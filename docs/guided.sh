#!/usr/bin/env bash
# Two people at one desk, side by side in one terminal: Alice, who guides, on the left, and Bob, her customer, on the right. Both reach
# the desk by OpenSSH, on this machine; nothing is left behind. It needs axdesk, ssh, ssh-keygen and tmux.
#   bash docs/guided.sh        then, on the right, what Alice's screen says; ctrl+b and an arrow goes from side to side
set -euo pipefail

for needed in axdesk ssh ssh-keygen tmux; do
  command -v "$needed" >/dev/null || { echo "docs/guided.sh needs $needed on the PATH (go build . makes axdesk: PATH=$PWD:\$PATH)" >&2; exit 1; }
done

dir=$(mktemp -d)
server=
finish() {
  tmux -S "$dir/tmux" kill-server 2>/dev/null || true
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$dir"
}
trap finish EXIT

for who in alice bob; do
  ssh-keygen -q -t ed25519 -N '' -C "$who" -f "$dir/$who"
done
printf '%s role=agent name="Alice Ng"\n' "$(cut -d' ' -f1,2 "$dir/alice.pub")" >"$dir/keys"

axdesk serve --listen 127.0.0.1:0 --address desk.example --authorized-keys "$dir/keys" --state-dir "$dir/state" --clock 2026-03-14T09:30:00Z --scale 20 \
  >"$dir/said" 2>"$dir/log" &
server=$!
for _ in $(seq 100); do
  port=$(sed -n 's/.* at 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$dir/said")
  [ -n "$port" ] && break
  sleep 0.1
done

# desk.example is this machine, and each side has its own key.
for who in alice bob; do
  cat >"$dir/$who.ssh" <<CONFIG
Host desk.example
  HostName 127.0.0.1
  Port $port
  User $who
  IdentityFile $dir/$who
  IdentitiesOnly yes
  StrictHostKeyChecking accept-new
  UserKnownHostsFile $dir/known
  LogLevel ERROR
CONFIG
done

# What Bob is told on the phone is what Alice's screen says.
cat >"$dir/bob.rc" <<RC
PS1='bob\$ '
ssh() { command ssh -F "$dir/bob.ssh" "\$@"; }
the_code() { tmux -S "$dir/tmux" capture-pane -p -t desk.0 | sed -n 's/.* join \([0-9A-Z-]*\).*/\1/p' | head -n 1; }
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
tmux -S "$dir/tmux" -f "$dir/tmux.conf" new-session -d -s desk -x "${size#* }" -y "${size% *}" "ssh -F $dir/alice.ssh desk.example" \; \
  split-window -h "bash --noprofile --rcfile $dir/bob.rc -i" \; select-pane -L
tmux -S "$dir/tmux" attach -t desk || true
