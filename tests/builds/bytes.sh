#!/bin/sh
# SPDX-License-Identifier: MIT
# bytes.sh ROOT WORK   Counts the bytes that the programs of bytes.cpp move between memory and a cache, from the addresses that
# valgrind sees (traffic.cpp says how), and compares them with the constants of tn::cost: more than 10 % above is a pass over
# memory that the plan does not need, more than 10 % below a constant that is wrong. Valgrind knows AVX2, and no AVX-512.
set -u
root=${1:?the root of the project} work=${2:?a directory to work in}
here=$root/tests/builds
compiler=${CXX:-g++}
mkdir -p "$work"

skip() {
  echo "SKIPPED: bytes: $*"
  exit 0
}
for program in valgrind nm; do
  command -v $program >/dev/null || skip "no $program"
done
[ "$(uname -m)" = x86_64 ] || skip "this is no x86-64"
grep -qsw fma /proc/cpuinfo || skip "this machine has no AVX2 with FMA"

"$compiler" -std=gnu++20 -O2 "$here/traffic.cpp" -o "$work/traffic" || exit 1
"$compiler" -std=gnu++20 -O3 -DNDEBUG -static -march=haswell -I"$root/include" "$here/bytes.cpp" -o "$work/bytes" || exit 1
nm "$work/bytes" >"$work/symbols"
mark=$(sed -n 's/ T mark$//p' "$work/symbols")
kernels=$(sed -n '/kernel.*7execute/s/ .*//p' "$work/symbols")
[ -n "$kernels" ] || { echo "error: bytes: the program has no kernels"; exit 1; }

"$work/bytes" | while read -r name read written; do
  # shellcheck disable=SC2086 # words
  moved=$(valgrind --tool=lackey --trace-mem=yes --log-fd=9 "$work/bytes" "$name" 9>&1 >/dev/null |
    "$work/traffic" "$mark" $kernels) || moved='0 0'
  echo "$name $read $written $moved"
done | awk '
  {
    plan = $2 + $3; moved = $4 + $5; rows++
    printf "bytes: %s: %d read, %d written by the plan; %d, %d moved: %.3f times\n", $1, $2, $3, $4, $5, moved / plan
    if (moved > plan * 1.1 || moved < plan * 0.9) { print "error: bytes: " $1 ": not within 10 % of the plan"; bad = 1 }
  }
  END { if (rows == 0) { print "error: bytes: no program ran"; bad = 1 } exit bad }'
