// SPDX-License-Identifier: MIT
// Einstein's summation by pattern. The peers are our own matrix products, ordered by hand.
#include "harness.hpp"

#include <tenon/core.hpp>

#include <cstdio>
#include <memory>
#include <tuple>
#include <utility>

namespace tn = tenon;

namespace {

/// The order that einsum takes, as pairs of the operands that remain; the product comes last.
template <tn::FixedString P, class... T>
void print_order() {
  constexpr auto path = tn::einsum_path<P, typename T::shape_type...>;
  std::printf("# %.*s:", static_cast<int>(P.size), P.text);
  for (int i = 0; i < path.steps; ++i) std::printf(" (%d, %d)", path.left[i], path.right[i]);
  std::printf(", %lld multiply-adds\n", static_cast<long long>(path.cost));
}

/// A pattern, its result and its operands; the peers compute the same.
template <tn::FixedString P, class Out, class... In>
struct Job {
  struct Data {
    std::tuple<In...> in;
    Out out{};
    std::vector<Out> by_hand;
  };
  std::shared_ptr<Data> data = std::make_shared<Data>();

  Job() {
    bench::Noise noise(7);
    std::apply([&](auto&... x) { (noise.fill(x.data(), x.size), ...); }, data->in);
  }
  /// `hand(out, in...)` for each of the peers.
  template <class First, class... Hand>
  bench::Row row(std::pair<char const*, First> first, std::pair<char const*, Hand>... hand) const {
    print_order<P, In...>();
    auto const d = data;
    d->by_hand.resize(sizeof...(Hand) + 1);
    auto ours = [d] { std::apply([&](auto const&... x) { d->out = tn::einsum<P>(x...); }, d->in); };
    bench::Row r;
    r.tolerance = 1e-3;
    r.ours = bench::contestant("einsum", ours, [d] { return bench::to_values(d->out); });
    std::size_t i = 0;
    auto add = [&](char const* name, auto f) {
      auto run = [d, i, f] { std::apply([&](auto const&... x) { d->by_hand[i] = f(x...); }, d->in); };
      r.peers.push_back(bench::contestant(name, run, [d, i] { return bench::to_values(d->by_hand[i]); }));
      ++i;
    };
    add(first.first, first.second);
    (add(hand.first, hand.second), ...);
    std::apply([&](auto const&... x) { d->out = first.second(x...); }, d->in);
    r.expected = bench::to_values(d->out);
    return r;
  }
};

template <std::size_t... N>
using Of = tn::Tensor<float, N...>;

/// A chain of four matrices; by hand from the left, from the right, and by pairs.
template <std::size_t I, std::size_t J, std::size_t K, std::size_t L, std::size_t M>
bench::Row network() {
  auto left = [](auto const& a, auto const& b, auto const& c, auto const& d) {
    return tn::matmul(tn::matmul(tn::matmul(a, b), c), d);
  };
  auto right = [](auto const& a, auto const& b, auto const& c, auto const& d) {
    return tn::matmul(a, tn::matmul(b, tn::matmul(c, d)));
  };
  auto pairs = [](auto const& a, auto const& b, auto const& c, auto const& d) {
    return tn::matmul(tn::matmul(a, b), tn::matmul(c, d));
  };
  return Job<"ij,jk,kl,lm->im", Of<I, M>, Of<I, J>, Of<J, K>, Of<K, L>, Of<L, M>>().row(
      std::pair{"left", left}, std::pair{"right", right}, std::pair{"pairs", pairs});
}

/// Scores and values of attention.
template <std::size_t B, std::size_t H, std::size_t Q, std::size_t K, std::size_t D>
bench::Row scores() {
  auto hand = [](auto const& q, auto const& k) { return tn::matmul(q, tn::permute<0, 1, 3, 2>(k)); };
  return Job<"bhqd,bhkd->bhqk", Of<B, H, Q, K>, Of<B, H, Q, D>, Of<B, H, K, D>>().row(std::pair{"matmul", hand});
}
template <std::size_t B, std::size_t H, std::size_t Q, std::size_t K, std::size_t D>
bench::Row mixture() {
  auto hand = [](auto const& p, auto const& v) { return tn::matmul(p, v); };
  return Job<"bhqk,bhkd->bhqd", Of<B, H, Q, D>, Of<B, H, Q, K>, Of<B, H, K, D>>().row(std::pair{"matmul", hand});
}

/// A bilinear form a unit; by hand one side first, the other side first, and all products of both sides first.
template <std::size_t B, std::size_t I, std::size_t J, std::size_t K>
bench::Row bilinear() {
  auto left = [](auto const& x, auto const& w, auto const& y) {
    auto const half = tn::reshape<B, J, K>(tn::matmul(x, tn::reshape<I, J * K>(w)));
    return tn::reshape<B, J>(tn::matmul(half, tn::reshape<B, K, 1>(y)));
  };
  auto right = [](auto const& x, auto const& w, auto const& y) {
    auto const half = tn::reshape<B, I, J>(tn::matmul(y, tn::transpose(tn::reshape<I * J, K>(w))));
    return tn::reshape<B, J>(tn::matmul(tn::reshape<B, 1, I>(x), half));
  };
  auto outer = [](auto const& x, auto const& w, auto const& y) {
    auto const both = tn::reshape<B, I * K>(tn::reshape<B, I, 1>(x) * tn::reshape<B, 1, K>(y));
    return tn::matmul(both, tn::reshape<I * K, J>(tn::permute<0, 2, 1>(w)));
  };
  return Job<"bi,ijk,bk->bj", Of<B, J>, Of<B, I>, Of<I, J, K>, Of<B, K>>().row(std::pair{"left", left}, std::pair{"right", right},
                                                                               std::pair{"outer", outer});
}

[[maybe_unused]] bool const added = [] {
  bench::add("einsum_network_8_64_8_64_8", network<8, 64, 8, 64, 8>);
  bench::add("einsum_network_2_100_3_80_4", network<2, 100, 3, 80, 4>);
  bench::add("einsum_network_64", network<64, 64, 64, 64, 64>);
  bench::add("einsum_scores_2_4_64_64_32", scores<2, 4, 64, 64, 32>);
  bench::add("einsum_mixture_2_4_64_64_32", mixture<2, 4, 64, 64, 32>);
  bench::add("einsum_bilinear_32_16_24_16", bilinear<32, 16, 24, 16>);
  bench::add("einsum_bilinear_64_64_32_64", bilinear<64, 64, 32, 64>);
  return true;
}();

}  // namespace
