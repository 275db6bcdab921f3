// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/function.hpp>

#include <string>
#include <vector>

/// Names for what a traced function reads.
namespace tenon {

namespace detail {

inline std::string path_text(Path const& path) {
  return path.parent == nullptr ? std::string(path.name) : path_text(*path.parent) + "." + path.name;
}
template <class A>
void add_leaf_names(std::string const& name, std::vector<std::string>& to) {
  if constexpr (Module<A>) {
    A const m;
    for_each_tensor(m, [&](Path const& path, auto const&) { to.push_back(name + "." + path_text(path)); });
  } else if constexpr (requires { std::tuple_size<A>::value; })
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (add_leaf_names<std::tuple_element_t<I, A>>(name + "." + std::to_string(I), to), ...);
    }(std::make_index_sequence<std::tuple_size_v<A>>{});
  else
    to.push_back(name);
}

}  // namespace detail

/// The names of a traced function's leaves, for arguments of types A: "x0" for an argument, "x1.first.kernel" for a field of a
/// module, "x2.0" for a part of a tuple; in the order of the graph's leaves, for `to_dot` and `to_json`.
template <class... A>
std::vector<std::string> leaf_names() {
  std::vector<std::string> names;
  int i = 0;
  (detail::add_leaf_names<detail::plain<A>>("x" + std::to_string(i++), names), ...);
  return names;
}

}  // namespace tenon
