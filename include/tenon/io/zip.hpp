// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/crc32.hpp>
#include <tenon/io/error.hpp>
#include <tenon/io/inflate.hpp>
#include <tenon/io/little_endian.hpp>
#include <tenon/io/order.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::io::detail {

/// A file in a zip archive.
struct ZipEntry {
  std::string name;
  std::uint16_t flags = 0, method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0;  ///< bytes in the archive, and unpacked
  std::uint64_t header = 0;            ///< where its local header begins
  std::size_t begin = 0;               ///< where its bytes begin
};

inline constexpr std::uint32_t zip_local = 0x04034b50, zip_central = 0x02014b50, zip_end = 0x06054b50, zip64_end = 0x06064b50,
                               zip64_locator = 0x07064b50;

/// A zip archive in memory, zip64 too. Nothing is believed that is not in range: the directory, the entries and their
/// local headers all lie inside the archive and do not overlap. Throws Error otherwise. `Content` holds the archive.
template <class Content = std::string>
class ZipArchive {
 public:
  ZipArchive(std::string name, Content content) : name_(std::move(name)), content_(std::move(content)) {
    read_directory();
    for (auto& entry : entries_) find_bytes(entry);
    auto const by_place = ordered(entries_, [](auto const& a, auto const& b) { return a.header < b.header; });
    for (std::size_t i = 1; i < by_place.size(); ++i) {
      ZipEntry const &before = entries_[by_place[i - 1]], &entry = entries_[by_place[i]];
      if (entry.header < before.begin + before.packed)
        refuse({label(entry), ": expected entries that do not overlap, found one that begins inside ", shown_name(before.name)});
    }
  }

  std::string const& name() const noexcept { return name_; }
  std::vector<ZipEntry> const& entries() const noexcept { return entries_; }

  /// `file.npz: "kernel.npy"`
  [[gnu::cold]] std::string label(ZipEntry const& entry) const { return joined({name_, ": ", shown_name(entry.name)}); }
  [[gnu::cold]] static std::string shown_name(std::string_view entry) { return shown(entry); }

  /// Up to `limit` bytes of an entry, in `storage` where they had to be unpacked. The checksum is that of all of them
  /// and so is checked where the entry has no more.
  std::string_view read(ZipEntry const& entry, std::size_t limit, std::string& storage) const {
    if ((entry.flags & 1U) != 0) refuse({label(entry), ": expected an entry that is not encrypted"});
    auto const packed = std::string_view(content_).substr(entry.begin, static_cast<std::size_t>(entry.packed));
    auto bytes = packed;
    if (entry.method == 8) {
      storage = inflate(entry, packed, limit);
      bytes = storage;
    } else if (entry.method != 0) {
      refuse({label(entry), ": compression: expected 0 (stored) or 8 (deflated), found ", std::to_string(entry.method)});
    } else if (entry.packed != entry.size) {
      refuse({label(entry), ": size: expected ", std::to_string(entry.packed), ", as it is stored, found ",
              std::to_string(entry.size)});
    }
    if (bytes.size() > limit || entry.size > limit) return bytes.substr(0, limit);
    if (crc32(bytes) != entry.crc)
      refuse({label(entry), ": checksum: expected CRC-32 ", std::to_string(entry.crc), ", found ", std::to_string(crc32(bytes)),
              ": the file is damaged"});
    return bytes;
  }

 private:
  template <class T>
  T number(std::size_t at) const {
    return read_little<T>(content_, at);
  }
  bool has(std::uint32_t signature, std::size_t at, std::size_t bytes) const {
    return at <= content_.size() && bytes <= content_.size() - at && number<std::uint32_t>(at) == signature;
  }

  std::string inflate(ZipEntry const& entry, std::string_view packed, std::size_t limit) const {
    auto const wanted = entry.size < limit ? std::uint64_t{entry.size} : std::uint64_t{limit};
    auto const room = static_cast<std::size_t>(wanted) + (wanted < limit ? 1 : 0);  // to see whether there is more
    auto result = Inflater<>::run(std::as_bytes(std::span(packed)), room);
    if (result.fault != nullptr) refuse({label(entry), ": deflated bytes: ", result.fault});
    if (entry.size >= limit && result.bytes.size() == limit) return std::move(result.bytes);
    if (result.bytes.size() != entry.size)
      refuse({label(entry), ": size: expected ", std::to_string(entry.size), " bytes, found ",
              result.bytes.size() > entry.size ? "more" : std::to_string(result.bytes.size())});
    if (!result.whole || result.used != packed.size())
      refuse({label(entry), ": deflated bytes: expected ", std::to_string(packed.size()), ", found ",
              result.whole ? std::to_string(result.used) : "more"});
    return std::move(result.bytes);
  }

  /// Where the record at the end of the archive begins; a comment of up to 65535 bytes may follow it.
  std::size_t find_end() const {
    constexpr std::size_t record = 22, most_comment = 65535;
    auto const size = content_.size();
    for (std::size_t comment = 0; comment <= most_comment && record + comment <= size; ++comment) {
      auto const at = size - record - comment;
      if (has(zip_end, at, record) && number<std::uint16_t>(at + 20) == comment) return at;
    }
    auto const found = content_.empty()                    ? "an empty file"
                       : content_.starts_with("\x93NUMPY") ? "a .npy file, which load_npy reads"
                                                           : "no record at its end: cut off, or another kind of file";
    refuse({name_, ": expected a zip archive, found ", found});
  }

  void read_directory() {
    auto end = find_end();
    std::uint64_t count = number<std::uint16_t>(end + 10), bytes = number<std::uint32_t>(end + 12),
                  at = number<std::uint32_t>(end + 16);
    std::uint32_t part = number<std::uint16_t>(end + 4);
    bool const large = count == 0xffff || bytes == 0xffffffff || at == 0xffffffff;
    if (large && end >= 20 && has(zip64_locator, end - 20, 20)) {
      auto const record = number<std::uint64_t>(end - 12);
      if (record > end - 20 || end - 20 - record < 56 || !has(zip64_end, static_cast<std::size_t>(record), 56))
        refuse({name_, ": zip64: expected the end record at byte ", std::to_string(record), ", found none"});
      end = static_cast<std::size_t>(record);
      count = number<std::uint64_t>(end + 32);
      bytes = number<std::uint64_t>(end + 40);
      at = number<std::uint64_t>(end + 48);
      part = number<std::uint32_t>(end + 16);
    }
    if (part != 0) refuse({name_, ": expected an archive in one part, found part ", std::to_string(part + 1ULL)});
    if (at > end || bytes > end - at)
      refuse({name_, ": directory: expected it inside the archive, found ", std::to_string(bytes), " bytes at ",
              std::to_string(at)});
    directory_ = static_cast<std::size_t>(at);
    auto const directory_end = directory_ + static_cast<std::size_t>(bytes);
    auto next = directory_;
    while (next < directory_end) next = read_entry(next, directory_end);
    if (entries_.size() != count)
      refuse({name_, ": directory: expected ", std::to_string(count), " entries, found ", std::to_string(entries_.size())});
  }

  /// Reads the entry of the directory at `at`; returns where the next one begins.
  std::size_t read_entry(std::size_t at, std::size_t end) {
    constexpr std::size_t fixed = 46;
    auto const broken = [&] {
      refuse({name_, ": directory: expected an entry at byte ", std::to_string(at), ", found none that is whole"});
    };
    if (end - at < fixed || !has(zip_central, at, fixed)) broken();
    std::size_t const name = number<std::uint16_t>(at + 28), extra = number<std::uint16_t>(at + 30),
                      comment = number<std::uint16_t>(at + 32);
    if (end - at - fixed < name + extra + comment) broken();
    ZipEntry entry;
    entry.name = std::string_view(content_).substr(at + fixed, name);
    entry.flags = number<std::uint16_t>(at + 8);
    entry.method = number<std::uint16_t>(at + 10);
    entry.crc = number<std::uint32_t>(at + 16);
    entry.packed = number<std::uint32_t>(at + 20);
    entry.size = number<std::uint32_t>(at + 24);
    entry.header = number<std::uint32_t>(at + 42);
    read_zip64(entry, at + fixed + name, extra);
    entries_.push_back(std::move(entry));
    return at + fixed + name + extra + comment;
  }

  /// Numbers that do not fit in 32 bits stand in an extra field, in this order, those alone.
  void read_zip64(ZipEntry& entry, std::size_t at, std::size_t bytes) const {
    constexpr std::uint16_t zip64 = 1;
    for (std::size_t field = 0; bytes >= 4; at += field, bytes -= field) {
      field = 4 + std::size_t{number<std::uint16_t>(at + 2)};
      if (field > bytes) return;
      if (number<std::uint16_t>(at) != zip64) continue;
      std::size_t used = 4;
      for (auto* const value : {&entry.size, &entry.packed, &entry.header}) {
        if (*value != 0xffffffff) continue;
        if (field - used < 8) refuse({label(entry), ": zip64: expected the numbers that it has, found fewer"});
        *value = number<std::uint64_t>(at + used);
        used += 8;
      }
      return;
    }
  }

  void find_bytes(ZipEntry& entry) const {
    constexpr std::size_t fixed = 30;
    auto const at = static_cast<std::size_t>(entry.header);
    auto const out_of_range = [&] {
      refuse({label(entry), ": expected it inside the archive, found ", std::to_string(entry.packed), " bytes at ",
              std::to_string(entry.header)});
    };
    if (entry.header > directory_ || directory_ - at < fixed) out_of_range();
    if (!has(zip_local, at, fixed)) refuse({label(entry), ": expected its header at byte ", std::to_string(at), ", found none"});
    std::size_t const name = number<std::uint16_t>(at + 26), extra = number<std::uint16_t>(at + 28);
    if (directory_ - at - fixed < name + extra) out_of_range();
    auto const local = std::string_view(content_).substr(at + fixed, name);
    if (local != entry.name) refuse({label(entry), ": expected this name in its header, found ", shown_name(local)});
    entry.begin = at + fixed + name + extra;
    if (entry.packed > directory_ - entry.begin) out_of_range();
  }

  std::string name_;
  Content content_;
  std::vector<ZipEntry> entries_;
  std::size_t directory_ = 0;  ///< where it begins; entries stand before it
};

/// Writes a zip archive of stored entries, without dates, to a `Content`: equal entries give equal bytes.
template <class Content = std::string>
class ZipWriter {
 public:
  explicit ZipWriter(std::string_view name) : name_(name) {}

  /// Adds an entry whose bytes `append` adds to a string.
  template <class Append>
  void add(std::string const& entry, Append append) {
    constexpr std::size_t most_name = 65535;
    if (entry.size() > most_name || count_ == 0xfffe)
      refuse({name_, ": expected names of at most 65535 bytes, and at most 65534 of them"});
    auto const start = content_.size();
    content_.append(30 + entry.size(), '\0');  // the header, known when the bytes are
    auto const begin = content_.size();
    append(content_);
    if (content_.size() > 0xfffffffe) refuse({name_, ": expected less than 4 GiB in all; zip64 is not written"});
    auto const size = static_cast<std::uint32_t>(content_.size() - begin);
    auto const crc = crc32(std::string_view(content_).substr(begin));
    std::string header;
    append_little(header, zip_local);
    append_common(header, entry, crc, size);
    header += entry;
    content_.replace(start, header.size(), header);

    append_little(directory_, zip_central);
    append_little(directory_, version);
    append_common(directory_, entry, crc, size);
    directory_.append(10, '\0');  // no comment, disk, attributes
    append_little(directory_, static_cast<std::uint32_t>(start));
    directory_ += entry;
    ++count_;
  }

  /// The archive.
  Content finish() && {
    auto const start = content_.size();
    if (start + directory_.size() > 0xfffffffe) refuse({name_, ": expected less than 4 GiB in all; zip64 is not written"});
    content_ += directory_;
    append_little(content_, zip_end);
    append_little(content_, std::uint32_t{0});
    append_little(content_, count_);
    append_little(content_, count_);
    append_little(content_, static_cast<std::uint32_t>(directory_.size()));
    append_little(content_, static_cast<std::uint32_t>(start));
    append_little(content_, std::uint16_t{0});
    return std::move(content_);
  }

 private:
  static constexpr std::uint16_t version = 20;

  /// What local header and directory both have; an extra field has neither.
  static void append_common(std::string& to, std::string const& entry, std::uint32_t crc, std::uint32_t size) {
    bool ascii = true;
    for (char const c : entry) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    constexpr std::uint32_t first_of_1980 = 0x00210000;  // the first date that zip knows
    append_little(to, version);
    append_little(to, static_cast<std::uint16_t>(ascii ? 0 : 0x800));  // the name is UTF-8
    append_little(to, std::uint16_t{0});                               // stored
    append_little(to, first_of_1980);
    append_little(to, crc);
    append_little(to, size);
    append_little(to, size);
    append_little(to, static_cast<std::uint16_t>(entry.size()));
    append_little(to, std::uint16_t{0});
  }

  std::string name_, directory_;
  Content content_;
  std::uint16_t count_ = 0;
};

}  // namespace tenon::io::detail
