// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/interop/roofline.hpp>

#include <type_traits>

/// Counters for Google Benchmark, whose headers this one does not need. Not a part of tenon.hpp.
namespace tenon::bench {

namespace detail {

/// The first floating-point type among those of arguments' elements, else float: in which a program is taken to calculate.
template <class... A>
struct Calculates {
  using type = float;
};
template <class A, class... Rest>
struct Calculates<A, Rest...> : Calculates<Rest...> {};
template <class A, class... Rest>
  requires std::is_floating_point_v<typename A::value_type>
struct Calculates<A, Rest...> {
  using type = typename A::value_type;
};

}  // namespace detail

/// Adds to a benchmark's line what the constants of a program and the measured time say together. To be called after the loop,
/// which runs the program once each time:
///
///   for (auto _ : state) y = f(x, w);
///   tn::bench::report<f, tn::Tensor<float, 32, 784>, tn::Tensor<float, 784, 100>>(state);
///
///   FLOP    operations a second
///   bytes   bytes that the kernels move, a second
///   roof%   per cent of the speed that the machine allows, which is measured (roofline.hpp); a rate for Google Benchmark, which
///           prints "/s" behind it
///
/// `F` and `A` are what `tn::cost` takes: a function and its arguments, a module and its input, a program alone.
template <class F, class... A, class State>
void report(State& state) {
  using Counter = std::remove_cvref_t<decltype(state.counters["FLOP"])>;
  constexpr Cost const& c = cost<F, A...>;
  auto const rate = [](double one) { return Counter(one, Counter::kIsIterationInvariantRate); };
  state.counters["FLOP"] = rate(static_cast<double>(c.flops));
  state.counters["bytes"] = rate(static_cast<double>(c.bytes_moved));
  state.counters["roof%"] = rate(100 * roof_seconds<typename detail::Calculates<A...>::type>(c));
}
/// The same for a constexpr function as a value.
template <auto F, class... A, class State>
void report(State& state) {
  report<std::remove_const_t<decltype(F)>, A...>(state);
}

}  // namespace tenon::bench
