# SPDX-License-Identifier: MIT
# Prints a page with its snippets as they stand in the sources. A line `<!-- FILE [name] -->` in front of a fenced block
# says where from: between `// [name]` and `// [end]`, without the indentation of the first of them. `most` lines, where given.

function snippet(path, name, at, line, found, lines) {
  while ((getline line < (root "/" path)) > 0) {
    if (!found && (at = index(line, "// [" name "]")) && line ~ /^ *\/\/ \[[a-z0-9_-]+\]$/) found = 1
    else if (found && line ~ /^ *\/\/ \[end\]$/) {
      close(root "/" path)
      if (most && lines > most) {
        print "error: " FILENAME ":" FNR ": [" name "] has " lines " lines, at most " most " are short" > "/dev/stderr"
        failed = 1
      }
      return
    } else if (found) {
      print substr(line, at)
      ++lines
    }
  }
  close(root "/" path)
  print "error: " FILENAME ":" FNR ": no [" name "] ... [end] in " path > "/dev/stderr"
  failed = 1
}

skipping && !/^```$/ { next }
{
  skipping = 0
  print
}
/^<!-- [^ ]+ \[[a-z0-9_-]+\] -->$/ {
  path = $2
  name = substr($3, 2, length($3) - 2)
  if ((getline) <= 0 || !/^```[a-z]+$/) {
    print "error: " FILENAME ":" FNR ": expected a fenced block after the line that names its source" > "/dev/stderr"
    failed = 1
  } else skipping = 1
  print
  if (skipping) snippet(path, name)
}
END { exit failed }
