// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/evaluate.hpp>
#include <tenon/shape/pack.hpp>
#include <tenon/tensor/storage.hpp>

/// The eager front end. `a + b` on tensors is an `Expr`: a small value that holds its operands and knows, as a type,
/// the graph they make. Assigning it to a tensor runs that graph's kernels.
namespace tenon {

template <class T, class S, class Storage = typename detail::DefaultStorage<T, S>::type>
class BasicTensor;
template <class F, class T, class S, class... X>
class Expr;

namespace detail {

// What an Expr holds of each operand: tensors that live elsewhere by pointer, everything else by value.
template <class Tensor>
struct Ref {
  Tensor const* tensor;
};
template <class T>
struct Number {
  T value;
};

// The type of an expression without where its tensors live: two expressions of one signature share their program.
template <class T, class S>
struct LeafSignature {
  using value_type = T;
  using shape_type = S;
  static constexpr int nodes = 1;
  static constexpr Value record(GraphDraft& d) { return {&d.builder, d.add_leaf(dtype_of<T>, dims_of<S>, LeafKind::input)}; }
};
template <class F, class... Sig>
struct ExprSignature {
  using result = typename F::template Result<Sig...>;
  static constexpr int nodes = (1 + ... + Sig::nodes);
  static constexpr Value record(GraphDraft& d) {
    Value const in[] = {Sig::record(d)...};  // braces: left to right
    return call(in, std::make_index_sequence<sizeof...(Sig)>{});
  }

 private:
  template <std::size_t... I>
  static constexpr Value call(Value const* in, std::index_sequence<I...>) {
    return F::record(in[I]...);
  }
};

template <class X>
struct SignatureOf;
template <class T, class S, class Storage>
struct SignatureOf<Ref<BasicTensor<T, S, Storage>>> : std::type_identity<LeafSignature<T, S>> {};
template <class T, class S, class Storage>
struct SignatureOf<BasicTensor<T, S, Storage>> : std::type_identity<LeafSignature<T, S>> {};
template <class T>
struct SignatureOf<Number<T>> : std::type_identity<LeafSignature<T, Shape<>>> {};

template <class T>
constexpr Scalar to_scalar(T x) {
  if constexpr (std::is_floating_point_v<T>)
    return {static_cast<double>(x), 0};
  else
    return {0, static_cast<std::int64_t>(x)};
}
template <class T>
constexpr T from_scalar(Scalar s) {
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(s.f);
  else
    return static_cast<T>(s.i);
}

/// Whether all elements of a tensor that is a constant have the same bits.
template <class T, class S, class Storage>
constexpr bool is_uniform(BasicTensor<T, S, Storage> const& t) {
  for (std::size_t i = 1; i < S::size; ++i)
    if (!same_scalar(to_scalar(t.element(i)), to_scalar(t.element(0)))) return false;
  return S::size > 0;
}
/// A tensor's current value in a trace. A constant with one value in all elements, such as zeros, becomes one of the graph.
template <class T, class S, class Storage>
constexpr Value lift(Builder& b, BasicTensor<T, S, Storage> const& t) {
  if (t.is_marked()) {
    if (t.mark().builder != &b) return {&b, b.fail(RecordError::another_trace, dtype_of<T>, dims_of<S>)};
    return {&b, b.current[t.mark().leaf]};
  }
  if (!t.has_data() || !is_uniform(t)) return {&b, b.fail(RecordError::foreign_tensor, dtype_of<T>, dims_of<S>)};
  return {&b, b.constant(dtype_of<T>, dims_of<S>, to_scalar(t.element(0)))};
}
template <class Tensor>
constexpr Value lift(Builder& b, Ref<Tensor> const& r) {
  return lift(b, *r.tensor);
}
template <class T>
constexpr Value lift(Builder& b, Number<T> const& n) {
  return {&b, b.constant(dtype_of<T>, Dims{}, to_scalar(n.value))};
}
template <class F, class T, class S, class... X>
constexpr Value lift(Builder& b, Expr<F, T, S, X...> const& e) {
  if (e.recorded().builder != nullptr) return e.recorded();
  return e.record(b);
}

/// The trace that an operand belongs to, if it does.
template <class T, class S, class Storage>
constexpr Builder* trace_of(BasicTensor<T, S, Storage> const& t) {
  return t.is_marked() ? t.mark().builder : nullptr;
}
template <class Tensor>
constexpr Builder* trace_of(Ref<Tensor> const& r) {
  return r.tensor->is_marked() ? r.tensor->mark().builder : nullptr;
}
template <class T>
constexpr Builder* trace_of(Number<T> const&) {
  return nullptr;
}
template <class F, class T, class S, class... X>
constexpr Builder* trace_of(Expr<F, T, S, X...> const& e) {
  return e.recorded().builder;
}

/// The trace that an operand belongs to, if one does.
template <std::size_t... I, class... X>
constexpr Builder* first_trace(PackOf<std::index_sequence<I...>, X...> const& operands) {
  Builder* b = nullptr;
  ((b = b != nullptr ? b : trace_of(static_cast<PackItem<I, X> const&>(operands).value)), ...);
  return b;
}
template <class F, std::size_t... I, class... X>
constexpr Value record_on(Builder& b, PackOf<std::index_sequence<I...>, X...> const& operands) {
  Value const in[] = {lift(b, static_cast<PackItem<I, X> const&>(operands).value)...};
  return F::record(in[I]...);
}

}  // namespace detail

/// The operators with a form that assigns.
#define TENON_COMPOUNDS(with) with(+) with(-) with(*) with(/) with(&) with(|) with(^) with(<<) with(>>)

/// A lazy expression of dtype T and shape S: the op F on operands. It holds its operands (tensors that are variables
/// by reference), so it may be kept in a variable as long as those live.
template <class F, class T, class S, class... X>
class Expr : public detail::Pack<X...> {
 public:
  using front_end = front::Eager;
  using value_type = T;
  using shape_type = S;
  static constexpr std::size_t rank = S::rank, size = S::size;

  constexpr Expr(Expr const&) = default;
  constexpr Expr(Expr&&) = default;
  /// An expression is no place to assign to: a view of a tensor that is not const is.
  Expr& operator=(Expr const&) = delete;
  TENON_INLINE constexpr explicit Expr(X... x) : detail::Pack<X...>(static_cast<X&&>(x)...) {
    // On tensors of a module being traced an op records at once, so that it reads their current version.
    if (__builtin_is_constant_evaluated())
      if (Builder* const b = detail::first_trace(*this); b != nullptr) recorded_ = record(*b);
  }

  /// A view of the expression by compile-time indices.
  template <SliceIndex... I>
  constexpr auto operator()(I const&...) const {
    return layout::Slice<detail::slice_item<I>()...>::call(*this);
  }
  /// Rows by run-time indices: tensor/subscript.hpp.
  template <class I>
    requires(S::rank > 0)
  constexpr auto operator[](I const& i) const {
    return subscript(*this, i);
  }
  /// The one element of a scalar expression.
  constexpr T item() const
    requires(S::size == 1)
  {
    return BasicTensor<T, S, storage::Inline>(*this).item();
  }
  constexpr explicit operator T() const
    requires(S::rank == 0)
  {
    return item();
  }
  template <class Why = diagnose::tensors_are_no_numbers_write_tn_exp_not_std_exp>
  constexpr operator double() const = TENON_NO_NUMBER;

  using signature = detail::ExprSignature<F, typename detail::SignatureOf<X>::type...>;
  static constexpr int nodes = signature::nodes;

  using op_type = F;
  /// The node of a trace that this expression is, if its operands belong to one.
  constexpr Value recorded() const { return recorded_; }
  /// Records the expression in a trace.
  constexpr Value record(Builder& b) const { return detail::record_on<F>(b, *this); }

 private:
  Value recorded_{};
};

namespace detail {

// Expressions, and what derives from them: views.
template <class X>
  requires requires { typename X::signature; }
struct SignatureOf<X> : std::type_identity<typename X::signature> {};

template <class X>
struct IsBasicTensor : std::false_type {};
template <class T, class S, class Storage>
struct IsBasicTensor<BasicTensor<T, S, Storage>> : std::true_type {
  static constexpr bool owns = std::is_same_v<Storage, storage::Inline> || std::is_same_v<Storage, storage::Heap>;
};

// Param, Variable and other types derived from a tensor are their tensor.
template <class T, class S, class Storage>
constexpr BasicTensor<T, S, Storage> const& as_tensor(BasicTensor<T, S, Storage> const& t) {
  return t;
}

template <class T, class X>
constexpr auto stored_operand(X&& x) {
  using P = std::remove_cvref_t<X>;
  if constexpr (std::is_arithmetic_v<P>)
    return Number<T>{static_cast<T>(x)};
  else if constexpr (requires { as_tensor(x); }) {
    using B = std::remove_cvref_t<decltype(as_tensor(x))>;
    if constexpr (std::is_lvalue_reference_v<X>)
      return Ref<B>{&as_tensor(x)};
    else if constexpr (std::is_const_v<std::remove_reference_t<X>>)
      return B(as_tensor(x));
    else
      return static_cast<B>(static_cast<B&&>(x));
  } else
    return static_cast<X&&>(x);
}

template <class T, class X>
using StoredOperand = decltype(stored_operand<T>(std::declval<X>()));

}  // namespace detail

template <>
struct ApplyWith<front::Eager> {
  template <class F, std::size_t... I, class... X>
  TENON_INLINE static constexpr auto make(std::index_sequence<I...>, X&&... x) {
    using R = typename F::template Result<detail::arg_of<X>...>;
    using E = Expr<F, typename R::value_type, typename R::shape_type,
                   detail::StoredOperand<typename R::template operand_type<int(I)>, X>...>;
    return E(detail::stored_operand<typename R::template operand_type<int(I)>>(static_cast<X&&>(x))...);
  }
};

namespace detail {

/// Calls f(number or tensor) for the leaves of an operand, left to right: the order in which signatures record.
template <class Fn, class T>
TENON_INLINE constexpr void for_each_leaf(Number<T> const& n, Fn& f) {
  f(n);
}
template <class Fn, class Tensor>
TENON_INLINE constexpr void for_each_leaf(Ref<Tensor> const& r, Fn& f) {
  f(*r.tensor);
}
template <class Fn, class T, class S, class Storage>
TENON_INLINE constexpr void for_each_leaf(BasicTensor<T, S, Storage> const& t, Fn& f) {
  f(t);
}
template <class Fn, std::size_t... I, class... X>
TENON_INLINE constexpr void for_each_leaf(PackOf<std::index_sequence<I...>, X...> const& e, Fn& f) {
  (for_each_leaf(static_cast<PackItem<I, X> const&>(e).value, f), ...);
}

/// The graph of a signature, whose value goes to one output: all of it, or a part chosen by a map.
template <class Sig, class Target>
struct ExprSource {
  static constexpr GraphDraft record() {
    GraphDraft d;
    Value const v = Sig::record(d);
    d.add_output(v.id);
    Target::direct(d);
    return d;
  }
  static constexpr auto& graph = Frozen<ExprSource>::graph;
};

/// The whole destination.
struct WholeTarget {
  static constexpr bool whole = true;
  static constexpr void direct(GraphDraft&) {}
};
/// The elements of a tensor of shape S that a slice names.
template <class S, class Slice>
struct SliceTarget {
  static constexpr bool whole = false;
  static constexpr Dims from = dims_of<S>, dims = Slice::dims(from);
  static constexpr ViewMap map = Slice::map(from);
  static constexpr void direct(GraphDraft& d) {
    Output& out = d.outputs[0];
    out.map = d.builder.intern(map);
    out.dims = from;
  }
};

/// The values of an expression's leaves, in constant evaluation.
struct ConstantLeaves {
  List<Evaluator::Values> values;

  template <class T>
  constexpr void operator()(Number<T> const& n) {
    Evaluator::Values v;
    v.push_back(to_scalar(n.value));
    values.push_back(v);
  }
  template <class Tensor>
  constexpr void operator()(Tensor const& t) {
    Evaluator::Values v;
    for (std::size_t i = 0; i < t.size; ++i) v.push_back(to_scalar(t.element(i)));
    values.push_back(v);
  }
};
/// An expression's elements, in constant evaluation.
template <class E>
constexpr Evaluator::Values evaluate_constant(E const& e) {
  ConstantLeaves leaves;
  for_each_leaf(e, leaves);
  return evaluate(ExprSource<typename SignatureOf<E>::type, WholeTarget>::graph.view(), leaves.values)[0];
}

}  // namespace detail
}  // namespace tenon
