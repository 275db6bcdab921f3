#!/bin/sh
# SPDX-License-Identifier: MIT
# instantiations.sh INCLUDE_DIR HEADER|UNIT.cpp MOST CLANG [FLAG...]   Asks clang which functions it instantiates where a header is
# included and nothing is used: at most MOST, and no algorithm on whole operands (a factorisation, a sort), which costs each unit
# tenths of a second. They come from a call that does not depend on a template argument: make the types of its operands
# template parameters, or `auto` in a rule of derivation. A unit is counted as it is: it may use what it likes.
set -u
include=${1:?the include directory} header=${2:?a header} most=${3:?a number} clang=${4:?clang}
shift 4
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if ! echo 'int x;' | "$clang" -c -x c++ -ftime-trace="$work/none.json" -o "$work/none.o" - 2>"$work/log"; then
  echo "SKIPPED: this clang has no -ftime-trace=FILE"
  exit 0
fi
unit=0
case $header in
*.cpp) unit=1 && set -- "$@" -x c++ "$header" ;;
*) set -- "$@" -x c++ -include "$header" /dev/null ;;
esac
"$clang" -std=gnu++20 -I"$include" -ftime-trace="$work/trace.json" -ftime-trace-granularity=0 -c -o "$work/object.o" "$@" || exit 1
tr '{' '\n' <"$work/trace.json" | awk -v header="$header" -v most="$most" -v unit="$unit" '
  waiting { waiting = 0; sub(/^"detail":"/, ""); sub(/"}.*/, ""); name[$0]; count++; if (!unit && /(routine|compute_as|compute_items)</) bad[$0] }
  /"name":"InstantiateFunction"/ { waiting = 1 }
  END {
    printf "%s: %d functions instantiated, at most %d\n", header, count, most
    for (n in bad) { print "error: " header " instantiates " n; failed = 1 }
    if (count == 0) { print "error: nothing found in the trace"; failed = 1 }
    if (count > most) { print "error: " header ": more than there may be"; failed = 1 }
    exit failed
  }'
