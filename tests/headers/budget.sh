#!/bin/sh
# SPDX-License-Identifier: MIT
# budget.sh INCLUDE_DIR BUDGET COMPILER [FLAG...]   Asks the preprocessor what the headers listed in BUDGET bring: no more text
# than it says, and no file that it forbids. Compile time of an include follows these, and they do not depend on the machine.
set -u
include=${1:?the include directory} budget=${2:?the list of budgets} compiler=${3:?a compiler}
shift 3
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

while read -r header own all forbidden; do
  case $header in '' | '#'*) continue ;; esac
  if ! "$compiler" -std=gnu++20 "$@" -I"$include" -E -x c++ -include "$header" /dev/null >"$work/text"; then
    failed=1
    continue
  fi
  # Lines like `# 1 "/usr/include/stdio.h" 1 3 4` say where what follows comes from.
  awk -v header="$header" -v own="$own" -v all="$all" -v forbidden="$forbidden" '
    /^# [0-9]+ "/ { file = $0; sub(/^# [0-9]+ "/, "", file); sub(/".*/, "", file); seen[file]; next }
    { size = length($0) + 1 }
    /[^ \t]/ { total += size; if (file ~ /(^|\/)tenon\//) tenon += size }
    END {
      printf "%-20s %4d of %d KB of Tenon, %4d of %d KB in all\n", header, tenon / 1000, own, total / 1000, all
      if (tenon > own * 1000 || total > all * 1000) { print "error: " header ": more than its budget"; bad = 1 }
      count = split(forbidden, rule, " ")
      for (file in seen)
        for (i = 1; i <= count; i++)
          if (file ~ rule[i]) { print "error: " header " includes " file; bad = 1 }
      exit bad
    }' "$work/text" || failed=1
done <"$budget"
exit $failed
