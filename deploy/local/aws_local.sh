#!/usr/bin/env bash
# The local AWS: LocalStack 4.14 (its community release, from PyPI) with this project's plugin. No Docker, no account.
#   aws_local.sh install                    makes it ready (1 to 6 min, 520 MB, once) and prints its folder
#   aws_local.sh python                     prints the path of its Python, which has boto3, aiosmtpd and psutil
#   aws_local.sh start STATE PORT [NAME=VALUE ...]
#       runs in the foreground with the folder STATE for what it keeps; ready when /_localstack/health answers (about 4 s).
#       NAME=VALUE are environment variables for it:
#       REDSHIFT_DATA_URL=http://127.0.0.1:7001   where the Data API, clusters and workgroups are
#       SMTP_HOST=127.0.0.1:2525                  where SNS delivers e-mail
#       CALLS_LOG=calls.jsonl                     every call that a role makes, as a line of JSON
#       UNSUPPORTED_TYPES=AWS::X::Y,...           resource types that templates may name and that do nothing here
# The folder is ${XDG_CACHE_HOME:-~/.cache}/redshift-review/aws-local/DIGEST, DIGEST being that of the locked packages.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The locked botocore does not know WaitTimeSeconds (long polling) of the Data API: that one service model is newer.
newer_botocore=1.44.5

root=${XDG_CACHE_HOME:-$HOME/.cache}/redshift-review/aws-local
dir=$root/$({ cat "$here/requirements.lock"; echo "$newer_botocore"; } | sha256sum | cut -c1-16)

install() {
  mkdir -p "$root"
  exec 9>"$root/lock"
  flock 9
  [ -e "$dir/complete" ] && return
  local python
  python=$("$here/find_python.sh" "$root/python3.13")
  echo "aws_local: installing LocalStack into $dir with $python" >&2
  rm -rf "$dir"
  "$python" -m venv "$dir"
  "$dir/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.lock" >&2
  "$dir/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$dir/newer" "botocore==$newer_botocore" >&2
  mkdir "$dir/models"
  mv "$dir/newer/botocore/data/redshift-data" "$dir/models/"
  rm -rf "$dir/newer"
  touch "$dir/complete"
}

start() {
  local state port=$2
  mkdir -p "$1"
  state=$(cd "$1" && pwd)
  shift 2
  mkdir -p "$state/files" "$state/cache"
  exec env \
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 \
    AWS_DATA_PATH="$dir/models" PYTHONPATH="$here/plugin" FILESYSTEM_ROOT="$state/files" XDG_CACHE_HOME="$state/cache" \
    GATEWAY_LISTEN="127.0.0.1:$port" LOCALSTACK_HOST="localhost:$port" \
    DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 LAMBDA_RUNTIME_EXECUTOR=process PROVIDER_OVERRIDE_REDSHIFT=emulator \
    "$@" "$dir/bin/python" -m localstack.runtime.main
}

case "${1:-}" in
  install)
    install # not in a condition: there `set -e` would not hold
    echo "$dir"
    ;;
  python)
    [ -e "$dir/complete" ] || { echo "aws_local: not installed; run $0 install" >&2; exit 1; }
    echo "$dir/bin/python"
    ;;
  start)
    [ $# -ge 3 ] && [ -e "$dir/complete" ] || { echo "aws_local: start needs STATE and PORT, after $0 install" >&2; exit 1; }
    shift && start "$@"
    ;;
  *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
