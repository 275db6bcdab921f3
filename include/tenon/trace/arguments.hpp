// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/ct.hpp>
#include <tenon/trace/effects.hpp>
#include <tenon/trace/module.hpp>
#include <tenon/trace/options.hpp>
#include <tenon/trace/traced.hpp>

#include <tuple>

/// What functions are traced from: arguments and results, and how they enter and leave a graph.
namespace tenon {

namespace detail {

// ---- Arguments: numbers, tensors, modules, constants, and tuples of them. Each kind says how many leaves it is, what stands
// for it in a trace, and where its memory is.

/// The recorder's side of a trace: leaves in order, and a mark for each tensor of a module.
struct Trace {
  GraphDraft draft;
  List<Mark*> marks;

  constexpr ~Trace() {
    for (Mark* m : marks) delete m;
  }
  constexpr Mark const* mark_next(DType dtype, Dims const& dims, LeafKind kind) {
    std::int32_t const leaf = draft.leaves.size();
    draft.add_leaf(dtype, dims, kind);
    Mark* const m = new Mark{&draft.builder, leaf};
    marks.push_back(m);
    return m;
  }
  template <class T, class S>
  constexpr Traced<T, S> input(LeafKind kind = LeafKind::input) {
    return {&draft.builder, draft.add_leaf(dtype_of<T>, dims_of<S>, kind)};
  }
  /// Marks every tensor of a module; the module then stands for itself in the trace.
  template <class M>
  constexpr void mark(M& m) {
    for_each_tensor(m, [this](Path const&, auto& t) {
      using X = std::remove_cvref_t<decltype(t)>;
      t.set_mark(mark_next(dtype_of<typename X::value_type>, dims_of<typename X::shape_type>, leaf_kind_of<X>()));
    });
  }
};

template <class A>
struct Argument;
template <class T>
  requires std::is_arithmetic_v<T>
struct Argument<T> {
  static constexpr int leaves = 1;
  using traced = Traced<T, Shape<>>;
  static constexpr traced trace(Trace& t) { return t.input<T, Shape<>>(); }
  static void collect(T const& x, std::byte**& out) { *out++ = reinterpret_cast<std::byte*>(const_cast<T*>(&x)); }
};
template <class A>
  requires(TensorField<A> && !AssignableField<A>)
struct Argument<A> {
  static constexpr int leaves = 1;
  using traced = Traced<typename A::value_type, typename A::shape_type>;
  static constexpr traced trace(Trace& t) { return t.input<typename A::value_type, typename A::shape_type>(); }
  static void collect(A const& x, std::byte**& out) {
    *out++ = reinterpret_cast<std::byte*>(const_cast<typename A::value_type*>(x.data()));
  }
};
/// A parameter or variable that stands for itself: it can be assigned.
template <class A>
  requires(TensorField<A> && AssignableField<A>)
struct Argument<A> {
  static constexpr int leaves = 1;
  using traced = A;
  static constexpr A trace(Trace& t) {
    A v;
    v.set_mark(t.mark_next(dtype_of<typename A::value_type>, dims_of<typename A::shape_type>, leaf_kind_of<A>()));
    return v;
  }
  static void collect(A const& x, std::byte**& out) {
    *out++ = reinterpret_cast<std::byte*>(const_cast<typename A::value_type*>(x.data()));
  }
};
template <class A>
  requires Module<A>
struct Argument<A> {
  static constexpr int leaves = tensor_count<A>;
  using traced = A;
  static constexpr A trace(Trace& t) {
    A m;
    t.mark(m);
    return m;
  }
  static void collect(A const& m, std::byte**& out) {
    for_each_tensor(m, [&out](Path const&, auto const& t) {
      using T = typename std::remove_cvref_t<decltype(t)>::value_type;
      *out++ = reinterpret_cast<std::byte*>(const_cast<T*>(t.data()));
    });
  }
};
template <auto V>
struct Argument<ct_t<V>> {
  static constexpr int leaves = 0;
  using traced = ct_t<V>;
  static constexpr traced trace(Trace&) { return {}; }
  static void collect(ct_t<V>, std::byte**&) {}
};
/// A parameter or variable as a value.
template <class A>
struct ValueOf : std::type_identity<A> {};
template <class A>
  requires AssignableField<A>
struct ValueOf<A> : std::type_identity<typename A::tensor_type> {};
template <class... A>
struct Argument<std::tuple<A...>> {
  static constexpr int leaves = (0 + ... + Argument<typename ValueOf<A>::type>::leaves);
  using traced = std::tuple<typename Argument<typename ValueOf<A>::type>::traced...>;
  static constexpr traced trace(Trace& t) { return traced{Argument<typename ValueOf<A>::type>::trace(t)...}; }
  static void collect(std::tuple<A...> const& x, std::byte**& out) {
    apply_to([&out](A const&... a) { (Argument<typename ValueOf<A>::type>::collect(a, out), ...); }, x);
  }
};

// ---- Results: a traced value, an expression of a module's tensors, or a tuple of results.

template <class R>
struct Result;
template <class R>
  requires Operand<R>
struct Result<R> {
  static constexpr int outputs = 1;
  using type = BasicTensor<typename R::value_type, typename R::shape_type>;
  static constexpr void record(Trace& t, R const& r) { t.draft.add_output(lift(t.draft.builder, r).id); }
};
template <class T>
  requires std::is_arithmetic_v<T>
struct Result<T> {
  static constexpr int outputs = 1;
  using type = Tensor<T>;
  static constexpr void record(Trace& t, T const& r) {
    t.draft.add_output(t.draft.builder.constant(dtype_of<T>, Dims{}, to_scalar(r)));
  }
};
template <class... R>
struct Result<std::tuple<R...>> {
  static constexpr int outputs = (0 + ... + Result<R>::outputs);
  using type = std::tuple<typename Result<R>::type...>;
  static constexpr void record(Trace& t, std::tuple<R...> const& r) {
    apply_to([&t](R const&... x) { (Result<R>::record(t, x), ...); }, r);
  }
};

/// The memory of a result at run time: a tensor, a gradient, or a tuple of such: one pointer each, as a program takes them.
template <class X>
void collect_places(X& x, std::byte**& out) {
  if constexpr (requires { std::tuple_size<X>::value; })
    apply_to([&out](auto&... y) { (collect_places(y, out), ...); }, x);
  else if constexpr (Module<X>)
    for_each_tensor(x, [&out](Path const&, auto& t) { *out++ = reinterpret_cast<std::byte*>(t.data()); });
  else
    *out++ = reinterpret_cast<std::byte*>(x.data());
}

/// How an argument is passed in a trace: what may hold variables so that they can be assigned.
template <class A, class X = typename Argument<A>::traced>
using PassedAs = std::conditional_t<IsTraced<X>::value, X const&, X&>;

template <class F, class... A, std::size_t... I, class... X>
constexpr decltype(auto) call_traced(PackOf<std::index_sequence<I...>, X...>& args) {
  return F{}(static_cast<PassedAs<A>>(static_cast<PackItem<I, X>&>(args).value)...);
}

/// The graph of F applied to arguments of types A.
template <class F, class... A>
struct FunctionSource {
  using returned = std::remove_cvref_t<decltype(F{}(std::declval<PassedAs<A>>()...))>;
  using result = std::conditional_t<std::is_void_v<returned>, std::tuple<>, returned>;

  static constexpr GraphDraft record() {
    Trace t;
    // Braces fix the order: leaves are numbered as the arguments stand.
    Pack<typename Argument<A>::traced...> args{Argument<A>::trace(t)...};
    if constexpr (std::is_void_v<returned>)
      call_traced<F, A...>(args);
    else
      Result<result>::record(t, call_traced<F, A...>(args));
    if constexpr (!requires { F::keeps_variables; }) record_updates(t.draft);
    return static_cast<GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = Frozen<FunctionSource>::graph;
  static constexpr RecordError error = Frozen<FunctionSource>::error;
};

/// The type that stands for an argument in a function's signature: a tensor for an expression; a variable that can be written
/// for itself, any other for its value.
template <class A>
struct Plain : ValueOf<A> {};
template <class A>
  requires Expression<A>
struct Plain<A> : std::type_identity<BasicTensor<typename A::value_type, typename A::shape_type>> {};
template <class A>
inline constexpr bool is_written =
    AssignableField<A> && std::is_lvalue_reference_v<A> && !std::is_const_v<std::remove_reference_t<A>>;
template <class A>
using plain =
    typename std::conditional_t<is_written<A>, std::type_identity<std::remove_cvref_t<A>>, Plain<std::remove_cvref_t<A>>>::type;

template <class X>
concept TracedValue = IsTraced<std::remove_cvref_t<X>>::value;

template <class X>
struct IsBroken : std::is_same<X, Invalid> {};
template <class... X>
struct IsBroken<std::tuple<X...>> : std::disjunction<IsBroken<X>...> {};
/// What is left of an error that has been reported: it, or a tuple with it.
template <class X>
inline constexpr bool is_broken = IsBroken<std::remove_cvref_t<X>>::value;

}  // namespace detail

}  // namespace tenon
