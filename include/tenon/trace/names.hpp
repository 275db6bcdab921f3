// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/places.hpp>

#include <string>
#include <vector>

/// Names for what a traced function reads.
namespace tenon {

namespace detail {

inline std::string path_text(Path const& path) {
  return path.parent == nullptr ? std::string(path.name) : path_text(*path.parent) + "." + path.name;
}

}  // namespace detail

/// The names of a traced function's leaves, for arguments of types A: "x0" for an argument, "x1.first.kernel" for a field of a
/// module, "x2.0" for a part of a tuple; in the order of the graph's leaves, for `to_dot` and `to_json`.
template <class... A>
std::vector<std::string> leaf_names() {
  std::vector<std::string> names;
  auto add = [&names](Path const& path) { names.push_back(detail::path_text(path)); };
  detail::for_each_argument_place<detail::plain<A>...>(nullptr, 0, add);
  return names;
}

}  // namespace tenon
