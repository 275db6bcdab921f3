// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <system_error>

namespace tenon::io::detail {

/// The content of a file (or pipe), byte for byte, at most `limit` bytes of it. Throws Error with the system's reason.
inline std::string read_file(std::string const& path, std::size_t limit = std::numeric_limits<std::size_t>::max()) {
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
  for (std::size_t filled = 0, got = 1; got != 0; filled += got) {
    content.resize(std::min(limit, filled == 0 ? std::size_t{1} << 16 : 2 * filled));
    got = std::fread(content.data() + filled, 1, content.size() - filled, file.handle);
    if (std::ferror(file.handle) != 0) refuse("cannot read the file", errno);
    if (got == 0) content.resize(filled);
  }
  return content;
}

} // namespace tenon::io::detail
