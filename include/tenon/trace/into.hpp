// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/run.hpp>

/// Calls that write their results where the caller wants them.
namespace tenon {

namespace diagnose {
template <class Place, class Result, bool Fits>
inline constexpr bool place_has_the_form_of_the_result = Fits;
template <class... A>
inline constexpr bool call_is_not_traced = !(detail::TracedValue<A> || ...);
}  // namespace diagnose

#define TENON_RUN_INTO                                                                                                           \
  "run_into: the first argument is no place for the result, which has another form, dtype or shape, or it is const (place, "     \
  "result follow); several results go to std::tie(a, b)"

namespace detail {

/// Whether P is memory that a result R can be written to: a tensor, a gradient, a tuple of such or of references to them.
template <class P, class R>
inline constexpr bool is_place_for = std::is_same_v<P, R>;
template <class P, class T, class S, class Storage>
  requires TensorField<P>
inline constexpr bool is_place_for<P, BasicTensor<T, S, Storage>> =
    std::is_same_v<typename P::value_type, T> && std::is_same_v<typename P::shape_type, S>;
template <class... P, class... R>
  requires(sizeof...(P) == sizeof...(R))
inline constexpr bool is_place_for<std::tuple<P...>, std::tuple<R...>> =
    ((!std::is_const_v<std::remove_reference_t<P>> && is_place_for<std::remove_reference_t<P>, R>) && ...);

/// Whether results share bytes with each other or with an argument, which the program may read after it has written them.
constexpr bool results_overlap(GraphView g, std::byte* const* memory) {
  auto bytes = [](Dims const& d, DType t) { return static_cast<std::size_t>(d.size()) * static_cast<std::size_t>(size_of(t)); };
  for (int o = 0; o < g.output_count; ++o) {
    if (g.outputs[o].leaf >= 0) continue;
    Node const& n = g[g.outputs[o].node];
    std::byte const *const begin = memory[g.leaf_count + o], *const end = begin + bytes(n.dims, n.dtype);
    auto meets = [&](std::byte const* p, std::size_t size) { return p < end && begin < p + size; };
    for (int leaf = 0; leaf < g.leaf_count; ++leaf)
      if (meets(memory[leaf], bytes(g.leaves[leaf].dims, g.leaves[leaf].dtype))) return true;
    for (int p = 0; p < o; ++p)
      if (g.outputs[p].leaf < 0) {
        Node const& other = g[g.outputs[p].node];
        if (meets(memory[g.leaf_count + p], bytes(other.dims, other.dtype))) return true;
      }
  }
  return false;
}

/// What a call of a function sees of an argument: a plain function may assign it, a derivative may not.
template <class F, class A>
struct Seen : std::type_identity<std::remove_reference_t<A> const&> {};
template <class F, class... Option, class A>
struct Seen<Function<F, Option...>, A> : std::type_identity<A&&> {};

/// A traced function as it is, any other callable as one.
template <class F>
struct AsFunction : std::type_identity<Function<F>> {};
template <class F>
  requires requires { typename F::callable; }
struct AsFunction<F> : std::type_identity<F> {};

}  // namespace detail

/// Calls a function, or a derivative, and writes its result to `place`, without a copy: `run_into(y, f, x)`. Several results go
/// to a tuple, as they would be returned, or to `std::tie(value, gradient)`. No result may share memory with an argument or with
/// another result: a program with checks (TENON_CHECKS) ends there.
/// Fails to compile where `place` has another form, dtype or shape than the result. Example: examples/15_cost.cpp
template <class Place, class F, class... A>
constexpr void run_into(Place&& place, F const&, A&&... args) {
  using Fn = typename detail::AsFunction<F>::type;
  using R = decltype(Fn{}(static_cast<typename detail::Seen<Fn, A>::type>(args)...));  // which says what is wrong with it
  using P = std::remove_reference_t<Place>;
  static_assert(diagnose::call_is_not_traced<A...>,
                "run_into: a traced function has no memory to write to: call the function as it is");
  if constexpr (!detail::is_broken<R> && diagnose::call_is_not_traced<A...>) {
    constexpr bool fits = !std::is_const_v<P> && detail::is_place_for<std::remove_const_t<P>, R>;
    static_assert(diagnose::place_has_the_form_of_the_result<P, R, fits>, TENON_RUN_INTO);
    if constexpr (fits)
      detail::run_into_memory<typename Fn::recorded, detail::plain<typename detail::Seen<Fn, A>::type>...>(
          [&place](std::byte**& out) {
            [[maybe_unused]] std::byte** const results = out;
            detail::collect_places(place, out);
            if constexpr (TENON_CHECKS != 0) {
              constexpr GraphView g =
                  detail::FunctionSource<typename Fn::recorded, detail::plain<typename detail::Seen<Fn, A>::type>...>::graph
                      .view();
              if (detail::results_overlap(g, results - g.leaf_count))
                detail::fail("run_into: a result shares memory with an argument or another result");
            }
          },
          args...);
  }
}

}  // namespace tenon
