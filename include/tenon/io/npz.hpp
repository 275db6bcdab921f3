// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/named_array.hpp>
#include <tenon/io/order.hpp>
#include <tenon/io/zip.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::io {

/// A .npz file in memory: arrays by name, each a .npy file in a zip archive, stored or deflated.
///
///   auto const file = tn::io::read_npz("model.npz");
///   auto const kernel = file.load<tn::Tensor<float, 8, 30>>("kernel");
///
/// Every problem throws io::Error, which names file, array, what was expected and what was found. `Content` holds the file.
template <class Content = std::string>
class BasicNpz {
 public:
  /// Reads a .npz file that is already in memory; `name` stands for the file in messages.
  BasicNpz(std::string name, Content content) : zip_(std::move(name), std::move(content)) {
    for (auto const& entry : zip_.entries()) names_.push_back(array_name(entry.name));
    auto const sorted = detail::ordered(names_, [](auto const& a, auto const& b) { return a < b; });
    for (std::size_t i = 1; i < sorted.size(); ++i)
      if (auto const& one = names_[sorted[i]]; one == names_[sorted[i - 1]])
        detail::refuse({zip_.name(), ": expected different names, found ", detail::shown(one), " twice"});
  }
  BasicNpz(std::string name, std::span<std::byte const> content) : BasicNpz(std::move(name), Content(detail::text_of(content))) {}

  /// The names of the arrays, in the order of the file.
  [[nodiscard]] std::vector<std::string> const& names() const noexcept { return names_; }
  [[nodiscard]] bool contains(std::string_view name) const noexcept { return place(name) != names_.size(); }

  /// dtype and shape of an array.
  [[nodiscard]] NpyHeader header(std::string_view name) const {
    std::string storage;
    auto const bytes = zip_.read(find(name), detail::most_npy_preamble, storage);
    return detail::split_npy(label(name), std::as_bytes(std::span(bytes))).header;
  }

  /// Reads the array of this name. Throws Error where there is none, it is damaged, or its dtype or shape is another
  /// than X has; x is as it was then.   O(elements)
  template <NpyTarget X>
  void load_into(std::string_view name, X&& x) const {
    auto const& entry = find(name);
    auto const expected = detail::npy_expected(static_cast<std::remove_cvref_t<X> const*>(nullptr));
    std::string storage;
    auto const bytes = zip_.read(entry, detail::most_npy_bytes(expected), storage);
    load_npy_into(std::as_bytes(std::span(bytes)), x, label(name));
  }
  template <NpyArray X>
    requires std::default_initializable<X>
  [[nodiscard]] X load(std::string_view name) const {
    X x;
    load_into(name, x);
    return x;
  }

 private:
  static std::string array_name(std::string_view entry) {
    if (entry.ends_with(".npy")) entry.remove_suffix(4);
    return std::string(entry);
  }
  std::string label(std::string_view name) const { return detail::joined({zip_.name(), ": ", detail::shown(name)}); }

  detail::ZipEntry const& find(std::string_view name) const {
    std::size_t const at = place(name);
    if (at == names_.size()) refuse_name(name);
    return zip_.entries()[at];
  }
  /// The number of the array of this name, or how many there are.
  std::size_t place(std::string_view name) const noexcept {
    std::size_t at = 0;
    while (at < names_.size() && names_[at] != name) ++at;
    return at;
  }
  [[noreturn, gnu::cold]] void refuse_name(std::string_view name) const {
    constexpr std::size_t most = 64;
    std::string known = names_.empty() ? "it is empty" : "the file has ";
    for (std::size_t i = 0; i < names_.size() && i < most; ++i) (known += i == 0 ? "" : ", ") += detail::shown(names_[i]);
    detail::refuse({zip_.name(), ": there is no array ", detail::shown(name), ": ", known, names_.size() > most ? ", ..." : ""});
  }

  detail::ZipArchive<Content> zip_;
  std::vector<std::string> names_;
};
using Npz = BasicNpz<>;

/// Reads a .npz file, as numpy.savez and numpy.savez_compressed write it. Throws Error if it cannot be read or is no
/// zip archive.
template <FileName Path>
[[nodiscard]] Npz read_npz(Path const& path) {
  return Npz(path, detail::read_file(path));
}

namespace detail {

template <std::size_t Extent>
std::string npz_content(std::string_view file, std::span<NamedArray const, Extent> entries) {
  ZipWriter<> zip(file);
  std::vector<std::string_view> names;
  for (auto const& entry : entries) {
    for (std::string_view const name : names)
      if (name == entry.name()) refuse({file, ": expected different names, found ", shown(name), " twice"});
    names.push_back(entry.name());
    zip.add(entry.name() + ".npy", [&](std::string& to) { append_npy(to, entry.array()); });
  }
  return std::move(zip).finish();
}

}  // namespace detail

/// The bytes of a .npz file.   O(elements)
template <class Byte = std::byte>
[[nodiscard]] std::vector<Byte> npz_bytes(std::span<NamedArray const> entries) {
  auto const content = detail::npz_content("npz", entries);
  auto const bytes = std::as_bytes(std::span(content));
  return {bytes.begin(), bytes.end()};
}
template <class Byte = std::byte>
[[nodiscard]] std::vector<Byte> npz_bytes(std::initializer_list<NamedArray> entries) {
  return npz_bytes<Byte>(std::span(entries.begin(), entries.size()));
}

/// Writes arrays to a .npz file that numpy.load reads: `save_npz("model.npz", {{"kernel", kernel}, {"bias", bias}})`.
/// They are stored, not compressed. The file is complete before it takes the place of one that is there. Throws Error
/// for two arrays of one name, 4 GiB and more, and what cannot be written.   O(elements)
template <FileName Path>
void save_npz(Path const& path, std::span<NamedArray const> entries) {
  detail::FileWriter::write(path, detail::npz_content(path, entries));
}
template <FileName Path>
void save_npz(Path const& path, std::initializer_list<NamedArray> entries) {
  save_npz(path, std::span(entries.begin(), entries.size()));
}

}  // namespace tenon::io
