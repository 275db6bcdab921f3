# SPDX-License-Identifier: MIT
# Reads a list of header paths; see check.sh.

BEGIN {
  # A folder may include itself and what stands before it. The last ones stand side by side on all the others ...
  split("shape op graph kernel tensor trace autodiff", order)
  for (i in order) rank[order[i]] = i + 0
  rank["nn"] = rank["data"] = rank["io"] = rank["interop"] = 8
  # ... except that `fit` takes rows, readers make them, and models are saved.
  sideways["nn", "data"] = sideways["io", "data"] = sideways["nn", "io"] = 1
  # The headers directly in tenon/ gather the others; config.hpp holds macros and is for all.
  base = "tenon/config.hpp"
  xsimd_header = "tenon/kernel/pack.hpp"
  warn_lines = 400
  max_lines = 600
}

function fault(text) {
  print "error: " text
  faults++
}

# tenon/a/../b/c.hpp -> tenon/b/c.hpp
function normal(path) {
  while (sub(/[^\/]+\/\.\.\//, "", path)) {}
  gsub(/\/\.\//, "/", path)
  return path
}

function folder(path, parts) { return split(path, parts, "/") > 2 ? parts[2] : "" }

function check_direction(from, to, line, a, b) {
  a = folder(from)
  b = folder(to)
  if (to == base || (a == "" && from != base) || (a == b && a != "")) return
  if (from == base) fault(from ":" line ": includes " to "; config.hpp includes nothing of Tenon")
  else if (b == "") fault(from ":" line ": includes " to ", which gathers headers of higher layers")
  else if (rank[b] > rank[a]) fault(from ":" line ": includes upwards: " to)
  else if (rank[b] == rank[a] && !((a, b) in sideways)) fault(from ":" line ": " a " must not know " b ": " to)
}

function check_include(from, line, text, quoted, to, dir) {
  quoted = text ~ /^[ \t]*#[ \t]*include[ \t]*"/
  to = text
  sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", to)
  sub(/[>"].*/, "", to)
  if (to ~ /xsimd/ && from != xsimd_header) fault(from ":" line ": only " xsimd_header " may include xsimd")
  if (quoted && to !~ /^tenon\//) {
    dir = from
    sub(/[^\/]+$/, "", dir)
    to = dir to
  }
  if (to !~ /^tenon\//) return
  to = normal(to)
  if (!(to in is_header)) {
    fault(from ":" line ": includes " to ", which does not exist")
    return
  }
  includes[from, ++include_count[from]] = to
  check_direction(from, to, line)
}

function check_file(path, text, lines, pragmas, licences) {
  if (folder(path) != "" && !(folder(path) in rank)) fault(path ": folder " folder(path) " has no place in the order")
  while ((getline text < path) > 0) {
    lines++
    if (text ~ /^#pragma once[ \t]*$/) pragmas++
    if (text ~ /SPDX-License-Identifier/) {
      licences++
      if (lines != 1 || text != "// SPDX-License-Identifier: MIT")
        fault(path ":" lines ": line 1, and no other, is // SPDX-License-Identifier: MIT")
    }
    sub(/\/\/.*/, "", text)
    if (text ~ /static_assert|TENON_NO_NUMBER/ && folder(path) != "kernel") asserts[path]
    if (text ~ /^[ \t]*#[ \t]*include/) check_include(path, lines, text)
    else if (text ~ /xsimd::/ && path != xsimd_header) fault(path ":" lines ": only " xsimd_header " may name xsimd::")
  }
  close(path)
  if (!licences) fault(path ": no SPDX line")
  if (pragmas != 1) fault(path ": one #pragma once is needed")
  if (lines > max_lines) fault(path ": " lines " lines; over " max_lines " it wants another design")
  else if (lines > warn_lines) print "warning: " path ": " lines " lines"
}

# Depth first; a header met again while it is still open closes a cycle.
function visit(path, trail, i) {
  if (state[path] == "done") return
  if (state[path] == "open") {
    fault("cycle: " trail " -> " path)
    return
  }
  state[path] = "open"
  for (i = 1; i <= include_count[path]; i++) visit(includes[path, i], trail == "" ? path : trail " -> " path)
  state[path] = "done"
}

# An error in a header lists by what it was included, a line for each. The headers that gather others therefore include those
# with assertions themselves, each after what it includes.
function gather(path, depth, top, i) {
  if ((top, path) in gathered) return
  gathered[top, path]
  if (depth > 1 && path in asserts) fault(top ": " path " has assertions: it is included here, before what includes it")
  for (i = 1; i <= include_count[path]; i++) gather(includes[path, i], depth + 1, top)
}

{
  is_header[$0]
  headers[++count] = $0
}

END {
  if (!count) fault("no headers found")
  for (i = 1; i <= count; i++) check_file(headers[i])
  for (i = 1; i <= count; i++) visit(headers[i], "")
  if (!faults)
    for (i = 1; i <= count; i++)
      if (folder(headers[i]) == "") gather(headers[i], 0, headers[i])
  if (!faults) print count " headers in order"
  exit faults > 0
}
