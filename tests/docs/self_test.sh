#!/bin/sh
# SPDX-License-Identifier: MIT
# The check of snippets finds each kind of fault, and corrects what it can.
set -u
check=$(dirname -- "$0")/check.sh
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root"' EXIT
mkdir "$root/docs"
failed=0

page() { printf '%s\n' '<!-- a.cpp [one] -->' "$@" 'after' >"$root/docs/page.md"; }
expect() { # CODE TEXT [--update]
  output=$(sh "$check" "$root" ${3:+"$3"} 2>&1)
  if [ $? -ne "$1" ] || ! printf '%s\n' "$output" | grep -qF -e "$2"; then
    echo "expected $1 and '$2': $output"
    failed=1
  fi
}

printf '%s\n' '// [zero]' 'no' '// [end]' '  // [one]' '  int a;' '' '    int b;' '  // [end]' >"$root/a.cpp"
page '```cpp' 'int a;' '' '  int b;' '```'
expect 0 ''
page '```cpp' 'int a;' '```'
expect 1 '+  int b;'
expect 0 '' --update
expect 0 ''
page 'no block'
expect 1 'page.md:2: expected a fenced block'
page '```cpp' 'int a;' '```'
: >"$root/a.cpp"
expect 1 'no [one] ... [end] in a.cpp'
rm "$root/docs/page.md"
mkdir "$root/docs/how-to"
{
  echo '// [one]'
  seq 16
  echo '// [end]'
} >"$root/a.cpp"
printf '%s\n' '<!-- a.cpp [one] -->' '```cpp' '```' >"$root/docs/how-to/page.md"
expect 1 '[one] has 16 lines, at most 15 are short' --update
exit $failed
