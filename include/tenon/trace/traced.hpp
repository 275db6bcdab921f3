// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>
#include <tenon/tensor/tensor.hpp>

/// The tracing front end: a function runs once, in the compiler, on values that record what is done to them.
namespace tenon {

namespace diagnose {
template <class T, class S, class X>
inline constexpr bool assigned_value_is_a_variable = false;
template <class T, class S, class X>
inline constexpr bool traced_value_can_take = std::is_same_v<X, Invalid>;
template <class T, class S>
inline constexpr bool number_is_known_in_a_trace = false;
template <class T, class S>
inline constexpr bool loop_over_elements_is_recorded = false;
}  // namespace diagnose

#define TENON_TRACED_ASSIGNMENT                                                                                                  \
  "assign: a traced value is immutable (dtype, shape, new value follow): what a function assigns is a tn::Variable or "          \
  "tn::Param "                                                                                                                   \
  "that is neither const nor a temporary where it is called; grad, vmap and the other transforms assign no arguments"

#define TENON_TRACED_PLACE                                                                                                       \
  "=, +=: this traced value is const, a part of another, or of another dtype or shape than the new one (dtype, shape, new "      \
  "value follow): give that a name, auto b = a * 2; what a function assigns is a tn::Variable, v.assign(x)"
#define TENON_TRACED_NUMBER                                                                                                      \
  "item: a number is not known while the function is traced (dtype, shape follow): go on with the value itself, or with "        \
  "tn::where and tn::cond"
#define TENON_TRACED_LOOP                                                                                                        \
  "for (auto e : x): the elements of a traced value are not known (dtype, shape follow): tn::unstack(x) has its rows, "          \
  "tn::scan and tn::vmap go through them"

namespace detail {
/// What is left of a loop over a traced value, an error that has been reported.
struct NoElements {
  constexpr bool operator!=(NoElements) const { return false; }
  constexpr NoElements& operator++() { return *this; }
  constexpr Invalid operator*() const { return {}; }
};
}  // namespace detail

/// A value of the function being traced: dtype and shape are its type, identity is its node.
template <class T, class S>
class Traced {
 public:
  using front_end = front::Tracing;
  using value_type = T;
  using shape_type = S;
  static constexpr std::size_t rank = S::rank, size = S::size;

  constexpr Traced() = default;
  constexpr Traced(Builder* builder, NodeId id) : builder_(builder), id_(id) {}

  constexpr Traced(Traced const&) = default;
  constexpr Traced(Traced&&) = default;
  constexpr ~Traced() = default;

  constexpr Builder* builder() const { return builder_; }
  constexpr NodeId id() const { return id_; }

  /// A name in a function may stand for one value after the other, of one dtype and shape.
  constexpr Traced& operator=(Traced const&) & = default;
  constexpr Traced& operator=(Traced&&) & = default;
#define TENON_COMPOUND(op)                                                                                                       \
  template <class X>                                                                                                             \
    requires Operands<Traced, X>                                                                                                 \
  constexpr auto operator op##=(X const& x)& {                                                                                   \
    return *this = *this op x;                                                                                                   \
  }
  TENON_COMPOUNDS(TENON_COMPOUND)
#undef TENON_COMPOUND

  // A value is no variable: errors, worded. auto: compilers look into them at once.
  /// Not of an lvalue of this type, for std::tuple asks whether its references to const can be assigned.
  template <class X>
    requires(std::is_same_v<X, Traced> || (!std::is_same_v<std::remove_cvref_t<X>, Traced> &&
                                           !std::is_same_v<std::remove_cvref_t<X>, Invalid> && Operands<Traced, X>))
  constexpr auto operator=(X&&) const {
    static_assert(diagnose::traced_value_can_take<T, S, std::remove_cvref_t<X>>, TENON_TRACED_PLACE);
    return Invalid{};
  }
  constexpr Traced& operator=(Invalid const&) & { return *this; }
  constexpr Traced const& operator=(Invalid const&) const& { return *this; }
  template <class X>
  constexpr auto assign(X const&) const {
    static_assert(diagnose::assigned_value_is_a_variable<T, S, X>, TENON_TRACED_ASSIGNMENT);
    return Invalid{};
  }
  template <class X>
  constexpr auto assign_add(X const&) const {
    static_assert(diagnose::assigned_value_is_a_variable<T, S, X>, TENON_TRACED_ASSIGNMENT);
    return Invalid{};
  }
  template <class X>
  constexpr auto assign_sub(X const&) const {
    static_assert(diagnose::assigned_value_is_a_variable<T, S, X>, TENON_TRACED_ASSIGNMENT);
    return Invalid{};
  }

  /// A view by compile-time indices.
  template <SliceIndex... I>
  constexpr auto operator()(I const&... i) const {
    return slice(*this, i...);
  }
  /// Rows by indices, those of tensors too: tensor/subscript.hpp.
  template <class I>
    requires(S::rank > 0)
  constexpr auto operator[](I const& i) const {
    return subscript(*this, i);
  }
  constexpr auto item() const {
    static_assert(diagnose::number_is_known_in_a_trace<T, S>, TENON_TRACED_NUMBER);
    return Invalid{};
  }
  constexpr auto begin() const {
    static_assert(diagnose::loop_over_elements_is_recorded<T, S>, TENON_TRACED_LOOP);
    return detail::NoElements{};
  }
  constexpr detail::NoElements end() const { return {}; }
  /// `if (x > 0)` cannot work: the value is not known while the function is recorded. An assertion says so afterwards.
  constexpr explicit operator bool() const {
    builder_->fail(RecordError::condition, dtype_of<T>, dims_of<S>);
    return false;
  }
  template <class Why = diagnose::tensors_are_no_numbers_write_tn_exp_not_std_exp>
  constexpr operator double() const = TENON_NO_NUMBER;

 private:
  Builder* builder_ = nullptr;
  NodeId id_ = -1;
};

// The same for what is const or a part of another. Without a macro: its expansion would cost a reader six lines.
template <class T, class S, class X>
  requires Operands<Traced<T, S>, X>
constexpr auto operator+=(Traced<T, S> const&, X const&) {
  static_assert(diagnose::traced_value_can_take<T, S, X>, TENON_TRACED_PLACE);
  return Invalid{};
}
template <class T, class S, class X>
  requires Operands<Traced<T, S>, X>
constexpr auto operator-=(Traced<T, S> const&, X const&) {
  static_assert(diagnose::traced_value_can_take<T, S, X>, TENON_TRACED_PLACE);
  return Invalid{};
}
template <class T, class S, class X>
  requires Operands<Traced<T, S>, X>
constexpr auto operator*=(Traced<T, S> const&, X const&) {
  static_assert(diagnose::traced_value_can_take<T, S, X>, TENON_TRACED_PLACE);
  return Invalid{};
}
template <class T, class S, class X>
  requires Operands<Traced<T, S>, X>
constexpr auto operator/=(Traced<T, S> const&, X const&) {
  static_assert(diagnose::traced_value_can_take<T, S, X>, TENON_TRACED_PLACE);
  return Invalid{};
}

namespace detail {
template <class T, class S>
constexpr Value lift(Builder& b, Traced<T, S> const& t) {
  if (t.builder() != &b) return {&b, b.fail(RecordError::another_trace, dtype_of<T>, dims_of<S>)};
  return {&b, t.id()};
}
template <class X>
struct IsTraced : std::false_type {};
template <class T, class S>
struct IsTraced<Traced<T, S>> : std::true_type {};
}  // namespace detail

template <>
struct ApplyWith<front::Tracing> {
  template <class F, std::size_t... I, class... X>
  static constexpr auto make(std::index_sequence<I...>, X const&... x) {
    using R = typename F::template Result<detail::arg_of<X>...>;
    Builder* b = nullptr;
    ((b = b != nullptr ? b : builder_of(x)), ...);
    Value const in[] = {operand<typename R::template operand_type<int(I)>>(*b, x)...};
    return Traced<typename R::value_type, typename R::shape_type>(b, F::record(in[I]...).id);
  }

 private:
  template <class T, class X>
  static constexpr Value operand(Builder& b, X const& x) {
    if constexpr (std::is_arithmetic_v<X>)
      return {&b, b.constant(dtype_of<T>, Dims{}, detail::to_scalar(static_cast<T>(x)))};
    else
      return detail::lift(b, x);
  }
  template <class X>
  static constexpr Builder* builder_of(X const& x) {
    if constexpr (detail::IsTraced<X>::value)
      return x.builder();
    else
      return nullptr;
  }
};

}  // namespace tenon
