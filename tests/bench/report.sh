#!/bin/sh
# SPDX-License-Identifier: MIT
# report.sh PROGRAM [--update]   What tenon_bench_report makes of run.json is expected/; --update makes it so. A file that is no run
# is refused with its name, the place and what was expected; nothing is written then.
set -u
program=$1
here=$(cd "$(dirname -- "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
wrong() {
  echo "error: $*"
  failed=1
}

"$program" "$here/run.json" "$work/docs" || wrong "run.json is refused"
if [ "${2:-}" = --update ]; then
  rm -rf "$here/expected"
  cp -r "$work/docs" "$here/expected"
fi
diff -ru "$here/expected" "$work/docs" || wrong "the page is another; report.sh PROGRAM --update takes it"

refuses() { # TEXT MESSAGE
  printf '%s' "$1" >"$work/bad.json"
  "$program" "$work/bad.json" "$work/none" 2>"$work/message"
  code=$?
  [ $code -eq 1 ] || wrong "'$1' ends with $code, not 1"
  grep -qF -e "bad.json: $2" "$work/message" || wrong "'$1' says '$(cat "$work/message")', not '$2'"
  [ ! -e "$work/none" ] || wrong "'$1' writes something"
}
refuses '{"rows": [' 'byte 10: expected a value, found the end'
refuses '{"rows": [{"name": "a", "ours_ns": 1x}]}' "byte 36: expected '}', found 'x}]}'"
refuses '{"rows": []} 7' "byte 13: expected the end, found '7'"
refuses '[{"name": "a", "ours_ns": 1}]' 'no array "rows"'
refuses '{"rows": []}' 'no rows'
refuses '{"rows": [{"ours_ns": 1}]}' 'row 0: no string "name"'
refuses '{"rows": [{"name": "a", "ours_ns": 1}, {"name": "b", "ours_ns": 0}]}' 'row 1: b: "ours_ns" is not a number above zero'
refuses '{"rows": [{"name": "a", "ours_ns": 1, "peers": {"e": {"ns": null}}}]}' 'row 0: a: "ns" of e is not a number above zero'
refuses '{"rows": [{"name": "a", "ours_ns": 1}, {"name": "a", "ours_ns": 2}]}' 'row 1: there is another a'
refuses '{"rows": "\u0041"}' 'byte 11: expected one of the escapes'
"$program" "$work/there is none" "$work/none" 2>"$work/message" && wrong "a missing file is read"
grep -q 'cannot read .*there is none' "$work/message" || wrong "a missing file: $(cat "$work/message")"
"$program" 2>"$work/message"
[ $? -eq 2 ] || wrong "no arguments do not end with 2"
exit $failed
