// SPDX-License-Identifier: MIT
#include "hand.hpp"
#include "peer_loops.hpp"

#if TENON_BENCH_HAND  // the widest registers of this machine
#include <sleef.h>

namespace bench {
namespace {

using hand::F32;
using hand::fma;
using hand::mul;
using hand::set;

// The faster of its forms where 3.5 units in the last place will do.
#if defined(__AVX512F__)
F32 tanh(F32 x) { return Sleef_tanhf16_u35avx512f(x); }
F32 exp(F32 x) { return Sleef_expf16_u10avx512f(x); }
F32 erf(F32 x) { return Sleef_erff16_u10avx512f(x); }
#else
F32 tanh(F32 x) { return Sleef_tanhf8_u35avx2(x); }
F32 exp(F32 x) { return Sleef_expf8_u10avx2(x); }
F32 erf(F32 x) { return Sleef_erff8_u10avx2(x); }
#endif

template <class F>
void push(std::vector<Contestant>& to, LoopJob const& l, F f) {
  if (l.size() < std::size_t(hand::lanes)) return;
  to.push_back(loop_contestant("SLEEF", l, [x = l.x, out = l.out, n = l.size(), f] {
    std::size_t i = 0;
    for (; i + hand::lanes <= n; i += hand::lanes) hand::store(out + i, f(hand::load(x + i)));
    hand::store(out + n - hand::lanes, f(hand::load(x + n - hand::lanes)));
  }));
}

void peers(LoopJob const& l, std::vector<Contestant>& to) {
  F32 const one = set(1.f);
  switch (l.loop) {
    case Loop::tanh: return push(to, l, [](F32 x) { return tanh(x); });
    case Loop::exp: return push(to, l, [](F32 x) { return exp(x); });
    case Loop::erf: return push(to, l, [](F32 x) { return erf(x); });
    case Loop::sigmoid: return push(to, l, [one](F32 x) { return hand::div(one, hand::add(one, exp(hand::sub(set(0.f), x)))); });
    case Loop::gelu:
      return push(to, l, [one](F32 x) { return mul(mul(x, set(0.5f)), hand::add(one, erf(mul(x, set(0.70710678f))))); });
    case Loop::gelu_tanh:
      return push(to, l, [one](F32 x) {
        F32 const inner = mul(mul(x, set(0.79788456f)), fma(mul(x, x), set(0.044715f), one));
        return mul(mul(x, set(0.5f)), hand::add(one, tanh(inner)));
      });
    case Loop::squashed:
      return push(to, l, [a = set(l.a), b = set(l.b), c = set(l.c)](F32 x) { return mul(tanh(fma(a, x, b)), c); });
    default: return;
  }
}

[[maybe_unused]] bool const added = add_loop_peer(peers);
[[maybe_unused]] bool const named = library("SLEEF", version(SLEEF_VERSION_MAJOR, SLEEF_VERSION_MINOR, SLEEF_VERSION_PATCHLEVEL));

}  // namespace
}  // namespace bench
#endif
