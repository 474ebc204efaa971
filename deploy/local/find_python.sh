#!/usr/bin/env bash
# Prints the path of a Python 3.13, the version that the local AWS is locked to.
#   find_python.sh FOLDER       looks for one; if there is none, makes one in FOLDER
# Looked at in this order: $PYTHON, python3.13 on PATH, pyenv's versions, uv, an earlier build in FOLDER, Debian's package
# python3.13 (Debian 13 has it), then CPython as Debian 13 publishes its source, compiled here (about 3 min on 2 cores).
# Nothing else is asked: a machine that reaches only Debian's packages and PyPI is enough.
set -euo pipefail
folder=$1

say() { echo "find_python: $*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

is_python() {
  "$1" -c 'import sys, ssl, sqlite3, bz2, lzma, ctypes, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null
}

first_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.13 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 "$folder/bin/python3.13"; do
    # A shim of pyenv may be on PATH and lead nowhere, so each is tried.
    if [ -n "$candidate" ] && is_python "$candidate"; then command -v "$candidate"; return; fi
  done
  command -v uv >/dev/null || return 1
  candidate=$(uv python find --no-python-downloads 3.13 2>/dev/null) && is_python "$candidate" && echo "$candidate"
}

from_debian_package() {
  apt-cache show python3.13-venv >/dev/null 2>&1 || return 1
  say "installing Debian's python3.13"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3.13 python3.13-venv >&2
  command -v python3.13
}

# Debian's client checks the signature of the package list and the digest of the source; the list is kept apart from
# the machine's own, so nothing of the machine's release changes.
download_source() {
  local work=$1 apt uri
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
  # From wherever this machine takes Debian's packages.
  uri=$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 '/debian/\?$') || { say "no Debian archive among apt's sources"; return 1; }
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri trixie main" >"$work/sources.list"
  apt=(apt-get -q -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/nonexistent
    -o "Dir::State=$work/state" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)")
  "${apt[@]}" update >&2
  (cd "$work" && "${apt[@]}" source --download-only python3.13 >&2)
}

# Without these the build would lack modules that pip and LocalStack need.
install_headers() {
  local package missing=()
  for package in gcc make xz-utils libssl-dev zlib1g-dev libbz2-dev liblzma-dev libffi-dev libsqlite3-dev; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  say "installing ${missing[*]}"
  as_root apt-get -q update >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

from_debian_source() {
  command -v apt-get >/dev/null || return 1
  local work log
  install_headers || return 1
  work=$(mktemp -d) log=$folder.log
  mkdir -p "$(dirname "$log")"
  say "compiling CPython 3.13 from Debian's source into $folder (about 3 min; log: $log)"
  if download_source "$work" && tar -xJf "$work"/python3.13_*.orig.tar.xz -C "$work" &&
    (cd "$work"/Python-3.13.* && ./configure --prefix="$folder" --disable-test-modules && make -j"$(nproc)" && make install) >"$log" 2>&1
  then rm -rf "$work"; else rm -rf "$work"; return 1; fi
  is_python "$folder/bin/python3.13" && echo "$folder/bin/python3.13"
}

first_python || from_debian_package || from_debian_source || {
  say "there is no Python 3.13 here, and it could not be made from Debian's packages; install it and set PYTHON to its path"
  exit 1
}
