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

/// The same of indices, for a routine whose last operands are numbers that its caller knows, one each.
template <class Op, class S, std::int32_t Attr, std::size_t... Number>
struct NumbersForm : Form<Op, Index, S, Attr> {
  template <class... V>
  static constexpr Value record(Value first, V... rest) {
    Builder& b = *first.builder;
    return routine<Op>(dtype_of<Index>, dims_of<S>, Attr, tenon::detail::as_index(first), tenon::detail::as_index(rest)...,
                       Value{&b, b.constant(dtype_of<Index>, Dims{1, {1}}, static_cast<double>(Number))}...);
  }
};

/// A routine on operands of either front end.
template <class Op, class T, class S, std::int32_t Attr = 0, class... X>
constexpr auto call(X&&... x) {
  return apply<Form<Op, T, S, Attr>>(static_cast<X&&>(x)...);
}

}  // namespace tenon::sparse::detail
