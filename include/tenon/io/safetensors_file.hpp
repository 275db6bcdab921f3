// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/array_ref.hpp>
#include <tenon/io/json.hpp>
#include <tenon/io/little_endian.hpp>
#include <tenon/io/order.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The safetensors format: 8 bytes with the length of a header, the header in JSON, the elements. The header has a member for
/// each tensor, {"dtype": "F32", "shape": [8, 30], "data_offsets": [0, 960]}, offsets counted from the end of the header, and
/// perhaps "__metadata__", an object of strings. Elements are little-endian, in C order, without gaps and overlaps.
namespace tenon::io {

/// A tensor of a safetensors file. The dtype is the file's word for it, which Tenon need not have: "BF16".
struct SafetensorsEntry {
  std::string name, dtype;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;  ///< its bytes, from the first of all elements
};

/// Names and values, in their order.
using Metadata = std::vector<std::pair<std::string, std::string>>;

namespace detail {

/// More is no header; the format's own library reads no longer ones.
inline constexpr std::size_t most_safetensors_header = 100'000'000;

/// The format's word for a dtype.
constexpr char const* safetensors_name(DType d) {
  constexpr char const* names[] = {"BOOL", "I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "F32", "F64"};
  return names[static_cast<int>(d)];
}

/// Bytes of an element of any dtype of the format; 0 for what is not known.
[[gnu::cold, gnu::noinline]] inline std::uint64_t safetensors_width(std::string_view dtype) {
  if (dtype == "F16" || dtype == "BF16") return 2;
  if (dtype == "F8_E4M3" || dtype == "F8_E5M2") return 1;
  if (dtype == "C64") return 8;
  for (int d = 0; d <= static_cast<int>(DType::f64); ++d)
    if (dtype == safetensors_name(static_cast<DType>(d))) return size_of(static_cast<DType>(d));
  return 0;
}

/// "[8,30]"
template <class Extents>
[[gnu::cold, gnu::noinline]] std::string extents_text(Extents const& shape) {
  std::string text = "[";
  for (auto const extent : shape) (text += text.size() > 1 ? "," : "") += std::to_string(extent);
  return text += ']';
}

/// A file whose header has been checked against its length.
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  Metadata metadata;
  std::size_t data = 0;  ///< where the elements begin
};

/// Reads the header of a file in memory.
template <class Header = SafetensorsHeader>
class SafetensorsParser {
 public:
  SafetensorsParser(std::string_view file, std::string_view content) : file_(file), content_(content) {}

  [[gnu::cold, gnu::noinline]] Header read() {
    constexpr std::size_t prefix = 8;
    if (content_.size() < prefix)
      refuse({file_, ": expected a safetensors file, found ", content_.empty() ? "an empty one" : "less than 8 bytes"});
    auto const length = read_little<std::uint64_t>(content_, 0);
    if (length > most_safetensors_header)
      refuse({file_, ": header length: expected at most ", std::to_string(most_safetensors_header), ", found ",
              std::to_string(length), ": this is no safetensors file"});
    if (length > content_.size() - prefix)
      refuse({file_, ": header: expected ", std::to_string(length), " bytes, found the end of the file after ",
              std::to_string(content_.size() - prefix)});
    header_.data = prefix + static_cast<std::size_t>(length);
    JsonReader<> in(where_, content_.substr(prefix, static_cast<std::size_t>(length)), prefix);
    in.object([&](std::string const& key) { member(in, key); });
    in.end();
    require_different_names();
    require_filled();
    return std::move(header_);
  }

 private:
  [[gnu::cold, gnu::noinline]] void member(JsonReader<>& in, std::string const& key) {
    if (key == "__metadata__") {
      if (has_metadata_) in.wrong("\"__metadata__\" once");
      has_metadata_ = true;
      in.object([&](std::string const& name) { header_.metadata.emplace_back(name, in.string()); });
      return;
    }
    SafetensorsEntry entry;
    entry.name = key;
    bool seen[3] = {};
    auto const once = [&](int which) {
      if (seen[which]) in.wrong("\"dtype\", \"shape\" and \"data_offsets\" once each");
      seen[which] = true;
    };
    in.object([&](std::string const& what) {
      if (what == "dtype") {
        once(0);
        entry.dtype = in.string();
      } else if (what == "shape") {
        once(1);
        in.array([&] { entry.shape.push_back(in.integer()); });
      } else if (what == "data_offsets") {
        once(2);
        int count = 0;
        in.array([&] {
          if (count == 2) in.wrong("two data_offsets");
          (count++ == 0 ? entry.begin : entry.end) = in.integer();
        });
        if (count != 2) in.wrong("two data_offsets");
      } else
        in.wrong("\"dtype\", \"shape\" or \"data_offsets\" as a key");
    });
    if (!(seen[0] && seen[1] && seen[2])) in.wrong("\"dtype\", \"shape\" and \"data_offsets\" of each tensor");
    require_size(entry);
    header_.entries.push_back(std::move(entry));
  }

  [[gnu::cold, gnu::noinline]] void require_size(SafetensorsEntry const& entry) const {
    if (entry.begin > entry.end) problem(entry, {"data_offsets: expected the begin before the end, found ", range(entry)});
    auto const width = safetensors_width(entry.dtype);
    if (width == 0) return;
    std::uint64_t bytes = width;
    bool overflow = false, empty = false;
    for (auto const extent : entry.shape) {
      overflow = __builtin_mul_overflow(bytes, extent, &bytes) || overflow;
      empty = empty || extent == 0;
    }
    if (empty) bytes = 0;
    if (overflow && !empty) problem(entry, {"shape: expected less than 2^64 bytes, found ", extents_text(entry.shape)});
    if (entry.end - entry.begin != bytes)
      problem(entry, {"data_offsets: expected ", std::to_string(bytes), " bytes, which are ", extents_text(entry.shape), " ",
                      entry.dtype, ", found ", range(entry)});
  }

  [[gnu::cold, gnu::noinline]] void require_different_names() const {
    auto const& entries = header_.entries;
    auto const& metadata = header_.metadata;
    auto const by_name = ordered(entries, [](auto const& a, auto const& b) { return a.name < b.name; });
    for (std::size_t i = 1; i < by_name.size(); ++i)
      require_different(entries[by_name[i - 1]].name, entries[by_name[i]].name, "tensors");
    auto const by_key = ordered(metadata, [](auto const& a, auto const& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < by_key.size(); ++i)
      require_different(metadata[by_key[i - 1]].first, metadata[by_key[i]].first, "keys of \"__metadata__\"");
  }
  [[gnu::cold, gnu::noinline]] void require_different(std::string const& a, std::string const& b, char const* what) const {
    if (a == b) refuse({file_, ": header: expected ", what, " of different names, found ", shown(a), " twice"});
  }

  /// Tensors one after the other, from the end of the header to that of the file.
  [[gnu::cold, gnu::noinline]] void require_filled() const {
    auto const order = ordered(
        header_.entries, [](auto const& a, auto const& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
    std::uint64_t at = 0;
    SafetensorsEntry const* before = nullptr;
    for (auto const number : order) {
      auto const* const entry = &header_.entries[number];
      if (entry->begin < at)
        problem(*entry, {"data_offsets: ", range(*entry), " overlaps ", range(*before), " of ", shown(before->name)});
      if (entry->begin > at)
        problem(*entry,
                {"data_offsets: expected ", std::to_string(at), ", where the tensors before it end, found ", range(*entry)});
      at = entry->end;
      before = entry;
    }
    std::uint64_t const found = content_.size() - header_.data;
    if (at != found)
      refuse({file_, ": elements: expected ", std::to_string(at), " bytes after the header, found ", std::to_string(found)});
  }

  [[noreturn, gnu::cold, gnu::noinline]] void problem(SafetensorsEntry const& entry,
                                                      std::initializer_list<std::string_view> what) const {
    refuse({file_, ": header: ", shown(entry.name), ": ", joined(what)});
  }
  [[gnu::cold, gnu::noinline]] static std::string range(SafetensorsEntry const& entry) {
    return joined({"[", std::to_string(entry.begin), ",", std::to_string(entry.end), "]"});
  }

  std::string_view file_, content_;
  std::string where_ = joined({file_, ": header: "});
  Header header_;
  bool has_metadata_ = false;
};

/// Writes the elements of a checked tensor, all of them, in this machine's order of bytes.
inline void read_little_elements(std::string_view bytes, DType dtype, void* memory) {
  auto const width = size_of(dtype);
  auto* const to = static_cast<std::byte*>(memory);
  if (bytes.empty()) return;
  if (std::endian::native == std::endian::little || width == 1)
    std::memcpy(to, bytes.data(), bytes.size());
  else
    for (std::size_t i = 0; i < bytes.size(); ++i) to[i] = static_cast<std::byte>(bytes[i - i % width + (width - 1 - i % width)]);
  // Any byte but 0 is taken for true; in C++ a bool of another byte than 0 or 1 is undefined behaviour.
  if (is_boolean(dtype))
    for (std::size_t i = 0; i < bytes.size(); ++i) to[i] = to[i] == std::byte{0} ? std::byte{0} : std::byte{1};
}

struct NamedArrayRef {
  std::string_view name;
  ArrayRef const* array;
};

/// The bytes of a file. Elements begin at a multiple of 64 bytes, and wide ones come first: all are aligned. Equal arrays in
/// one order give equal files. Two arrays of one name are refused.
template <std::same_as<NamedArrayRef> Ref>
[[gnu::cold, gnu::noinline]] std::string safetensors_content(std::string_view file, std::vector<Ref> const& given,
                                                             Metadata const& metadata) {
  std::vector<Ref> arrays;
  for (std::size_t const width : {8U, 4U, 2U, 1U})
    for (auto const& array : given)
      if (size_of(array.array->dtype) == width) arrays.push_back(array);
  std::string header = "{";
  auto const comma = [&] { header += header.size() > 1 ? "," : ""; };
  if (!metadata.empty()) {
    header += "\"__metadata__\":{";
    for (std::size_t i = 0; i < metadata.size(); ++i)
      header += (i == 0 ? "" : ",") + json_string(metadata[i].first) + ":" + json_string(metadata[i].second);
    header += '}';
  }
  std::size_t bytes = 0;
  for (auto const& [name, array] : arrays) {
    comma();
    std::size_t size = size_of(array->dtype);
    for (auto const extent : array->shape) size *= static_cast<std::size_t>(extent);
    header += json_string(name) + ":{\"dtype\":\"" + safetensors_name(array->dtype) +
              "\",\"shape\":" + extents_text(array->shape) + ",\"data_offsets\":[" + std::to_string(bytes) + "," +
              std::to_string(bytes + size) + "]}";
    bytes += size;
  }
  header += '}';
  constexpr std::size_t prefix = 8, alignment = 64;
  header.append((alignment - (prefix + header.size()) % alignment) % alignment, ' ');
  std::string content;
  content.reserve(prefix + header.size() + bytes);
  append_little(content, std::uint64_t{header.size()});
  content += header;
  for (auto const& [name, array] : arrays) {
    std::size_t const width = size_of(array->dtype);
    std::size_t size = width;
    for (auto const extent : array->shape) size *= static_cast<std::size_t>(extent);
    auto const* const from = static_cast<char const*>(array->elements);
    if (std::endian::native == std::endian::little)
      content.append(from, size);
    else
      for (std::size_t i = 0; i < size; ++i) content += from[i - i % width + (width - 1 - i % width)];
  }
  static_cast<void>(SafetensorsParser<>(file, content).read());  // refuses names that are there twice
  return content;
}

}  // namespace detail
}  // namespace tenon::io
