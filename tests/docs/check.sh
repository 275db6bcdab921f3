#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh ROOT [--update]   The snippets in README.md, docs/*.md and docs/how-to/*.md are those of the files they name; --update
# makes them so. One of a how-to has at most 15 lines.
set -u
root=$1
expand=$(dirname -- "$0")/expand.awk
expanded=$(mktemp) || exit 1
trap 'rm -f "$expanded"' EXIT
failed=0
for page in "$root"/README.md "$root"/docs/*.md "$root"/docs/how-to/*.md; do
  [ -f "$page" ] || continue
  case $page in */how-to/*) most=15 ;; *) most=0 ;; esac
  if ! awk -v root="$root" -v most=$most -f "$expand" "$page" >"$expanded"; then
    failed=1
  elif [ "${2:-}" = --update ]; then
    cmp -s "$page" "$expanded" || cp "$expanded" "$page"
  elif ! diff -u "$page" "$expanded"; then
    echo "error: $page: a snippet is not what its file says; tests/docs/check.sh ROOT --update corrects it"
    failed=1
  fi
done
exit $failed
