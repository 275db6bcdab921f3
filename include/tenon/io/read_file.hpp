// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <system_error>

namespace tenon::io::detail {

/// Bytes from here to the end of a file, 0 where that is not known, as of a pipe. Asked once something was read: of a
/// directory, which opens too, the system says anything.
inline std::size_t rest_of(std::FILE* file) {
  auto const here = std::ftell(file);
  if (here < 0 || std::fseek(file, 0, SEEK_END) != 0) return 0;
  auto const end = std::ftell(file);
  if (std::fseek(file, here, SEEK_SET) != 0 || end < here) return 0;
  return static_cast<std::size_t>(end - here);
}

/// The content of a file (or pipe), byte for byte, at most `limit` bytes of it. Throws Error with the system's reason.
[[gnu::cold, gnu::noinline]] inline std::string read_file(std::string const& path,
                                                          std::size_t limit = std::numeric_limits<std::size_t>::max()) {
  auto const refuse = [&](char const* what, int reason) {
    detail::refuse({path, ": ", what, ": ", std::generic_category().message(reason)});
  };
  struct File {
    std::FILE* handle;
    ~File() {
      if (handle != nullptr) std::fclose(handle);
    }
  };
  errno = 0;
  File const file{std::fopen(path.c_str(), "rb")};
  if (file.handle == nullptr) refuse("cannot open the file", errno);
  std::string content;
  constexpr std::size_t first = std::size_t{1} << 16;
  std::size_t filled = 0;
  for (std::size_t room = first; filled == content.size() && filled < limit; room = 2 * filled) {
    if (std::size_t const rest = filled == first ? filled + rest_of(file.handle) + 1 : 0; room < rest) room = rest;
    content.resize(limit < room ? limit : room);
    filled += std::fread(content.data() + filled, 1, content.size() - filled, file.handle);
    if (std::ferror(file.handle) != 0) refuse("cannot read the file", errno);
  }
  content.resize(filled);  // less than asked for is the end
  return content;
}

}  // namespace tenon::io::detail
