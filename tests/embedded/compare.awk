# SPDX-License-Identifier: MIT
# Compares two texts of lines `name index value bits`, the host's and the target's; lines with # tell what only one
# of them knows. tolerance: 0 asks for equal bits; else relative, for numbers that are no loss at least relative to 1.
function magnitude(x) { return x < 0 ? -x : x }
/^#/ { next }
FNR == NR {
  host[++expected] = $1 " " $2
  value[expected] = $3
  bits[expected] = $4
  next
}
{
  ++found
  if ($1 " " $2 != host[found]) {
    print "the target prints `" $0 "` where the host prints " host[found]
    exit bad = 1
  }
  scale = magnitude(value[found])
  if ($1 != "loss" && scale < 1) scale = 1
  error = magnitude($3 - value[found])
  if (scale > 0 && error / scale > largest) largest = error / scale
  if ($4 != bits[found]) ++different
  if ($4 !~ /^[0-9a-f]+$/ || $4 ~ /^[7f]f[89a-f]/) {
    print $1, $2 " is no number: " $4
    bad = 1
  }
  if (tolerance == 0 ? $4 != bits[found] : error > tolerance * scale) {
    print $1, $2 ": host", value[found], bits[found] ", target", $3, $4
    bad = 1
  }
}
END {
  if (found != expected || found < 20) {
    print "the host prints " expected + 0 " numbers, the target " found + 0 "; at least 20 were expected"
    bad = 1
  }
  print found + 0 " numbers, " different + 0 " with other bits, largest relative difference " largest + 0
  exit bad
}
