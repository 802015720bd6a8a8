#!/usr/bin/env bash
# with-keyring.sh COMMAND…: runs it with a private session bus and an unlocked, empty Secret Service of its own.
# Needs dbus-run-session and gnome-keyring-daemon (Debian: dbus, gnome-keyring).
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/data" "$home/run"
chmod 700 "$home/run"
# An XDG_DATA_HOME of its own: a keyring file left by an earlier run would stay locked under another password.
# No DISPLAY: a locked keyring would otherwise open a window and wait for an answer.
env -u DISPLAY -u WAYLAND_DISPLAY XDG_DATA_HOME="$home/data" XDG_RUNTIME_DIR="$home/run" \
  dbus-run-session -- bash -c 'printf %s test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "$@"' -- "$@"
