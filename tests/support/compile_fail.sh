#!/bin/sh
# SPDX-License-Identifier: MIT
# compile_fail.sh STAMP gcc|clang SOURCE COMPILER FLAGS...
# The source must compile as it stands and fail with -DBROKEN. Comments in it say what the errors must look like:
#   // EXPECT: text          a substring of the output (also EXPECT_GCC:, EXPECT_CLANG: for one compiler)
#   // REJECT: text          must not be in the output
#   // MAX_LINES: 12         the output is at most so long (also MAX_LINES_GCC:, MAX_LINES_CLANG:)
#   // FLAGS: -DX            extra flags
# TENON_PCH may name a folder of precompiled headers: where a source begins with
# <tenon/X.hpp>, tenon/X.hpp.gch is used.
# A line number of the user's file is expected too: an error must point at the user's line.
set -u
stamp=$1 family=$2 source=$3
shift 3
. "$(dirname "$0")/stamp.sh"
export LC_ALL=C # plain quotes in messages

upper=$(echo "$family" | tr '[:lower:]' '[:upper:]')
values() { # KEY: the values of `// KEY: value` and `// KEY_GCC: value` lines
  sed -n -E "s|^ *// $1(_$upper)?: *||p" "$source"
}
extra=$(values FLAGS | tr '\n' ' ')
limit=$(values MAX_LINES | tail -n 1)

header=$(sed -n -E '/^ *#/{s|^ *# *include <(tenon/[a-z]+\.hpp)>.*|\1|p;q}' "$source")
if [ -z "$extra" ] && [ -n "$header" ] && [ -f "${TENON_PCH:-}/$header.gch" ]; then
  case $family in
  gcc) extra="-I$TENON_PCH" ;; # the first folder with such a header or its .gch is taken
  clang) extra="-include-pch $TENON_PCH/$header.gch" ;;
  esac
fi

compiler=$1
shift
# shellcheck disable=SC2086 # several flags
set -- "$compiler" $extra "$@" -fsyntax-only -fno-diagnostics-color "$source"
stamp_is_fresh "$stamp" "$@" && exit 0

if ! "$@" -MD -MF "$stamp.d" -MT x; then
  echo "compile_fail: must compile as it stands, without -DBROKEN: $source"
  exit 1
fi
output=$stamp.txt
if "$@" -DBROKEN >"$output" 2>&1; then
  echo "compile_fail: compiles although BROKEN: $source"
  exit 1
fi

failed=0
complain() {
  echo "compile_fail: $*"
  failed=1
}
values EXPECT | grep -q . || complain "no EXPECT line: $source"
while IFS= read -r text; do
  [ -z "$text" ] || grep -qF -e "$text" "$output" || complain "not in the output: $text"
done <<EOF
$(values EXPECT)
EOF
while IFS= read -r text; do
  [ -z "$text" ] || ! grep -qF -e "$text" "$output" || complain "must not be in the output: $text"
done <<EOF
$(values REJECT)
EOF
grep -qF -e "$(basename "$source"):" "$output" || complain "the output never names a line of $source"
lines=$(wc -l <"$output")
if [ -n "$limit" ] && [ "$lines" -gt "$limit" ]; then
  complain "the output has $lines lines, more than $limit"
fi
if [ $failed -ne 0 ]; then
  echo "compile_fail: the output of $1 ($lines lines) was:"
  cat "$output"
  exit 1
fi
echo "$lines lines"
stamp_write "$stamp" "$@"
