// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/function.hpp>

namespace tenon {

/// A traced function with namespace-scope variables as its first arguments.
template <class F, auto&... Variables>
class Capturing {
 public:
  template <class... A>
  constexpr auto operator()(A&&... args) const {
    return Function<F>{}(Variables..., static_cast<A&&>(args)...);
  }
};

/// A function that reads and assigns variables or modules of namespace scope, named here because a trace cannot find out what
/// a function mentions:
///   tn::Variable<int> counter;
///   constexpr auto increment = tn::capture<counter>([](auto& c) { c.assign_add(1); return c; });
/// `increment()` is then `tn::function(f)(counter)`. It is called from ordinary code; inside another traced function the
/// variable is an argument like any other.
template <auto&... Variables, class F>
constexpr Capturing<F, Variables...> capture(F) {
  static_assert(diagnose::function_has_no_captures<F>,
                "tn::capture: the function captures something of a scope: make it an argument or a field of a module");
  return {};
}

}  // namespace tenon
