// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/dataset/dataset.hpp>
#include <tenon/io/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

/// The lines of a text file as a data set, which may be larger than memory.
namespace tenon::io {
namespace detail {

template <class Text>
class LineSource {
 public:
  using element = Text;
  explicit LineSource(std::string path) : path_(std::move(path)) { open(); }
  void restart(std::uint64_t) {
    if (line_ != 0) open();
    line_ = 0;
  }
  static constexpr std::size_t size() { return data::unknown; }
  /// Without "\n" or "\r\n" at its end. The memory of `out` is used again.
  bool next(Text& out) {
    out.clear();
    ++line_;
    for (char part[4096]; std::fgets(part, sizeof part, file_.get()) != nullptr;) {
      out += part;
      if (out.back() != '\n') continue;
      out.pop_back();
      if (!out.empty() && out.back() == '\r') out.pop_back();
      return true;
    }
    if (std::ferror(file_.get()) != 0)
      refuse({path_, ": line ", std::to_string(line_), ": cannot read the file: ", std::generic_category().message(errno)});
    return !out.empty();
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void open() {
    errno = 0;
    file_.reset(std::fopen(path_.c_str(), "rb"));
    if (file_ == nullptr) refuse({path_, ": cannot open the file: ", std::generic_category().message(errno)});
  }
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t line_ = 0;
};

}  // namespace detail

/// Line after line of a file: `io::text_lines("words.txt") | data::map(parse) | data::batch<32>()`. Throws Error where it cannot
/// be opened, here or at the begin of a later iteration, or read. A zero byte ends what is seen of its line.   -> std::string
template <FileName Path>
auto text_lines(Path const& path) {
  return data::Dataset(detail::LineSource<std::string>(path));
}

}  // namespace tenon::io
