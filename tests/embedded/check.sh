#!/bin/sh
# SPDX-License-Identifier: MIT
# The steps of the embedded tests, one a call:
#   check.sh build STAMP OUTPUT COMMAND...   runs the compiler, unless STAMP shows that nothing has changed
#   check.sh host PROGRAM TEXT               runs a host program, keeps what it prints
#   check.sh qemu QEMU ELF TEXT              the same for the target
#   check.sh compare TOLERANCE TEXT TEXT     host's and target's numbers, see compare.awk
#   check.sh symbols NM ELF                  no heap, no exceptions, no double arithmetic
#   check.sh memory NM SIZE ELF TEXT NAMES LIMIT   static objects are the program's own; sizes are as the types say
#   check.sh bites OUTPUT COMMAND...         what needs a heap or an exit handler does not link
set -u
. "$(dirname "$0")/../support/stamp.sh"
step=$1
shift

fail() {
  echo "embedded: $*"
  exit 1
}

case $step in
build)
  stamp=$1 output=$2
  shift 2
  [ -f "$output" ] && stamp_is_fresh "$stamp" "$@" -o "$output" && exit 0
  rm -f "$output"
  "$@" -o "$output" -MD -MF "$stamp.d" -MT x || exit 1
  # Of several sources the compiler lists the last one's headers; the linker script it never lists.
  for word in "$@"; do
    case $word in *.cpp | *.ld) printf '\n%s' "$word" ;; esac
  done >>"$stamp.d"
  stamp_write "$stamp" "$@" -o "$output"
  ;;
host)
  "$1" >"$2"
  ;;
qemu)
  # Semihosting writes to standard error. With -icount the same instructions take the same time in every run.
  timeout 120 "$1" -M mps2-an386 -nographic -monitor none -serial null -icount shift=8 \
    -semihosting-config enable=on,target=native -kernel "$2" >"$3" 2>&1
  status=$?
  grep '^#' "$3"
  [ $status -eq 0 ] || {
    tail -n 5 "$3"
    fail "exit status $status"
  }
  ;;
compare)
  awk -v tolerance="$1" -f "$(dirname "$0")/compare.awk" "$2" "$3"
  ;;
symbols)
  forbidden='__aeabi_(c?d|f2d|u?[il]2d)|__(add|sub|mul|div)df3|malloc|calloc|realloc|free|_sbrk|_Unwind|__cxa_'
  forbidden="$forbidden|__gxx_personality|_Z(nw|na|dl|da)|printf|atexit|errno|_impure"
  "$1" "$2" >"$2.nm" || exit 1
  grep -q ' main$' "$2.nm" || fail "no main in $2"
  ! grep -E " _*($forbidden)" "$2.nm" || fail "these symbols must not be in $2"
  echo "$(wc -l <"$2.nm") symbols"
  ;;
memory)
  nm=$1 size=$2 elf=$3 text=$4 names=$5 limit=$6
  "$size" "$elf" || exit 1
  "$nm" -C -S "$elf" | awk -v names="$names" '
    BEGIN { n = split(names, list, ","); for (i = 1; i <= n; i++) own[list[i]] }
    $3 ~ /^[bBdD]$/ && !($4 in own) { print "not the program'\''s own:", $0; bad = 1 }
    $3 ~ /^[bBdD]$/ { print "static object:", $2, $4 }
    END { exit bad }' || fail "static memory that no type accounts for"
  # `# train_bytes_promised 11088` says what the types promise for the object `train`; alignment and the mask of rows add a little.
  sed -n 's/^# \([a-z]*\)_bytes_promised \([0-9]*\)$/\1 \2/p' "$text" | while read -r object promised; do
    found=$("$nm" -C -S "$elf" | awk -v name="$object" '$4 == name { print $2 }')
    [ -n "$found" ] || fail "no object $object in $elf"
    found=$((0x$found))
    echo "$object: $promised bytes promised, $found found"
    [ "$found" -ge "$promised" ] && [ "$found" -le $((promised + 512)) ] || fail "$object is not as large as promised"
  done || exit 1
  flash=$("$size" "$elf" | awk 'NR == 2 { print $1 + $2 }')
  [ "$flash" -le "$limit" ] || fail "$flash bytes of flash; $limit were enough so far"
  ;;
bites)
  output=$1
  shift
  "$@" -DBITE=0 -o "$output" || fail "must link as it stands"
  for bite in 1 2 3 4 5 6; do
    "$@" -DBITE=$bite -o "$output" >"$output.txt" 2>&1 && fail "BITE=$bite must not link"
    grep -E 'undefined reference to .(_sbrk|__dso_handle|end)' "$output.txt" || {
      cat "$output.txt"
      fail "BITE=$bite fails for another reason"
    }
  done
  ;;
*)
  fail "what is $step?"
  ;;
esac
