#!/bin/sh
# Maven calls this. Names a missing prerequisite in one sentence, then hands over to Node.
set -eu
cd "$(dirname "$0")/.."
command -v node >/dev/null 2>&1 || { echo "Node 20 (20.19 or newer) is needed to build web-overlay and was not found on the PATH; install it and build again." >&2; exit 1; }
command -v npm >/dev/null 2>&1 || { echo "npm is needed to build web-overlay and was not found on the PATH; it comes with Node 20." >&2; exit 1; }
exec node build/build.mjs "$@"
