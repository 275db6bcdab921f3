// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/elementwise.hpp>
#include <tenon/shape/diagnose.hpp>

/// How a user's call of an op becomes an expression or a node. Every function of the vocabulary is
/// `apply<F>(operands...)`; F says which operands it takes (F::require, F::ok), what it gives (F::infer) and what it
/// records (F::record). The eager and the tracing front end each specialise `ApplyWith`.
namespace tenon {

namespace front {
struct Eager;    ///< Tensor, views of it, Expr: a lazy expression, evaluated when assigned
struct Tracing;  ///< Traced: a node of the graph being recorded
struct Broken;   ///< what is left after an error that has been reported: everything accepts it silently
}  // namespace front

/// Anything an op takes that knows its shape and dtype.
template <class X>
concept Operand = requires {
  typename std::remove_cvref_t<X>::front_end;
  typename std::remove_cvref_t<X>::value_type;
  typename std::remove_cvref_t<X>::shape_type;
};

namespace detail {
template <class X>
inline constexpr bool is_scalar = std::is_arithmetic_v<std::remove_cvref_t<X>>;
}

/// Operands of one call: at least one tensor, the rest tensors or C++ numbers.
template <class... X>
concept Operands = (Operand<X> || ...) && ((Operand<X> || detail::is_scalar<X>) && ...);

template <class FrontEnd>
struct ApplyWith;

/// The result of a call that did not type-check; it stops one mistake from printing a second error.
struct Invalid {
  using front_end = front::Broken;
  using value_type = float;
  using shape_type = Shape<>;
  template <class T>
  constexpr operator T() const;
};

namespace detail {

/// An operand's type facts, without its (long) expression type.
template <class T, class S>
struct Arg {
  using value_type = T;
  using shape_type = S;
  static constexpr bool weak = false;
};
template <class T>
struct WeakArg {
  using value_type = T;
  using shape_type = Shape<>;
  static constexpr bool weak = true;
};
template <class X>
struct ArgOf {
  using type = Arg<typename X::value_type, typename X::shape_type>;
};
template <class X>
  requires std::is_arithmetic_v<X>
struct ArgOf<X> {
  using type = WeakArg<X>;
};
template <class X>
using arg_of = typename ArgOf<std::remove_cvref_t<X>>::type;

template <class X, class FrontEnd>
constexpr bool is_of() {
  if constexpr (is_scalar<X>)
    return false;
  else
    return std::is_same_v<typename std::remove_cvref_t<X>::front_end, FrontEnd>;
}

/// The dtype that the weak scalars of a call take: the first tensor's, or without one the last scalar's own.
template <class A, class... Rest>
constexpr auto data_type() {
  if constexpr (!A::weak || sizeof...(Rest) == 0)
    return std::type_identity<typename A::value_type>{};
  else
    return data_type<Rest...>();
}
template <int Skip, class A, class... Rest>
constexpr auto data_type_after() {
  if constexpr (Skip == 0)
    return data_type<A, Rest...>();
  else
    return data_type_after<Skip - 1, Rest...>();
}

template <class A, class... Rest>
constexpr Broadcast broadcast_all() {
  Broadcast r{true, dims_of<typename A::shape_type>};
  ((r.ok ? void(r = broadcast(r.dims, dims_of<typename Rest::shape_type>)) : void()), ...);
  return r;
}

constexpr std::size_t extent_or_1(Dims const& d, int axis) { return axis < 0 ? 1 : static_cast<std::size_t>(d[axis]); }

/// Asserts that two shapes broadcast; the message carries the axis in each of them.
template <class Operation, class A, class B>
constexpr void require_broadcast() {
  constexpr Dims l = dims_of<A>, r = dims_of<B>;
  constexpr Broadcast b = broadcast(l, r);
  static_assert(diagnose::shapes_broadcast<Operation, diagnose::lhs<b.left_axis, extent_or_1(l, b.left_axis), A>,
                                           diagnose::rhs<b.right_axis, extent_or_1(r, b.right_axis), B>>,
                "elementwise operation: the shapes do not broadcast (axis, extent, shape of both sides follow)");
}

}  // namespace detail

/// The front-end form of an elementwise op.
template <class Op>
struct Elementwise {
  static constexpr int masks = [] {
    if constexpr (requires { Op::mask_inputs; })
      return Op::mask_inputs;
    else
      return 0;
  }();

  template <class... A>
  using data = typename decltype(detail::data_type_after<masks, A...>())::type;

  template <class T, class A>
  static constexpr bool dtype_fits =
      A::weak ? diagnose::scalar_fits_dtype<Op, T, typename A::value_type> : std::is_same_v<T, typename A::value_type>;

  template <class... A>
  static constexpr bool dtypes_ok = [] {
    using T = data<A...>;
    int i = 0;
    return Element<T> && accepts(Op::domain, dtype_of<T>) &&
           ((i++ < masks ? std::is_same_v<typename A::value_type, bool> : dtype_fits<T, A>) && ...);
  }();

  template <class... A>
  static constexpr bool ok = dtypes_ok<A...> && detail::broadcast_all<A...>().ok;

  template <class... A>
  static constexpr void require() {
    using T = data<A...>;
    if constexpr (!dtypes_ok<A...>)
      require_dtypes<T>(std::make_index_sequence<sizeof...(A)>{}, std::type_identity<A>{}...);
    else
      require_shapes<typename A::shape_type...>();
  }

  template <class... A>
  struct Result {
    using value_type = std::conditional_t<Op::codomain == Codomain::boolean, bool, data<A...>>;
    using shape_type = shape_from<detail::broadcast_all<A...>().dims>;
    /// What weak scalars become; masks stay boolean.
    template <int I>
    using operand_type = std::conditional_t<(I < masks), bool, data<A...>>;
  };

  template <class... V>
  static constexpr Value record(V... v) {
    return elementwise<Op>(v...);
  }

 private:
  template <class T, std::size_t... I, class... A>
  static constexpr void require_dtypes(std::index_sequence<I...>, std::type_identity<A>...) {
    static_assert(diagnose::operation_accepts_dtype<Op, T, accepts(Op::domain, dtype_of<T>)>,
                  "elementwise operation: not defined for this dtype");
    (require_dtype<T, int(I), A>(), ...);
  }
  template <class T, int I, class A>
  static constexpr void require_dtype() {
    if constexpr (I < masks)
      static_assert(diagnose::same_dtype<Op, bool, typename A::value_type>, "the condition must be a tensor of bool");
    else if constexpr (A::weak)
      static_assert(diagnose::scalar_fits_dtype<Op, T, typename A::value_type>,
                    "elementwise operation: this C++ number does not fit the tensor's dtype (dtype, number follow); use tn::cast");
    else
      static_assert(diagnose::same_dtype<Op, T, typename A::value_type>,
                    "elementwise operation: the dtypes differ; convert one side with tn::cast<T>(x)");
  }
  template <class A, class... Rest>
  static constexpr void require_shapes() {
    if constexpr (sizeof...(Rest) == 1)
      detail::require_broadcast<Op, A, Rest...>();
    else if constexpr (sizeof...(Rest) == 2)
      require_three<A, Rest...>();
  }
  template <class A, class B, class C>
  static constexpr void require_three() {
    if constexpr (!broadcast(dims_of<A>, dims_of<B>).ok)
      detail::require_broadcast<Op, A, B>();
    else
      detail::require_broadcast<Op, shape_from<broadcast(dims_of<A>, dims_of<B>).dims>, C>();
  }
};

/// Calls the op F on operands of either front end.
template <class F, class... X>
constexpr auto apply(X&&... x) {
  if constexpr ((detail::is_of<X, front::Broken>() || ...))
    return Invalid{};
  else {
    F::template require<detail::arg_of<X>...>();
    if constexpr (F::template ok<detail::arg_of<X>...>) {
      using FrontEnd = std::conditional_t<(detail::is_of<X, front::Tracing>() || ...), front::Tracing, front::Eager>;
      return ApplyWith<FrontEnd>::template make<F>(static_cast<X&&>(x)...);
    } else
      return Invalid{};
  }
}

}  // namespace tenon
