#!/bin/sh
# SPDX-License-Identifier: MIT
# self_test.sh COMPILER [CLANG]   The checks of this folder accept a small good header, and name what is wrong with others.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
compiler=${1:?a compiler} clang=${2:-}
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/tenon/kernel"
failed=0

expect() { # WORDS COMMAND...: it fails and says them
  words=$1
  shift
  if output=$("$@" 2>&1); then
    echo "not found: $words"
    failed=1
  elif ! echo "$output" | grep -qF -e "$words"; then
    echo "wanted: $words"
    echo "got:    $output"
    failed=1
  fi
}

echo 'constexpr int one = 1;' >"$tree/tenon/good.hpp"
printf '%s\n' '#include <tenon/kernel/loop.hpp>' '#include <vector>' >"$tree/tenon/bad.hpp"
echo '#pragma once' >"$tree/tenon/kernel/loop.hpp"
printf '%s\n' '# a comment' 'tenon/good.hpp 1 1 tenon/kernel/ /vector$' >"$tree/good.txt"
echo 'tenon/bad.hpp 1 9999 tenon/kernel/ /vector$' >"$tree/bad.txt"
echo 'tenon/bad.hpp 1 1' >"$tree/small.txt"
sh "$here/budget.sh" "$tree" "$tree/good.txt" "$compiler" || failed=1
expect 'tenon/bad.hpp includes' sh "$here/budget.sh" "$tree" "$tree/bad.txt" "$compiler"
expect '/vector' sh "$here/budget.sh" "$tree" "$tree/bad.txt" "$compiler"
expect 'tenon/kernel/loop.hpp' sh "$here/budget.sh" "$tree" "$tree/bad.txt" "$compiler"
expect 'more than its budget' sh "$here/budget.sh" "$tree" "$tree/small.txt" "$compiler"

if [ -n "$clang" ]; then
  # A call whose operands depend on nothing is instantiated at once.
  routine='template <class Op> constexpr int routine(int x) { return x; }'
  echo "$routine template <class Op> constexpr int good(int x) { return routine<Op>(x); } constexpr int two = good<int>(1);" \
    >"$tree/tenon/one.hpp"
  echo 'template <class T> constexpr T same(T x) { return x; } constexpr int one = same(1);' >"$tree/tenon/few.hpp"
  if ! sh "$here/instantiations.sh" "$tree" tenon/few.hpp 1 "$clang" >"$tree/log"; then
    cat "$tree/log"
    failed=1
  elif ! grep -q SKIPPED "$tree/log"; then
    expect 'more than there may be' sh "$here/instantiations.sh" "$tree" tenon/few.hpp 0 "$clang"
    expect 'instantiates routine<int>' sh "$here/instantiations.sh" "$tree" tenon/one.hpp 9 "$clang"
  fi
fi
[ "$failed" = 0 ] && echo 'the checks bite'
exit $failed
