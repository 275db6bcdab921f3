#!/bin/sh
# SPDX-License-Identifier: MIT
# check.sh INCLUDE_DIR   Keeps the architecture: INCLUDE_DIR/tenon/*.hpp include only downwards and without cycles,
# begin with one SPDX line and #pragma once, stay short, and only one of them names xsimd. Prints one line a fault.
set -u
program=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/check.awk
cd "${1:?the include directory}" || exit 1
find tenon -name '*.hpp' | LC_ALL=C sort | awk -f "$program"
