// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/crc32.hpp>
#include <tenon/io/safetensors_file.hpp>
#include <tenon/nn/layout.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Model files: safetensors with a model's tensors under their names, and in "__metadata__"
///
///   crc32           of the file with zeros in its place: always first, so that every bit of a file is accounted for
///   format          "tenon 1"
///   model           the model's name, for readers
///   epochs, seed    of a training: how many it has seen, and what its random numbers are a function of
///   type, type NAME the type of the model, and of the module of this name
///
/// These functions are templates, of a Layout or a Header, only to be compiled by the units that save or load.
namespace tenon::nn::detail {

inline constexpr std::string_view model_format = "tenon 1";
inline constexpr std::string_view crc_prefix = "{\"__metadata__\":{\"crc32\":\"";
inline constexpr std::size_t crc_place = 8 + crc_prefix.size(), crc_digits = 8;

[[gnu::cold, gnu::noinline]] inline std::string crc_text(std::string_view content) {
  std::uint32_t const crc = io::detail::crc32(content);
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[crc >> shift & 15U];
  return text;
}

[[gnu::cold, gnu::noinline]] inline std::string type_key(std::string const& module) {
  return io::detail::joined({module.empty() ? "type" : "type ", module});
}

/// Where a training goes on.
struct Progressed {
  std::uint64_t epochs = 0;
  std::optional<std::uint64_t> seed{};
};

/// The bytes of a model file. `training` is there for one.
template <class L>
[[gnu::cold, gnu::noinline]] std::string model_content(std::string const& file, L const& layout, std::string const& model,
                                                       std::optional<Progressed> training) {
  io::Metadata metadata{{"crc32", std::string(crc_digits, '0')}, {"format", std::string(model_format)}, {"model", model}};
  if (training) metadata.emplace_back("epochs", std::to_string(training->epochs));
  if (training && training->seed) metadata.emplace_back("seed", std::to_string(*training->seed));
  for (auto const& module : layout.modules) metadata.emplace_back(type_key(module.name), module.type);
  std::vector<io::detail::ArrayRef> arrays;
  std::vector<io::detail::NamedArrayRef> named;
  arrays.reserve(layout.tensors.size());
  for (auto const& tensor : layout.tensors) {
    if (tensor.data == nullptr) io::detail::refuse({file, ": ", tensor.name, ": cannot save a tensor that was moved from"});
    arrays.push_back({tensor.dtype, tensor.shape, tensor.data});
    named.push_back({tensor.name, &arrays.back()});
  }
  auto content = io::detail::safetensors_content(file, named, metadata);
  content.replace(crc_place, crc_digits, crc_text(content));
  return content;
}

/// A file in memory whose header is in order.
template <class Header = io::detail::SafetensorsHeader>
struct ModelFile {
  std::string const& name;
  std::string const& content;
  Header header;

  [[gnu::cold, gnu::noinline]] ModelFile(std::string const& file, std::string const& bytes)
      : name(file), content(bytes), header(io::detail::SafetensorsParser<Header>(file, bytes).read()) {}

  [[gnu::cold, gnu::noinline]] std::string const* metadata(std::string_view key) const {
    for (auto const& [k, value] : header.metadata)
      if (k == key) return &value;
    return nullptr;
  }

  /// Refuses what no `save` wrote as it is.
  [[gnu::cold, gnu::noinline]] void require_model() const {
    constexpr char const* weights = "; nn::load_weights reads weights by their names from any safetensors file";
    auto const* const format = metadata("format");
    if (format == nullptr || !format->starts_with("tenon "))
      io::detail::refuse({name, ": format: expected \"", model_format, "\", found ",
                          format == nullptr ? "none" : io::detail::shown(*format), ": no model file of Tenon", weights});
    auto const text = std::string_view(content);
    if (text.substr(8, crc_prefix.size()) != crc_prefix)
      io::detail::refuse(
          {name, ": crc32: expected it first in the header, found another order: another program wrote this file", weights});
    std::string blank = content;
    blank.replace(crc_place, crc_digits, crc_digits, '0');
    auto const expected = crc_text(blank), found = content.substr(crc_place, crc_digits);
    if (expected != found)
      io::detail::refuse({name, ": crc32: expected ", expected, ", found ", io::detail::shown(found),
                          ": the file is damaged, or another program changed it", weights});
    if (*format != model_format)
      io::detail::refuse({name, ": format: expected \"", model_format, "\", found ", io::detail::shown(*format),
                          ": written by another version of Tenon"});
  }
  [[gnu::cold, gnu::noinline]] Progressed training() const {
    auto const number = [this](char const* key, std::string const& text) {
      io::detail::JsonReader<> in(name + ": " + key + ": ", text, 0);
      auto const found = in.integer();
      in.end();
      return found;
    };
    auto const *const epochs = metadata("epochs"), *const seed = metadata("seed");
    if (epochs == nullptr)
      io::detail::refuse({name, ": expected a training, found a model alone: nn::load(file, trainer.model()) reads it"});
    Progressed found{number("epochs", *epochs)};
    if (seed != nullptr) found.seed = number("seed", *seed);
    return found;
  }
};

/// "file [30,10] f32"
template <class Extents>
[[gnu::cold, gnu::noinline]] std::string array_text(char const* whose, std::string dtype, Extents const& shape) {
  for (char& c : dtype) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return io::detail::joined({whose, io::detail::extents_text(shape), " ", dtype});
}
template <std::same_as<LayoutTensor> T>
[[gnu::cold, gnu::noinline]] std::string array_text(char const* whose, T const& t) {
  return array_text(whose, io::detail::safetensors_name(t.dtype), t.shape);
}

/// "loss" for the module under which the names "loss:..." stand.
[[gnu::cold, gnu::noinline]] inline std::string shown_name(std::string const& module) {
  if (module.empty()) return "the model";
  return module.back() == ':' ? module.substr(0, module.size() - 1) : module;
}

/// Where the elements of a layout's tensors lie in a file, or why they do not.
struct Match {
  std::vector<std::size_t> entries;  ///< their numbers in the file, in the layout's order; of no use where there are differences
  std::vector<std::string> differences;
};

/// Compares everything, so that all differences are told at once. `training` takes the file's parts with a colon too.
template <class Header, class L>
[[gnu::cold, gnu::noinline]] Match match(ModelFile<Header> const& file, L const& layout, bool types, bool training) {
  Match m;
  auto const& entries = file.header.entries;
  auto const tell = [&m](std::initializer_list<std::string_view> parts) { m.differences.push_back(io::detail::joined(parts)); };
  auto const by_name = io::detail::ordered(entries, [](auto const& a, auto const& b) { return a.name < b.name; });
  std::vector<std::size_t> used(entries.size());
  std::vector<std::string> places;  // of tensors that differ
  for (auto const& t : layout.tensors) {
    std::size_t first = 0;  // whose name is not less: bisection
    for (std::size_t count = by_name.size(); count > 0;) {
      std::size_t const half = count / 2;
      bool const less = entries[by_name[first + half]].name < t.name;
      if (less) first += half + 1;
      count = less ? count - half - 1 : half;
    }
    if (first == by_name.size() || entries[by_name[first]].name != t.name) {
      tell({t.name, ": not in the file, ", array_text("model ", t)});
      places.push_back(t.name);
      continue;
    }
    std::size_t const at = by_name[first];
    auto const& entry = entries[at];
    used[at] = 1;
    m.entries.push_back(at);
    if (entry.dtype == io::detail::safetensors_name(t.dtype) && entry.shape == t.shape) continue;
    tell({t.name, ": ", array_text("file ", entry.dtype, entry.shape), ", ", array_text("model ", t)});
    places.push_back(t.name);
  }
  auto const of_training = [](std::string_view name) { return name.find(':') != name.npos; };
  constexpr std::size_t most = 1000;  // of what may be any file
  std::size_t unexpected = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (used[i] != 0 || (!training && of_training(entries[i].name))) continue;
    if (++unexpected <= most)
      tell({entries[i].name, ": ", array_text("file ", entries[i].dtype, entries[i].shape), ", not in the model"});
  }
  if (unexpected > most) tell({"and ", std::to_string(unexpected - most), " more, not in the model"});
  if (!types) return m;

  // A module that holds others, or a tensor, that differ is not told again.
  auto const holds = [](std::string const& module, std::string_view name) {
    return name.size() > module.size() && name.starts_with(module) &&
           (module.empty() ? name.find(':') == name.npos : module.back() == ':' || name[module.size()] == '.');
  };
  std::vector<std::string> wrong;
  for (auto module = layout.modules.rbegin(); module != layout.modules.rend(); ++module) {
    auto const* const found = file.metadata(type_key(module->name));
    if (found != nullptr && *found == module->type) continue;
    bool told = false;
    for (auto const& place : places) told = told || holds(module->name, place);
    if (told) continue;
    places.push_back(module->name);
    wrong.push_back(io::detail::joined({shown_name(module->name), ": ", found == nullptr ? "not in the file" : "file ",
                                        found == nullptr ? std::string_view() : *found, ", model ", module->type}));
  }
  for (std::size_t i = wrong.size(); i-- > 0;) m.differences.push_back(std::move(wrong[i]));
  for (auto const& [key, type] : file.header.metadata) {
    if (!key.starts_with("type ")) continue;
    auto const name = key.substr(5);
    bool known = false;
    for (auto const& module : layout.modules) known = known || module.name == name;
    if (!known && (training || !of_training(name))) tell({shown_name(name), ": file ", type, ", not in the model"});
  }
  return m;
}

template <class M>
[[gnu::cold, gnu::noinline]] std::string differences_text(M const& m) {
  std::string text;
  for (auto const& line : m.differences) (text += "\n  ") += line;
  return text;
}

/// Throws where anything differs; nothing has been written then.
template <class Header>
[[gnu::cold, gnu::noinline]] void require_match(ModelFile<Header> const& file, Match const& m, std::string const& model) {
  if (!m.differences.empty()) io::detail::refuse({file.name, ": does not fit ", model, ":", differences_text(m)});
}

/// Writes every tensor. The match has no differences.
template <class Header, class L>
[[gnu::cold, gnu::noinline]] void read_tensors(ModelFile<Header> const& file, L const& layout, Match const& m) {
  for (std::size_t i = 0; i < layout.tensors.size(); ++i)
    io::detail::read_little_elements(
        std::string_view(file.content)
            .substr(file.header.data + static_cast<std::size_t>(file.header.entries[m.entries[i]].begin),
                    layout.tensors[i].bytes),
        layout.tensors[i].dtype, layout.tensors[i].data);
}

}  // namespace tenon::nn::detail
