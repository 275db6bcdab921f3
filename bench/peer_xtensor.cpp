// SPDX-License-Identifier: MIT
#include "peer_loops.hpp"

#define XTENSOR_USE_XSIMD
#include <array>
#include <xtensor/xadapt.hpp>
#include <xtensor/xmanipulation.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor_config.hpp>
#include <xtensor/xview.hpp>

namespace bench {
namespace {

auto vector(float const* p, std::size_t n) { return xt::adapt(p, n, xt::no_ownership(), std::array<std::size_t, 1>{n}); }
auto vector(float* p, std::size_t n) { return xt::adapt(p, n, xt::no_ownership(), std::array<std::size_t, 1>{n}); }
template <class P>
auto matrix(P p, std::size_t rows, std::size_t n) {
  return xt::adapt(p, rows * n, xt::no_ownership(), std::array<std::size_t, 2>{rows, n});
}

/// The function of an expression.
template <class F>
auto map(LoopJob const& l, F f) {
  return loop_contestant("xtensor", l,
                         [x = vector(l.x, l.size()), out = vector(l.out, l.size()), f]() mutable { xt::noalias(out) = f(x); });
}

void peers(LoopJob const& l, std::vector<Contestant>& to) {
  switch (l.loop) {
    case Loop::linear: return to.push_back(map(l, [a = l.a, b = l.b](auto const& x) { return a * x + b; }));
    case Loop::squashed:
      return to.push_back(map(l, [a = l.a, b = l.b, c = l.c](auto const& x) { return xt::tanh(a * x + b) * c; }));
    case Loop::tanh: return to.push_back(map(l, [](auto const& x) { return xt::tanh(x); }));
    case Loop::exp: return to.push_back(map(l, [](auto const& x) { return xt::exp(x); }));
    case Loop::sigmoid: return to.push_back(map(l, [](auto const& x) { return 1.f / (1.f + xt::exp(-x)); }));
    case Loop::erf: return to.push_back(map(l, [](auto const& x) { return xt::erf(x); }));
    case Loop::gelu: return to.push_back(map(l, [](auto const& x) { return 0.5f * x * (1.f + xt::erf(0.70710678f * x)); }));
    case Loop::gelu_tanh:
      return to.push_back(
          map(l, [](auto const& x) { return 0.5f * x * (1.f + xt::tanh(0.79788456f * (x + 0.044715f * x * x * x))); }));
    case Loop::sum:
      return to.push_back(loop_contestant("xtensor", l, [x = vector(l.x, l.size()), out = l.out]() mutable {
        *out = xt::sum(x, xt::evaluation_strategy::immediate)();
      }));
    case Loop::huber:
      if (l.size() > 10000) return;  // it adds one number after the other, and is wrong in the sixth digit by then
      return to.push_back(
          loop_contestant("xtensor", l, [x = vector(l.x, l.size()), y = vector(l.y, l.size()), d = l.a, out = l.out]() mutable {
            auto const e = xt::abs(y - x);
            auto const m = xt::minimum(e, d);
            *out = xt::mean(m * (e - 0.5f * m), xt::evaluation_strategy::immediate)();
          }));
    case Loop::transpose:
      return to.push_back(
          loop_contestant("xtensor", l, [x = matrix(l.x, l.rows, l.n), out = matrix(l.out, l.n, l.rows)]() mutable {
            xt::noalias(out) = xt::transpose(x);
          }));
    case Loop::softmax:  // both would be a composition of lazy reductions that nobody would write for speed
    case Loop::layer_norm: return;
  }
}

[[maybe_unused]] bool const added = add_loop_peer(peers);
[[maybe_unused]] bool const named =
    library("xtensor", version(XTENSOR_VERSION_MAJOR, XTENSOR_VERSION_MINOR, XTENSOR_VERSION_PATCH));

}  // namespace
}  // namespace bench
