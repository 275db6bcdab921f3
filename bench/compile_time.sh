#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# compile_time.sh [--repeat N] [COMPILER...]   CPU seconds of the compiler at -O2 for bench/compile_time/families.cpp: the
# headers alone, one addition, one op of every family together, and what each family adds to the addition; and for the programs
# of bench/compile_time/programs.cpp; at -O3 the units of training.cpp, which train and load models, and those of
# units.cpp with the compiler's memory and the size of the object. The least of N runs (3);
# compilers default to g++. Fails where all families together take more than 10 seconds.
set -eu
root=$(cd "$(dirname -- "$0")/.." && pwd)
repeat=3
compilers=()
while [ $# -gt 0 ]; do
  case $1 in
  --repeat) repeat=$2; shift ;;
  *) compilers+=("$1") ;;
  esac
  shift
done
[ ${#compilers[@]} -gt 0 ] || compilers=("${CXX:-g++}")
limit=10
flags=(-std=c++20 -O2 -march=native -I"$root/include" -c -o /dev/null)
unit=$root/bench/compile_time/families.cpp
families=$(sed -n 's/^#if !defined(ONLY) || defined(\(.*\))$/\1/p' "$unit")

seconds() { # COMPILER ARGUMENT...: the least user and system time
  local compiler=$1 best= t
  shift
  for ((i = 0; i < repeat; ++i)); do
    t=$({ TIMEFORMAT='%U %S'; time "$compiler" "${flags[@]}" "$@" >/dev/null 2>"$log"; } 2>&1) || { cat "$log" >&2; exit 1; }
    t=$(echo "$t" | awk '{ print $1 + $2 }')
    best=$(echo "$t ${best:-$t}" | awk '{ print ($1 < $2 ? $1 : $2) }')
  done
  echo "$best"
}
memory_and_text() { # COMPILER ARGUMENT...: the most memory in MB, where GNU time is there, and the size of the object's text
  local compiler=$1 memory=- timer=()
  shift
  if [ -x /usr/bin/time ]; then timer=(/usr/bin/time -f %M -o "$log.memory"); fi
  "${timer[@]}" "$compiler" "${flags[@]}" "$@" -o "$log.o" || exit 1
  if [ -s "$log.memory" ]; then memory=$(($(tail -n 1 "$log.memory") / 1024)); fi
  echo "$memory | $(size "$log.o" | awk 'NR == 2 { print $1 }')"
}
log=$(mktemp)
trap 'rm -f "$log" "$log.o" "$log.memory"' EXIT

status=0
for compiler in "${compilers[@]}"; do
  printf '%s\n\n| unit | CPU seconds | more than the addition |\n|---|---|---|\n' "$("$compiler" --version | head -n 1)"
  printf '| headers alone | %.2f | |\n' "$(seconds "$compiler" -x c++ -include tenon/core.hpp /dev/null)"
  base=$(seconds "$compiler" -DBASELINE "$unit")
  printf '| one addition | %.2f | |\n' "$base"
  for family in $families; do
    t=$(seconds "$compiler" -DONLY "-D$family" "$unit")
    printf '| %s | %.2f | %.2f |\n' "$(echo "$family" | tr '[:upper:]' '[:lower:]')" "$t" "$(echo "$t $base" | awk '{ print $1 - $2 }')"
  done
  all=$(seconds "$compiler" "$unit")
  printf '| one of every family | %.2f | %.2f |\n\n' "$all" "$(echo "$all $base" | awk '{ print $1 - $2 }')"
  programs=$root/bench/compile_time/programs.cpp
  base=$(seconds "$compiler" "$programs")
  printf '| program | CPU seconds | beyond its headers |\n|---|---|---|\n| headers alone | %.2f | |\n' "$base"
  number=0
  for name in "gradient of 5 dense layers" "gradient of 40 dense layers" "Hessian of 20 operations" \
    "gradient of a scan of 2 steps" "gradient of a scan of 1000 steps"; do
    number=$((number + 1))
    t=$(seconds "$compiler" "-DPROGRAM=$number" "$programs")
    printf '| %s | %.2f | %.2f |\n' "$name" "$t" "$(echo "$t $base" | awk '{ print $1 - $2 }')"
  done
  training=$root/bench/compile_time/training.cpp
  steps=() # clang gives up on the graph of 100 layers' training without
  if "$compiler" --version | grep -q clang; then steps=(-fconstexpr-steps=50000000); fi
  printf '| unit, at -O3 | CPU seconds | beyond its headers |\n|---|---|---|\n'
  number=0
  for name in "a LeNet-like network is trained" "100 dense layers are trained" "a model is loaded"; do
    number=$((number + 1))
    base=$(seconds "$compiler" -O3 "-DPROGRAM=$number" -DHEADERS "$training")
    t=$(seconds "$compiler" -O3 "${steps[@]}" "-DPROGRAM=$number" "$training")
    printf '| %s | %.2f | %.2f |\n' "$name" "$t" "$(echo "$t $base" | awk '{ print $1 - $2 }')"
  done
  units=$root/bench/compile_time/units.cpp
  printf '\n| unit, at -O3 | CPU seconds | MB of the compiler | bytes of text |\n|---|---|---|---|\n'
  number=0
  for name in "three dense layers are run" "three dense layers are trained"; do
    number=$((number + 1))
    t=$(seconds "$compiler" -O3 -DNDEBUG "-DPROGRAM=$number" "$units")
    printf '| %s | %.2f | %s |\n' "$name" "$t" "$(memory_and_text "$compiler" -O3 -DNDEBUG "-DPROGRAM=$number" "$units")"
  done
  echo
  if [ "$(echo "$all $limit" | awk '{ print ($1 > $2) }')" = 1 ]; then
    echo "one op of every family takes more than $limit CPU seconds" >&2
    status=1
  fi
done
exit $status
