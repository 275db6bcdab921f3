#!/bin/sh
# SPDX-License-Identifier: MIT
# compile_fail_self_test.sh gcc|clang COMPILER   compile_fail.sh accepts a small good test, and names what is wrong with others.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
family=${1:?gcc or clang} compiler=${2:?a compiler}
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
failed=0

source() { # COMMENT...: a test with these comments, whose broken form has one error
  printf '// %s\n' "$@" >"$tree/a.cpp"
  printf '%s\n' '#ifdef BROKEN' 'constexpr int n = 3;' '#else' 'constexpr int n = 4;' '#endif' 'static_assert(n == 4, "n: four");' \
    >>"$tree/a.cpp"
}
check() { sh "$here/compile_fail.sh" "$tree/stamp" "$family" "$tree/a.cpp" "$compiler" -std=c++20 2>&1; }
expect() { # WORDS: the check fails and says them
  if output=$(check); then
    echo "not found: $1"
    failed=1
  elif ! echo "$output" | grep -qF -e "$1"; then
    echo "wanted: $1"
    echo "got:    $output"
    failed=1
  fi
}

source 'EXPECT: n: four' 'MAX_LINES: 12'
check >/dev/null || failed=1
source 'EXPECT: n: five'
expect 'not in the output: n: five'
source 'EXPECT: n: four' 'REJECT: static'
expect 'must not be in the output: static'
source 'MAX_LINES: 12'
expect 'no EXPECT line'
source 'EXPECT: n: four' 'MAX_LINES: 2'
expect 'more than 2'
# The last limit for the compiler counts; that of the other one does not.
other=$([ "$family" = gcc ] && echo CLANG || echo GCC)
this=$(echo "$family" | tr '[:lower:]' '[:upper:]')
source 'EXPECT: n: four' 'MAX_LINES: 12' "MAX_LINES_$this: 2"
expect 'more than 2'
source 'EXPECT: n: four' 'MAX_LINES: 12' "MAX_LINES_$other: 2"
check >/dev/null || failed=1
source 'EXPECT: n: four'
echo 'static_assert(false);' >>"$tree/a.cpp"
expect 'must compile as it stands'
source 'EXPECT: n: four'
sed -i.bak 's/n == 4/n != 5/' "$tree/a.cpp"
expect 'compiles although BROKEN'
exit $failed
