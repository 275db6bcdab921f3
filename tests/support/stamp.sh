# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# A stamp is a file that holds the command that passed; its modification time is when it started. STAMP.d lists what it read.
# A dependency changed while the command ran is newer than the stamp, so the next run sees it.

stamp_is_fresh() { # STAMP COMMAND...
  stamp_file=$1
  shift
  stamp_begin=$stamp_file.begin
  rm -f "$stamp_begin"
  : >"$stamp_begin"
  [ -f "$stamp_file" ] && [ -f "$stamp_file.d" ] || return 1
  [ "$(cat "$stamp_file")" = "$*" ] || return 1
  stamp_dependencies=$(sed -e '1s/^[^:]*://' -e 's/\\$//' -e 's|/dev/null||' "$stamp_file.d")
  # find fails when a dependency is gone; that is a change too.
  # shellcheck disable=SC2086 # one word a file: paths with blanks only make the check run again
  stamp_newer=$(find -L $stamp_dependencies "$(command -v "$1")" -newer "$stamp_file" 2>&1 | head -n 1)
  [ -z "$stamp_newer" ]
}

stamp_write() { # STAMP COMMAND...
  stamp_file=$1
  shift
  printf '%s\n' "$*" >"$stamp_file.new"
  touch -r "$stamp_file.begin" "$stamp_file.new"
  mv "$stamp_file.new" "$stamp_file"
  rm -f "$stamp_file.begin"
}
