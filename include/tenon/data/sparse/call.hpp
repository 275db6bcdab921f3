// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/indexing.hpp>

namespace tenon::sparse::detail {

/// The front-end form of a routine whose result its caller knows: dtype T and shape S. Indices may have any integer dtype.
template <class Op, class T, class S, std::int32_t Attr>
struct Form {
  template <class... A>
  static constexpr bool ok = true;
  template <class... A>
  struct Result {
    using value_type = T;
    using shape_type = S;
    template <int K>
    using operand_type = typename tenon::detail::nth<K, A...>::value_type;
  };
  template <class... V>
  static constexpr Value record(V... v) {
    int k = 0;
    Value const in[] = {(Op::operands[k++] == Typed::index ? tenon::detail::as_index(v) : v)...};
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return routine<Op>(dtype_of<T>, dims_of<S>, Attr, in[K]...);
    }(std::index_sequence_for<V...>{});
  }
};

/// A routine on operands of either front end.
template <class Op, class T, class S, std::int32_t Attr = 0, class... X>
constexpr auto call(X&&... x) {
  return apply<Form<Op, T, S, Attr>>(static_cast<X&&>(x)...);
}

}  // namespace tenon::sparse::detail
