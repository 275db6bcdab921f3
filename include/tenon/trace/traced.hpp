// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>
#include <tenon/tensor/tensor.hpp>

/// The tracing front end: a function runs once, in the compiler, on values that record what is done to them.
namespace tenon {

namespace diagnose {
template <class T, class S, class X>
inline constexpr bool assigned_value_is_a_variable = false;
}  // namespace diagnose

#define TENON_TRACED_ASSIGNMENT                                                                                                  \
  "assign: a traced value is immutable (dtype, shape, new value follow): what a function assigns is a tn::Variable or "          \
  "tn::Param "                                                                                                                   \
  "that is neither const nor a temporary where it is called; grad, vmap and the other transforms assign no arguments"

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

  constexpr Builder* builder() const { return builder_; }
  constexpr NodeId id() const { return id_; }

  // A value is no variable: an error, worded. auto: compilers look into it at once.
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
  /// `if (x > 0)` cannot work: the value is not known while the function is recorded. An assertion says so afterwards.
  constexpr explicit operator bool() const {
    builder_->fail(RecordError::condition, dtype_of<T>, dims_of<S>);
    return false;
  }

 private:
  Builder* builder_ = nullptr;
  NodeId id_ = -1;
};

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
  template <class F, class... X>
  static constexpr auto make(X const&... x) {
    return make_indexed<F>(std::index_sequence_for<X...>{}, x...);
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
  template <class F, std::size_t... I, class... X>
  static constexpr auto make_indexed(std::index_sequence<I...>, X const&... x) {
    using R = typename F::template Result<detail::arg_of<X>...>;
    Builder* b = nullptr;
    ((b = b != nullptr ? b : builder_of(x)), ...);
    Value const in[] = {operand<typename R::template operand_type<int(I)>>(*b, x)...};
    return Traced<typename R::value_type, typename R::shape_type>(b, F::record(in[I]...).id);
  }
};

}  // namespace tenon
