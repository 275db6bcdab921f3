#!/bin/sh
# SPDX-License-Identifier: MIT
# count.sh ROOT WORK [--update]   Counts the instructions that the programs of programs.cpp execute, under QEMU, one run of each:
# the difference of 3 runs and 1, halved. Compares with instructions.txt, where the compiler is of the version it was written with:
# more than 3 % above it is a failure. --update writes the file. What is not installed is left out, with a word.
set -u
root=${1:?the root of the project} work=${2:?a directory to work in} update=${3:-}
here=$root/tests/builds
pins=$here/instructions.txt
mkdir -p "$work"
failed=0

executed() { # EMULATOR PROGRAM NAME TIMES
  "$1" -cpu max -singlestep -d exec,nochain "$2" "$3" "$4" 2>&1 >/dev/null | grep -c '^Trace'
}

count() { # BUILD COMPILER EMULATOR FLAG...
  build=$1 compiler=$2 emulator=$3
  shift 3
  for program in "$compiler" "$emulator"; do
    command -v "$program" >/dev/null || { echo "SKIPPED: instructions of $build: no $program"; return; }
  done
  version=$("$compiler" -dumpfullversion)
  "$compiler" -std=gnu++20 -O3 -DNDEBUG -static -Wno-psabi "$@" -I"$root/include" "$here/programs.cpp" -o "$work/programs.$build" ||
    { failed=1; return; }
  for name in $("$emulator" -cpu max "$work/programs.$build"); do
    one=$(executed "$emulator" "$work/programs.$build" "$name" 1)
    three=$(executed "$emulator" "$work/programs.$build" "$name" 3)
    echo "$build $version $name $(((three - one) / 2))" >>"$work/counts"
  done
}

: >"$work/counts"
native=${CXX:-g++}
count aarch64 aarch64-linux-gnu-g++ qemu-aarch64 -isystem "$work/headers"
if [ "$(uname -m)" = x86_64 ]; then
  count sse2 "$native" qemu-x86_64 -march=x86-64
  count avx2_no_fma "$native" qemu-x86_64 -mavx2 -mno-fma
  count avx2 "$native" qemu-x86_64 -mavx2 -mfma
fi

if [ "$update" = --update ]; then
  { echo '# Build, version of g++, program, instructions of one run: written by count.sh --update.' && cat "$work/counts"; } >"$pins"
fi
awk '
  FILENAME == ARGV[1] { if ($0 !~ /^#/) pin[$1, $2, $3] = $4; next }
  $4 <= 0 { print "error: " $1 " " $3 ": nothing was counted"; bad = 1; next }
  !(($1, $2, $3) in pin) { print $1 " " $3 ": " $4 " instructions (g++ " $2 "; none recorded)"; next }
  {
    recorded = pin[$1, $2, $3]
    printf "%s %s: %d instructions, %d recorded\n", $1, $3, $4, recorded
    if ($4 > recorded * 1.03) { print "error: " $1 " " $3 ": more than 3 % above what is recorded"; bad = 1 }
  }
  END { exit bad }' "$pins" "$work/counts" || failed=1
exit $failed
