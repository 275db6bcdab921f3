#!/bin/sh
# SPDX-License-Identifier: MIT
# syntax_check.sh STAMP COMPILER FLAGS...   Compiles; says nothing and does nothing when STAMP shows that the same
# command passed and no file it read has changed since (what make would do, for a test that leaves no output).
set -u
stamp=$1
shift
. "$(dirname "$0")/stamp.sh"
stamp_is_fresh "$stamp" "$@" && exit 0
"$@" -MD -MF "$stamp.d" -MT x || exit 1
stamp_write "$stamp" "$@"
