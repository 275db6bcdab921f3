// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/extents.hpp>
#include <tenon/io/named_array.hpp>
#include <tenon/io/read_file.hpp>
#include <tenon/io/safetensors_file.hpp>
#include <tenon/io/write_file.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::io {

/// A safetensors file in memory: arrays by name, and strings by name that say more about them.
///
///   auto const file = tn::io::read_safetensors("model.safetensors");
///   auto const kernel = file.load<tn::Tensor<float, 8, 30>>("0.kernel");
///
/// Every problem throws io::Error, which names file, array, what was expected and what was found. What a file says is checked
/// before memory is asked for; time and memory are in proportion to its length. `Content` holds the file.
template <class Content = std::string>
class BasicSafetensors {
 public:
  /// Reads a file that is already in memory; `name` stands for it in messages.
  BasicSafetensors(std::string name, Content content)
      : name_(std::move(name)), content_(std::move(content)), header_(detail::SafetensorsParser<>(name_, content_).read()) {}
  BasicSafetensors(std::string name, std::span<std::byte const> content)
      : BasicSafetensors(std::move(name), Content(reinterpret_cast<char const*>(content.data()), content.size())) {}

  /// What stands for the file in messages.
  [[nodiscard]] std::string const& name() const noexcept { return name_; }
  [[nodiscard]] Content const& content() const noexcept { return content_; }

  /// The arrays, in the order of the header.
  [[nodiscard]] std::vector<SafetensorsEntry> const& entries() const noexcept { return header_.entries; }
  /// The array of this name, or null.
  [[nodiscard]] SafetensorsEntry const* find(std::string_view name) const noexcept {
    for (SafetensorsEntry const& entry : entries())
      if (entry.name == name) return &entry;
    return nullptr;
  }
  [[nodiscard]] bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }

  /// What "__metadata__" says, in the order of the header; of one name, or null.
  [[nodiscard]] Metadata const& metadata() const noexcept { return header_.metadata; }
  [[nodiscard]] std::string const* metadata(std::string_view name) const noexcept {
    for (auto const& [key, value] : header_.metadata)
      if (key == name) return &value;
    return nullptr;
  }

  /// The elements of an array, little-endian.
  [[nodiscard]] std::string_view bytes(SafetensorsEntry const& entry) const noexcept {
    return std::string_view(content_).substr(header_.data + static_cast<std::size_t>(entry.begin),
                                             static_cast<std::size_t>(entry.end - entry.begin));
  }

  /// Reads the array of this name. Throws Error where there is none, or its dtype or shape is another than X has; x is as it
  /// was then.   O(elements)
  template <NpyTarget X>
  void load_into(std::string_view name, X&& x) const {
    auto const expected = detail::npy_expected(static_cast<std::remove_cvref_t<X> const*>(nullptr));
    auto const& entry = checked(name, expected);
    NpyHeader header;
    header.dtype = expected.dtype;
    header.shape = entry.shape;
    detail::read_little_elements(bytes(entry), expected.dtype, detail::npy_memory(x, header));
  }
  template <NpyArray X>
    requires std::default_initializable<X>
  [[nodiscard]] X load(std::string_view name) const {
    X x;
    load_into(name, x);
    return x;
  }

 private:
  SafetensorsEntry const& checked(std::string_view name, detail::NpyExpected const& expected) const {
    auto const* const entry = find(name);
    auto const where = [&] { return detail::joined({name_, ": ", detail::shown(name), ": "}); };
    if (entry == nullptr) refuse_name(name);
    if (entry->dtype != detail::safetensors_name(expected.dtype))
      detail::refuse({where(), "dtype: expected ", detail::safetensors_name(expected.dtype), ", found ", entry->dtype});
    auto const& shape = expected.shape;
    std::size_t const skip = expected.any_rows && !entry->shape.empty() ? 1 : 0;
    if (!detail::same_extents(entry->shape, shape, skip)) {
      auto wanted = detail::extents_text(shape);
      if (expected.any_rows) wanted.replace(1, 1, "rows");
      detail::refuse({where(), "shape: expected ", wanted, ", found ", detail::extents_text(entry->shape)});
    }
    return *entry;
  }
  [[noreturn, gnu::cold]] void refuse_name(std::string_view name) const {
    constexpr std::size_t most = 64;
    auto const& all = entries();
    std::string known = all.empty() ? "it has none" : "it has ";
    for (std::size_t i = 0; i < all.size() && i < most; ++i) (known += i == 0 ? "" : ", ") += detail::shown(all[i].name);
    detail::refuse({name_, ": there is no array ", detail::shown(name), ": ", known, all.size() > most ? ", ..." : ""});
  }

  std::string name_;
  Content content_;
  detail::SafetensorsHeader header_;
};
using Safetensors = BasicSafetensors<>;

/// Reads a safetensors file. Throws Error if it cannot be read or is none.
template <FileName Path>
[[nodiscard]] Safetensors read_safetensors(Path const& path) {
  return Safetensors(path, detail::read_file(path));
}

namespace detail {
template <std::size_t Extent>
std::string safetensors_content(std::string_view file, std::span<NamedArray const, Extent> arrays, Metadata const& metadata) {
  std::vector<NamedArrayRef> refs;
  for (auto const& array : arrays) refs.push_back({array.name(), &array.array()});
  return safetensors_content(file, refs, metadata);
}
}  // namespace detail

/// The bytes of a safetensors file.   O(elements)
template <class Byte = std::byte>
[[nodiscard]] std::vector<Byte> safetensors_bytes(std::span<NamedArray const> arrays, Metadata const& metadata = {}) {
  auto const content = detail::safetensors_content("safetensors", arrays, metadata);
  auto const bytes = std::as_bytes(std::span(content));
  return {bytes.begin(), bytes.end()};
}
template <class Byte = std::byte>
[[nodiscard]] std::vector<Byte> safetensors_bytes(std::initializer_list<NamedArray> arrays, Metadata const& metadata = {}) {
  return safetensors_bytes<Byte>(std::span(arrays.begin(), arrays.size()), metadata);
}

/// Writes arrays to a safetensors file: `save_safetensors("model.safetensors", {{"kernel", kernel}, {"bias", bias}})`. The
/// file is complete before it takes the place of one that is there. Throws Error for two arrays of one name, and what cannot
/// be written.   O(elements)
template <FileName Path>
void save_safetensors(Path const& path, std::span<NamedArray const> arrays, Metadata const& metadata = {}) {
  detail::FileWriter::write(path, detail::safetensors_content(path, arrays, metadata));
}
template <FileName Path>
void save_safetensors(Path const& path, std::initializer_list<NamedArray> arrays, Metadata const& metadata = {}) {
  save_safetensors(path, std::span(arrays.begin(), arrays.size()), metadata);
}

}  // namespace tenon::io
