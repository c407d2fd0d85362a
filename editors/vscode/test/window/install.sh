#!/usr/bin/env bash
# Installs a VS Code that runs in a browser into a folder, from the npm registry alone: its native
# parts are compiled here. Needs Node 20 with its headers, Python 3, a C++ compiler, ripgrep, and
# the headers of X11, xkbfile, Kerberos and libsecret.
#
#   ./install.sh FOLDER
set -euo pipefail

folder=$(realpath -m "$1")
mkdir -p "$folder"
cp "$(dirname "$0")"/{package.json,drive.mjs,hand.mjs} "$folder"
cd "$folder"
npm_config_nodedir=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
export npm_config_nodedir
npm install --ignore-scripts --silent
npm_config_build_from_source=true npm rebuild argon2 --foreground-scripts
cd node_modules/code-server/lib/vscode
npm install --omit=dev --ignore-scripts --silent
for part in node-pty @vscode/spdlog native-watchdog kerberos; do
  # What follows a successful compilation may fail without harm.
  npm rebuild "$part" --foreground-scripts || echo "$part: not whole"
done
ln -sfn node_modules node_modules.asar
mkdir -p node_modules/@vscode/ripgrep/bin
cp "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
