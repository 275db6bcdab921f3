// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/elementwise.hpp>
#include <tenon/shape/diagnose.hpp>

/// How a user's call of an op becomes an expression or a node. Every function of the vocabulary is
/// `F::call(operands...)`, which asserts in words what it rejects and goes on to `apply<F>`; F says which operands it
/// takes (F::ok), what it gives (F::Result) and what it records (F::record). The eager and the tracing front end each
/// specialise `ApplyWith`. The assertions stand in `call` itself: each function between them and the user's line costs
/// a reader three lines.
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
  constexpr operator T() const {
    __builtin_unreachable();
  }
  template <class T>
  constexpr Invalid const& operator=(T const&) const {
    return *this;
  }
};

namespace diagnose {
/// Tensors, expressions and traced values are no numbers of C++. They have a conversion to double all the same, deleted: it is
/// the one that overload resolution finds for `std::exp(x)`, whose error is then a sentence and not the functions of <cmath>.
/// Nothing else sees it: std::is_convertible, `requires` and `if (x)` answer as if there were none. The name is for g++.
struct tensors_are_no_numbers_write_tn_exp_not_std_exp;
}  // namespace diagnose

#if defined(__clang__) && __clang_major__ >= 19
#define TENON_NO_NUMBER                                                                                                          \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wc++26-extensions\"") delete (                           \
      "a tensor or traced value is no number of C++: write tn::exp(x), not std::exp(x); a scalar's number is x.item()")          \
      _Pragma("clang diagnostic pop")
#elif defined(__cpp_deleted_function)
#define TENON_NO_NUMBER                                                                                                          \
  delete ("a tensor or traced value is no number of C++: write tn::exp(x), not std::exp(x); a scalar's number is x.item()")
#else
#define TENON_NO_NUMBER delete
#endif

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

/// Of one front end; numbers are of none.
template <class X, class FrontEnd>
concept OfFrontEnd = std::is_same_v<typename std::remove_cvref_t<X>::front_end, FrontEnd>;

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

/// Where the shapes of operands stop to broadcast: at operand `index`, against what the ones before it make.
template <class A, class... Rest>
struct Unbroadcast {
  static constexpr int index = [] {
    Dims const all[] = {dims_of<typename A::shape_type>, dims_of<typename Rest::shape_type>...};
    Broadcast r{true, all[0]};
    for (int i = 1; i <= int(sizeof...(Rest)); ++i)
      if (r = broadcast(r.dims, all[i]); !r.ok) return i;
    return 0;
  }();
  static constexpr Dims left = [] {
    Dims const all[] = {dims_of<typename A::shape_type>, dims_of<typename Rest::shape_type>...};
    Broadcast r{true, all[0]};
    for (int i = 1; i < index; ++i) r = broadcast(r.dims, all[i]);
    return r.dims;
  }();
  static constexpr Dims right = [] {
    Dims const all[] = {dims_of<typename A::shape_type>, dims_of<typename Rest::shape_type>...};
    return all[index];
  }();
  static constexpr Broadcast fault = index == 0 ? Broadcast{} : broadcast(left, right);
  using lhs = diagnose::lhs<fault.left_axis, extent_or_1(left, fault.left_axis), shape_from<left>>;
  using rhs = diagnose::rhs<fault.right_axis, extent_or_1(right, fault.right_axis), shape_from<right>>;
};

template <int I, class A, class... Rest>
constexpr auto nth_type() {
  if constexpr (I == 0)
    return std::type_identity<A>{};
  else
    return nth_type<I - 1, Rest...>();
}
template <int I, class... A>
using nth = typename decltype(nth_type<I, A...>())::type;

template <class X>
using value_of_t = typename std::remove_cvref_t<X>::value_type;
template <class X>
using shape_of_t = typename std::remove_cvref_t<X>::shape_type;

/// The two sides of an operation on A and B that does not fit, for its assertions: equal dtypes where it is the shapes.
template <class A, class B>
struct Clash {
  using left = value_of_t<A>;
  using right = value_of_t<B>;
  using lhs = diagnose::lhs<0, 1, Shape<>>;
  using rhs = diagnose::rhs<0, 1, Shape<>>;
};
template <class A, class B>
  requires std::is_same_v<value_of_t<A>, value_of_t<B>>
struct Clash<A, B> : Unbroadcast<arg_of<A>, arg_of<B>> {
  using left = value_of_t<A>;
  using right = left;
};

/// Whether a call of F is at fault: unless another error was reported before.
template <class F, class... X>
inline constexpr bool faulty = !(OfFrontEnd<X, front::Broken> || ...) && !F::template ok<arg_of<X>...>;

}  // namespace detail

namespace detail {
/// An argument that is used several times: as it came, so that what is left of a temporary is held by value each time.
template <class X>
constexpr X again(std::remove_reference_t<X>& x) {
  return static_cast<X>(x);
}
}  // namespace detail

/// The largest number of operations of an eager expression.
inline constexpr int max_expression_nodes = 64;

namespace detail {
template <class X>
constexpr int nodes_of() {
  if constexpr (requires { std::remove_cvref_t<X>::nodes; })
    return std::remove_cvref_t<X>::nodes;
  else
    return 1;
}
}  // namespace detail

namespace diagnose {
template <int Most, int Operations>
inline constexpr bool expression_has_at_most = Operations <= Most;
}  // namespace diagnose

/// The op F on operands of either front end that it accepts.
template <class F, class... X>
TENON_INLINE constexpr auto apply(X&&... x) {
  if constexpr ((detail::OfFrontEnd<X, front::Broken> || ...))
    return Invalid{};
  else if constexpr (F::template ok<detail::arg_of<X>...>) {
    using FrontEnd = std::conditional_t<(detail::OfFrontEnd<X, front::Tracing> || ...), front::Tracing, front::Eager>;
    constexpr int nodes = (1 + ... + detail::nodes_of<X>());
    static_assert(diagnose::expression_has_at_most<max_expression_nodes, nodes>,
                  "this expression has more than 64 operations: give it a name with tn::function, or assign a part of it to a "
                  "tensor first");
    if constexpr (nodes <= max_expression_nodes)
      return ApplyWith<FrontEnd>::template make<F>(std::index_sequence_for<X...>{}, static_cast<X&&>(x)...);
    else
      return Invalid{};
  } else
    return Invalid{};
}

#define TENON_DTYPES_CLASH "elementwise operation: the dtypes differ; convert one side with tn::cast<T>(x)"
#define TENON_SHAPES_CLASH "elementwise operation: the shapes do not broadcast (axis, extent, shape of both sides follow)"

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

  template <class T>
  static constexpr bool domain_ok = [] {
    if constexpr (Element<T>)
      return accepts(Op::domain, dtype_of<T>);
    else
      return false;
  }();

  template <class... A>
  static constexpr bool dtypes_ok = [] {
    using T = data<A...>;
    int i = 0;
    return domain_ok<T> && ((i++ < masks ? std::is_same_v<typename A::value_type, bool> : dtype_fits<T, A>) && ...);
  }();

  template <class... A>
  static constexpr bool ok = dtypes_ok<A...> && detail::broadcast_all<A...>().ok;

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

  /// Whether two tensors, on whose dtype the op is defined, are of two dtypes or do not broadcast. Operators ask this and assert
  /// in their own bodies (`Clash`): most mistakes of models are theirs, and a message has one function less to tell of.
  template <class A, class B>
  static constexpr bool clash = detail::faulty<Elementwise, A, B> && !detail::arg_of<A>::weak && !detail::arg_of<B>::weak &&
                                domain_ok<data<detail::arg_of<A>, detail::arg_of<B>>>;

  template <class... X>
  TENON_INLINE static constexpr auto call(X&&... x) {
    if constexpr (detail::faulty<Elementwise, X...>) {
      using T = data<detail::arg_of<X>...>;
      static_assert(diagnose::operation_accepts_dtype<Op, T, domain_ok<T>>, "elementwise operation: not defined for this dtype");
      if constexpr (domain_ok<T>) {
        constexpr int at = misfit<detail::arg_of<X>...>;
        using A = detail::nth<(at < 0 ? 0 : at), detail::arg_of<X>...>;
        using U = typename A::value_type;
        if constexpr (at >= 0 && at < masks)
          static_assert(diagnose::same_dtype<Op, bool, U>, "the condition must be a tensor of bool");
        else if constexpr (at >= 0 && A::weak)
          static_assert(
              diagnose::scalar_fits_dtype<Op, T, U>,
              "elementwise operation: this C++ number does not fit the tensor's dtype (dtype, number follow); use tn::cast");
        else if constexpr (at >= 0)
          static_assert(diagnose::same_dtype<Op, T, U>, TENON_DTYPES_CLASH);
        else {
          using Shapes = detail::Unbroadcast<detail::arg_of<X>...>;
          static_assert(diagnose::shapes_broadcast<Op, typename Shapes::lhs, typename Shapes::rhs>, TENON_SHAPES_CLASH);
        }
      }
    }
    return apply<Elementwise>(static_cast<X&&>(x)...);
  }

 private:
  /// The first operand whose dtype is wrong; -1 if none is.
  template <class... A>
  static constexpr int misfit = [] {
    using T = data<A...>;
    int i = 0, at = -1;
    auto check = [&](bool fits_mask, bool fits) {
      if (at < 0 && !(i < masks ? fits_mask : fits)) at = i;
      ++i;
    };
    (check(std::is_same_v<typename A::value_type, bool>, dtype_fits<T, A>), ...);
    return at;
  }();
};

/// Whether F accepts operands. What each function accepts is a concept made of this, for generic code and
/// tests: a call of the function itself always compiles to its message.
template <class F, class... X>
concept Applicable = Operands<X...> && F::template ok<detail::arg_of<X>...>;

/// Whether an elementwise op accepts operands: `ElementwiseOperands<op::Add, A, B>`.
template <class Op, class... X>
concept ElementwiseOperands = Applicable<Elementwise<Op>, X...>;

/// Whether the shapes of tensors broadcast, whatever their dtypes.
template <class... X>
concept BroadcastOperands = (Operand<X> && ...) && detail::broadcast_all<detail::arg_of<X>...>().ok;

}  // namespace tenon
