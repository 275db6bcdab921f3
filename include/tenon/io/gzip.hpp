// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/crc32.hpp>
#include <tenon/io/error.hpp>
#include <tenon/io/inflate.hpp>
#include <tenon/io/little_endian.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace tenon::io {
namespace detail {

/// One member of a gzip file; it is read from `at` on, which is then where the next one begins.
class GzipMember {
 public:
  GzipMember(std::string_view name, std::string_view file, std::size_t at) : name_(name), file_(file), at_(at) {}

  /// Adds what the member holds to `out`, of which `limit` bytes are wanted. False where there is more.
  bool append_to(std::string& out, std::size_t limit) {
    skip_header();
    auto const packed = file_.substr(at_);
    auto const room = limit - out.size();
    auto const most = room < std::numeric_limits<std::size_t>::max() ? room + 1 : room;  // one more tells whether there is more
    auto const result = Inflater<>::run(std::as_bytes(std::span(packed)), most);
    if (result.fault != nullptr) refuse({name_, ": deflated bytes: ", result.fault});
    if (!result.whole) {
      out.append(result.bytes, 0, room);
      return false;
    }
    at_ += result.used;
    if (file_.size() - at_ < 8) cut();
    auto const crc = read_little<std::uint32_t>(file_, at_), found = crc32(result.bytes);
    if (crc != found)
      refuse({name_, ": checksum: expected CRC-32 ", std::to_string(crc), ", found ", std::to_string(found),
              ": the file is damaged"});
    auto const size = read_little<std::uint32_t>(file_, at_ + 4);
    if (size != static_cast<std::uint32_t>(result.bytes.size()))
      refuse({name_, ": size: expected ", std::to_string(size), " bytes (modulo 2^32), found ",
              std::to_string(result.bytes.size())});
    at_ += 8;
    if (out.empty())
      out = result.bytes;
    else
      out += result.bytes;
    return true;
  }
  std::size_t end() const { return at_; }

 private:
  static constexpr unsigned header_crc = 2, extra = 4, file_name = 8, comment = 16, reserved = 0xe0;

  [[noreturn]] void cut() const { refuse({name_, ": gzip: expected all of it, found the end of the file"}); }
  unsigned byte(std::size_t i) const { return static_cast<unsigned char>(file_[i]); }
  void skip(std::size_t bytes) {
    if (file_.size() - at_ < bytes) cut();
    at_ += bytes;
  }
  void skip_text() {
    auto const end = file_.find('\0', at_);
    if (end == file_.npos) cut();
    at_ = end + 1;
  }
  void skip_header() {
    auto const start = at_;
    if (byte(at_) != 0x1f || file_.size() - at_ < 2 || byte(at_ + 1) != 0x8b)
      refuse({name_, ": gzip: expected a member at byte ", std::to_string(at_), ", found something else"});
    skip(10);
    if (byte(start + 2) != 8)
      refuse({name_, ": gzip: compression: expected 8 (deflated), found ", std::to_string(byte(start + 2))});
    auto const flags = byte(start + 3);
    if ((flags & reserved) != 0) refuse({name_, ": gzip: flags: expected none that are reserved, found ", std::to_string(flags)});
    if ((flags & extra) != 0) {
      skip(2);
      skip(read_little<std::uint16_t>(file_, at_ - 2));
    }
    if ((flags & file_name) != 0) skip_text();
    if ((flags & comment) != 0) skip_text();
    if ((flags & header_crc) != 0) skip(2);
  }

  std::string_view name_, file_;
  std::size_t at_;
};

}  // namespace detail

/// Whether these are the first bytes of a gzip file.
[[nodiscard]] inline bool is_gzip(std::string_view bytes) noexcept { return bytes.starts_with("\x1f\x8b"); }

/// What a gzip file (RFC 1952) in memory holds, all its members one after the other, or the first `limit` bytes of it.
/// `name` stands for the file in messages. Throws Error where it is damaged or cut off.   O(bytes)
[[nodiscard]] inline std::string gunzip(std::string_view file, std::string_view name = "gzip",
                                        std::size_t limit = std::numeric_limits<std::size_t>::max()) {
  if (!is_gzip(file)) detail::refuse({name, ": expected a gzip file, found ", file.empty() ? "an empty file" : "another kind"});
  std::string content;
  for (std::size_t at = 0; at < file.size();) {
    detail::GzipMember member(name, file, at);
    if (!member.append_to(content, limit)) break;
    at = member.end();
  }
  return content;
}

}  // namespace tenon::io
