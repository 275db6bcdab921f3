#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh ROOT WORK [BUILD...]   Builds the tests of units.txt for other instruction sets than the machine's and runs them:
#   sse2 sse4 avx avx2_no_fma avx2 avx512   with this machine's compiler; what the machine cannot run is only compiled
#   aarch64                                 with aarch64-linux-gnu-g++, under qemu-aarch64
#   instructions                            counts them in pinned programs (count.sh)
#   bytes                                   those that programs move, beside their constants (bytes.sh)
#   xsimd                                   the tests of lanes with the releases of xsimd in xsimd.txt, or in $TENON_XSIMD_DIRS
# WORK keeps objects between runs. One compiler runs at a time. CXX is the compiler (g++), TENON_UNITS are other units.
set -u
root=$(CDPATH='' cd -- "${1:?the root of the project}" && pwd)
mkdir -p "${2:?a directory to work in}"
work=$(CDPATH='' cd -- "$2" && pwd)
shift 2
here=$root/tests/builds
compiler=${CXX:-g++}
units=${TENON_UNITS:-$(sed 's/#.*//' "$here/units.txt")}
[ $# -gt 0 ] || set -- sse2 avx2_no_fma avx2 avx512 aarch64 instructions bytes xsimd
failed=0

fail() {
  echo "error: $*"
  failed=1
}

found_in() { # HEADER: the directory from which the compiler includes it
  echo "#include <$1>" | "$compiler" -M -x c++ - 2>/dev/null | tr ' ' '\n' | sed -n "s|/$1\$||p" | head -n 1
}

compile() { # COMPILER ARGUMENT...: says errors and warnings only
  "$@" >"$work/log" 2>&1 || {
    grep -E 'error|warning|undefined' "$work/log" | head -n 20
    return 1
  }
}

# Builds the units and runs them, with $run before each (`none`: not at all).
units_of() { # BUILD COMPILER FLAG...
  build=$1 cross=$2
  shift 2
  at=$work/$build
  mkdir -p "$at"
  set -- "$cross" -std=gnu++20 -Og "$@" -I"$root/include" -I"$root/tests" -I"$root/tests/support" -ffp-contract=off \
    "-DTENON_SOURCE_DIR=\"$root\"" '-DTENON_SHARED_DIR="none"'
  warnings='-Wall -Wextra -Wpedantic -Wconversion -Werror'
  if [ ! -f "$at/main.o" ]; then
    compile "$@" -w -c "$root/tests/support/main.cpp" -o "$at/main.o" || { fail "$build: Catch2 does not compile"; return; }
  fi
  # shellcheck disable=SC2086 # words
  if [ ! -f "$at/pch.hpp.gch" ] || [ -n "$(find "$root/include" "$root/tests/support" -name '*.hpp' -newer "$at/pch.hpp.gch")" ]; then
    echo "#include \"$root/tests/support/pch.hpp\"" >"$at/pch.hpp"
    compile "$@" $warnings -x c++-header "$at/pch.hpp" -o "$at/pch.hpp.gch" || fail "$build: tenon.hpp"
  fi
  for unit in $units; do
    # shellcheck disable=SC2086
    if ! compile "$@" $warnings -include "$at/pch.hpp" "$root/tests/unit/$unit.cpp" "$at/main.o" -lpthread -o "$at/$unit"; then
      fail "$build: $unit does not compile"
    elif [ "$run" = none ]; then
      echo "$build: $unit compiles"
    elif output=$(cd "$root" && $run "$at/$unit" 2>&1); then
      printf '%s: %s: %s\n' "$build" "$unit" "$(printf '%s\n' "$output" | tail -n 2 | tr -d '\n')"
    else
      printf '%s\n' "$output" | tail -n 40
      fail "$build: $unit"
    fi
  done
}

host() { # BUILD FEATURE FLAG...: the feature as /proc/cpuinfo has it
  run=
  if ! grep -qsw "$2" /proc/cpuinfo; then
    echo "$1: this machine has no $2: only compiled"
    run=none
  fi
  build=$1
  shift 2
  units_of "$build" "$compiler" "$@"
}

# The host's other headers must not be seen by a cross compiler: what is needed is linked into a directory of its own.
link_headers() {
  mkdir -p "$work/headers"
  for header in boost/hana/config.hpp xsimd/xsimd.hpp catch2/catch.hpp; do
    from=$(found_in "$header")
    if [ -z "$from" ]; then
      fail "$header is not found"
      return 1
    fi
    ln -sfn "$from/${header%%/*}" "$work/headers/${header%%/*}"
  done
}

aarch64() {
  cross=$(command -v aarch64-linux-gnu-g++) || { echo 'SKIPPED: aarch64: no aarch64-linux-gnu-g++'; return; }
  run=$(command -v qemu-aarch64) || { echo 'aarch64: no qemu-aarch64: only compiled'; run=none; }
  link_headers || return
  units_of aarch64 "$cross" -static -Wno-psabi -isystem "$work/headers"
}

xsimd() {
  directories=${TENON_XSIMD_DIRS:-}
  if [ -z "$directories" ]; then
    for release in $(sed 's/#.*//' "$here/xsimd.txt"); do
      to=$work/xsimd-$release
      [ -d "$to" ] || git -c advice.detachedHead=false clone -q --depth 1 --branch "$release" \
        https://github.com/xtensor-stack/xsimd.git "$to" 2>"$work/log" || { echo "SKIPPED: xsimd $release: not to be had"; continue; }
      directories="$directories $to/include"
    done
  fi
  for directory in $directories; do
    name=$(sed -n 's/^#define XSIMD_VERSION_[A-Z]* *//p' "$directory/xsimd/config/xsimd_config.hpp" | tr '\n' '.' | sed 's/\.$//')
    for flags in -march=x86-64 -mavx2 -march=native; do
      # Not a system header before the others: the release must be the one that is included.
      if compile "$compiler" -std=gnu++20 -Og "$flags" -Wall -Wextra -Wpedantic -Wconversion -Werror -I"$directory" \
        -I"$root/include" -I"$root/tests" -I"$root/tests/support" "$root/tests/unit/simd.cpp" "$work/xsimd.main.o" \
        -o "$work/xsimd.simd" && "$work/xsimd.simd" >"$work/log" 2>&1; then
        echo "xsimd $name $flags: $(tail -n 2 "$work/log" | tr -d '\n')"
      else
        tail -n 20 "$work/log"
        fail "xsimd $name $flags"
      fi
    done
  done
}

for build in "$@"; do
  case $build in
  sse2) host sse2 sse2 -march=x86-64 ;;
  sse4) host sse4 sse4_2 -march=x86-64-v2 ;;
  avx) host avx avx -march=sandybridge ;;
  avx2_no_fma) host avx2_no_fma avx2 -mavx2 -mno-fma ;;
  avx2) host avx2 fma -march=haswell ;;
  avx512) host avx512 avx512vl -march=x86-64-v4 ;;
  aarch64) aarch64 ;;
  instructions) link_headers && { CXX=$compiler sh "$here/count.sh" "$root" "$work" || failed=1; } ;;
  bytes) CXX=$compiler sh "$here/bytes.sh" "$root" "$work" || failed=1 ;;
  xsimd)
    [ -f "$work/xsimd.main.o" ] || compile "$compiler" -std=gnu++20 -Og -w -I"$root/tests/support" -c "$root/tests/support/main.cpp" \
      -o "$work/xsimd.main.o" || fail 'xsimd: Catch2 does not compile'
    xsimd
    ;;
  *) fail "unknown build: $build (sse2 sse4 avx avx2_no_fma avx2 avx512 aarch64 instructions bytes xsimd)" ;;
  esac
done
[ "$failed" = 0 ] && echo "builds: all is well"
exit $failed
