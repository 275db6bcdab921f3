// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/reduce.hpp>

/// Algorithms on whole operands: what is neither elementwise nor a fold nor a contraction, such as scans, sorts, gathers
/// and factorisations. The passes know one kind of node for all of them; a new one is a struct in its family's file.
namespace tenon {

// A routine is a struct of this form, and one specialisation of OpOf:
//
//   struct Cumsum {
//     static constexpr char name[] = "cumsum";
//     static constexpr int arity = 1, flops = 1;                       // operations an element of the form
//     static constexpr Typed operands[1] = {Typed::data}, result = Typed::data;
//     static constexpr Dims form(Node const&, Dims const* in);         // up to 8 numbers: extents, axes, flags
//     template <class T> static constexpr void run(Dims const& form, T const* x, T* y);
//     template <class D> static constexpr void derive(D& d);           // optional
//   };
//
// `run` is the same function at run time, where `form` is a constant that the compiler folds into the loops, and in
// constant evaluation. Operands and result are contiguous, in row-major order, and do not overlap.
//
// A routine on form[0] separate items, such as matrices, may offer a second form for kernels, in which every lane of L is
// an item of its own: `items` says how many elements one has, and `on_lanes` gets them, form[1] and form[2] as constants.
//
//     static constexpr Items items(Dims const& form);
//     template <int M, int N, class L> static constexpr void on_lanes(L* x, L* y);   // may overwrite its operands
//
// A routine that works on registers in its own way may offer a third form for kernels: `Target` has the form as a constant, the
// lanes of the machine and how many registers it has (kernel/routine.hpp).
//
//     template <class Target, class T> static void run_on(T const* x, T* y);

/// How many elements an item has in each operand and in the result; 0 where `run` is the better way. `lone` says that it is
/// not for a single item either.
struct Items {
  std::int32_t operand[2] = {}, result = 0;
  bool lone = false;
};

/// The dtype of an operand or result: that of the data, an index, a boolean, or the 64-bit words of a random key.
enum class Typed : std::uint8_t { data, index, mask, key };

/// The dtype of indices.
using Index = std::int32_t;

namespace detail {

template <Typed Kind, class T>
using typed_as = std::conditional_t<
    Kind == Typed::data, T,
    std::conditional_t<Kind == Typed::index, Index, std::conditional_t<Kind == Typed::key, std::uint64_t, bool>>>;

/// Whether a routine is there for data of dtype T.
template <class Op, class T>
constexpr bool computes() {
  if constexpr (requires { Op::floating_only; })
    return std::is_floating_point_v<T>;
  else if constexpr (requires { Op::integers_only; })
    return std::is_integral_v<T> && !std::is_same_v<T, bool>;
  else
    return !std::is_same_v<T, bool> || requires { Op::takes_bool; };
}

/// Whether the evaluator does lone items as kernels do at run time too, not only where the compiler computes: a test that
/// compares bits specialises it. It costs seconds of compile time.
template <class Op>
inline constexpr bool computes_items_at_run_time = false;

/// What kernels do with lone items of at most 4 by 4 elements, for the evaluator of graphs: `on_lanes` of one after the other.
/// Returns whether it was done.
template <class Op, class T, class... X>
constexpr bool compute_items(Dims const& form, T* y, X const*... x) {
  auto each = [&]<int M, int N>(std::integer_sequence<int, M, N>) {
    using L = lanes::Lane<T, 1>;
    constexpr Items items = Op::items(Dims{5, {1, M, N, 0, 1}});
    for (std::ptrdiff_t b = 0; b < form[0]; ++b) {
      [&]<int... I>(std::integer_sequence<int, I...>) {
        L in[sizeof...(X)][M * M > M * N ? M * M : M * N];
        L out[items.result];
        auto read = [&](int size, T const* from, L* to) {
          for (int e = 0; e < size; ++e) to[e] = L(from[b * size + e]);
        };
        (read(items.operand[I], x, in[I]), ...);
        Op::template on_lanes<M, N>(in[I]..., out);
        for (int e = 0; e < items.result; ++e) y[b * items.result + e] = out[e].v[0];
      }(std::make_integer_sequence<int, int(sizeof...(X))>{});
    }
    return true;
  };
  if (!Op::items(form).lone) return false;
  bool const square = form[1] == form[2];
  if (!square && form[2] != 1) return false;
  switch (form[1]) {
    case 1: return each(std::integer_sequence<int, 1, 1>{});
    case 2: return square ? each(std::integer_sequence<int, 2, 2>{}) : each(std::integer_sequence<int, 2, 1>{});
    case 3: return square ? each(std::integer_sequence<int, 3, 3>{}) : each(std::integer_sequence<int, 3, 1>{});
    case 4: return square ? each(std::integer_sequence<int, 4, 4>{}) : each(std::integer_sequence<int, 4, 1>{});
    default: return false;
  }
}

template <class Op, class T, std::size_t... I>
constexpr void compute_as(RoutineCall const& c, std::index_sequence<I...>) {
  auto read = [&]<class U>(std::type_identity<U>, int i) {
    List<U> values(c.in_size[i] + 1);
    for (int e = 0; e < c.in_size[i]; ++e) {
      if constexpr (std::is_floating_point_v<U>)
        values.items[e] = static_cast<U>(c.in[i][e].f);
      else
        values.items[e] = static_cast<U>(c.in[i][e].i);
    }
    return values;
  };
  using R = typed_as<Op::result, T>;
  List<R> result(c.out_size + 1);
  auto compute = [&](auto const*... x) {
    if constexpr (requires { Op::items(c.form); })
      // The builtin, for GCC decides it before it optimises what nobody calls.
      if ((__builtin_is_constant_evaluated() || computes_items_at_run_time<Op>) && compute_items<Op>(c.form, result.items, x...))
        return;
    Op::run(c.form, x..., result.items);
  };
  compute(read(std::type_identity<typed_as<Op::operands[I], T>>{}, int(I)).data()...);
  for (int e = 0; e < c.out_size; ++e) {
    if constexpr (std::is_floating_point_v<R>)
      c.out[e] = {static_cast<double>(result.items[e]), 0};
    else
      c.out[e] = {0, static_cast<std::int64_t>(result.items[e])};
  }
}

template <class Op>
constexpr void compute_routine(RoutineCall const& c) {
  constexpr auto operands = std::make_index_sequence<std::size_t(Op::arity)>{};
  DType const data = Op::result == Typed::data ? c.result : c.first;
  visit_dtype(data, [&]<class T>(std::type_identity<T>) {
    if constexpr (computes<Op, T>()) compute_as<Op, T>(c, operands);
  });
}

template <class Op>
constexpr int trailing_axes_of() {
  if constexpr (requires { Op::trailing_axes; })
    return Op::trailing_axes;
  else
    return 0;
}
template <class Op>
constexpr auto batch_rule_of() -> BatchPlace (*)(Node const&, Dims const*, BatchPlace const*) {
  if constexpr (requires { &Op::batch; })
    return &Op::batch;
  else
    return nullptr;
}
template <class Op>
inline constexpr bool is_along_axis = requires { Op::along_axis; };

}  // namespace detail

/// What the graph knows of a routine.
template <class Op>
inline constexpr OpRecord routine_record{Op::name,
                                         hash_name(Op::name),
                                         OpClass::routine,
                                         Op::arity,
                                         Domain::any,
                                         Codomain::same,
                                         Op::flops,
                                         detail::derive_of<Op>(),
                                         nullptr,
                                         nullptr,
                                         &Op::form,
                                         &detail::compute_routine<Op>,
                                         detail::is_along_axis<Op>,
                                         detail::trailing_axes_of<Op>(),
                                         detail::batch_rule_of<Op>()};

/// Records a routine; `attr` is what its `form` reads from the node.
template <class Op, class... V>
constexpr Value routine(DType dtype, Dims const& dims, std::int32_t attr, Value first, V... rest) {
  Builder& b = *first.builder;
  NodeId const in[] = {first.id, rest.id...};
  Node n;
  n.op = &routine_record<Op>;
  for (int i = 0; i < Op::arity; ++i) n.in[i] = in[i];
  n.dtype = dtype;
  n.dims = dims;
  n.attr = attr;
  return {&b, b.add(n)};
}

}  // namespace tenon
