#!/bin/sh
# SPDX-License-Identifier: MIT
# The layering check accepts a small good tree, and names each fault planted in it.
set -u
check=$(dirname -- "$0")/check.sh
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
failed=0

header() { # PATH LINE...: a correct header with these lines
  path=$tree/tenon/$1
  shift
  mkdir -p "$(dirname "$path")"
  printf '%s\n' '// SPDX-License-Identifier: MIT' '#pragma once' "$@" >"$path"
}

good_tree() {
  rm -rf "$tree/tenon"
  header config.hpp '#define TENON_X 1'
  header shape/shape.hpp '#include <tenon/config.hpp>'
  header kernel/pack.hpp '#include <xsimd/xsimd.hpp>' 'using b = xsimd::batch<float>;'
  header kernel/loop.hpp '#include "pack.hpp"' '#include "../shape/shape.hpp"' '// xsimd:: in a comment'
  header data/rows.hpp '#include <tenon/shape/shape.hpp>'
  header nn/fit.hpp '#include <tenon/data/rows.hpp>' '#include <vector>'
  header tenon.hpp '#include <tenon/nn/fit.hpp>'
}

expect() { # WORDS: the check fails and says them
  if output=$(sh "$check" "$tree"); then
    echo "not found: $1"
    failed=1
  elif ! echo "$output" | grep -qF -e "$1"; then
    echo "wanted: $1"
    echo "got:    $output"
    failed=1
  fi
  good_tree
}

good_tree
sh "$check" "$tree" || failed=1

header shape/up.hpp '#include <tenon/kernel/pack.hpp>'
expect 'shape/up.hpp:3: includes upwards'
header shape/up.hpp '#include "../tenon.hpp"'
expect 'gathers headers of higher layers'
header config.hpp '#include <tenon/shape/shape.hpp>'
expect 'config.hpp includes nothing'
header data/up.hpp '#include <tenon/nn/fit.hpp>'
expect 'data must not know nn'
header io/a.hpp '#include <tenon/nn/fit.hpp>'
expect 'io must not know nn'
header op/a.hpp '#include <tenon/op/b.hpp>'
header op/b.hpp '#include "a.hpp"'
expect 'cycle: tenon/op/a.hpp -> tenon/op/b.hpp -> tenon/op/a.hpp'
header op/a.hpp '#include <tenon/op/gone.hpp>'
expect 'does not exist'
header data/rows.hpp '#include <tenon/shape/shape.hpp>' 'static_assert(true);'
expect 'tenon/tenon.hpp: tenon/data/rows.hpp has assertions'
header kernel/a.hpp '#include <xsimd/xsimd.hpp>'
expect 'may include xsimd'
header kernel/a.hpp 'xsimd::batch<float> b;'
expect 'may name xsimd::'
header surprise/a.hpp
expect 'has no place in the order'
header op/a.hpp '#pragma once'
expect 'one #pragma once'
header op/a.hpp
sed -i 1d "$tree/tenon/op/a.hpp"
expect 'no SPDX line'
header op/a.hpp '// SPDX-License-Identifier: MIT'
expect 'line 1, and no other'
header op/a.hpp
yes '//' | head -n 600 >>"$tree/tenon/op/a.hpp"
expect '602 lines'
exit $failed
