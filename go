#!/bin/sh
# One entry for everything: finds a Python that is new enough and hands over to tools/go.py, which needs nothing else.
set -eu
cd "$(dirname "$0")"

usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

# A pyenv shim may be on the PATH and yet point to an older Python, so its versions are looked at one by one.
shim_roots() { printf '%s\n' "$PATH" | tr ':' '\n' | sed -n 's,/shims/*$,,p'; }
candidates() {
    for name in python3.13 python3.12 python3.14 python3; do command -v "$name" || true; done
    for root in "${PYENV_ROOT:-}" "${HOME:-}/.pyenv" $(shim_roots); do
        ls -d "$root"/versions/3.1[2-9]*/bin/python 2>/dev/null || true
    done
}

for python in $(candidates); do
    if usable "$python"; then exec "$python" -B tools/go.py "$@"; fi
done
echo "go: no Python 3.12 or newer with venv was found; install one (on Debian: apt-get install python3 python3-venv)" >&2
exit 2
