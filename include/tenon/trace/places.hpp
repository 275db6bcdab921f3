// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/function.hpp>

/// Where the tensors of a traced function stand: an argument, a field of a module, a part of a tuple. As paths, in the order of
/// the graph's leaves, for constants and for strings.
namespace tenon::detail {

/// A number as text.
struct NumberText {
  char text[12] = {};
  constexpr explicit NumberText(int n) {
    int length = 1;
    for (int m = n; m > 9; m /= 10) ++length;
    for (; length > 0; n /= 10) text[--length] = static_cast<char>('0' + n % 10);
  }
};

/// Calls visit(path) for each tensor of a value of type A that stands at `root`.
template <class A, class Visit>
constexpr void for_each_place(Path const& root, Visit& visit) {
  if constexpr (is_compile_time<A>)
    return;
  else if constexpr (Module<A>) {
    A const m{};
    for_each_tensor(m, [&visit](Path const& path, auto const&) { visit(path); }, &root);
  } else if constexpr (requires { std::tuple_size<A>::value; })
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      auto part = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
        NumberText const number(static_cast<int>(K));
        for_each_place<std::tuple_element_t<K, A>>(Path{&root, number.text}, visit);
      };
      (part(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<std::tuple_size_v<A>>{});
  else
    visit(root);
}

/// The same for the arguments of a function, called as `given` says, or x0, x1, ...
template <class... A, class Visit>
constexpr void for_each_argument_place(char const* const* given, int given_count, Visit& visit) {
  int i = 0;
  auto one = [&]<class X>(std::type_identity<X>) {
    char number[14] = {'x'};
    NumberText const digits(i);
    for (int k = 0; k < 12; ++k) number[k + 1] = digits.text[k];
    for_each_place<X>(Path{nullptr, i < given_count ? given[i] : number}, visit);
    ++i;
  };
  (one(std::type_identity<A>{}), ...);
}

}  // namespace tenon::detail
