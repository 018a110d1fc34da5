#!/usr/bin/env bash
# Gradescope runs this once, while it builds the image; choose Ubuntu 24.04 or newer there.
set -euo pipefail
here="${AUTOGRADER_ROOT:-/autograder}/source"
apt-get update
apt-get install -y python3 python3-venv bubblewrap
python3 -m venv "$here/.venv"
"$here/.venv/bin/pip" install --no-cache-dir --constraint "$here/constraints.txt" "$here[instructor]"
