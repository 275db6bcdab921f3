// SPDX-License-Identifier: MIT
// Random operations: one meaning in every front end and in constant evaluation; pathwise derivatives.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
namespace rnd = tn::random;
using namespace tenon_test;

namespace {

constexpr rnd::Key key = rnd::key(5, 6);

// Constants of the compiler, and what the kernels make of the same key.
template <class T>
struct Constants {
  static constexpr tn::Tensor<T, 37> uniform = rnd::uniform<T, 37>(key, -2, 3), normal = rnd::normal<T, 37>(key),
                                     truncated = rnd::truncated_normal<T, 37>(key, 1, 2),
                                     exponential = rnd::exponential<T, 37>(key, 2), gamma = rnd::gamma<T, 37>(key, 0.7);
};
template <class T>
void check_constants() {
  using X = tn::Tensor<T, 37>;
  using C = Constants<T>;
  check_same_bits(C::uniform, X(rnd::uniform<T, 37>(key, -2, 3)), "constant uniform");
  check_same_bits(C::normal, X(rnd::normal<T, 37>(key)), "constant normal");
  check_same_bits(C::truncated, X(rnd::truncated_normal<T, 37>(key, 1, 2)), "constant truncated normal");
  check_same_bits(C::exponential, X(rnd::exponential<T, 37>(key, 2)), "constant exponential");
  check_same_bits(C::gamma, X(rnd::gamma<T, 37>(key, 0.7)), "constant gamma");
}

constexpr tn::Tensor<std::int16_t, 9> integers = rnd::randint<std::int16_t, 9>(key, -5, 100);
constexpr tn::Tensor<std::uint64_t, 9> wide = rnd::randint<std::uint64_t, 9>(key, 5, ~std::uint64_t{0});
constexpr tn::Tensor<tn::Index, 20> order = rnd::permutation<20>(key);
constexpr tn::Tensor<tn::Index, 5> categories = rnd::categorical<5>(key, tn::Tensor<float, 3>{0, 1, 2});
constexpr tn::Tensor<bool, 20> coins = rnd::bernoulli<20>(key, 0.5);

}  // namespace

TEST_CASE("random: constant evaluation gives what the kernels give") {
  check_constants<float>();
  check_constants<double>();
  check_same_bits(integers, tn::Tensor<std::int16_t, 9>(rnd::randint<std::int16_t, 9>(key, -5, 100)), "randint");
  check_same_bits(wide, tn::Tensor<std::uint64_t, 9>(rnd::randint<std::uint64_t, 9>(key, 5, ~std::uint64_t{0})), "randint");
  check_same_bits(order, tn::Tensor<tn::Index, 20>(rnd::permutation<20>(key)), "permutation");
  check_same_bits(categories, tn::Tensor<tn::Index, 5>(rnd::categorical<5>(key, tn::Tensor<float, 3>{0, 1, 2})), "categorical");
  check_same_bits(coins, tn::Tensor<bool, 20>(rnd::bernoulli<20>(key, 0.5)), "bernoulli");
}

TEST_CASE("random: one meaning everywhere") {
  tn::Tensor<float, 3> const p{0.5f, 2, 7}, q{8, 9, 10};
  tn::Tensor<double, 2, 1> const d{{0.25}, {0.75}};
  same_everywhere([](auto const& k, auto const& a, auto const& b) { return rnd::uniform<float, 70, 3>(k, a, b); }, key, p, q);
  same_everywhere([](auto const& k, auto const& a, auto const& b) { return rnd::normal<float, 5, 3>(k, a, b); }, key, p, q);
  same_everywhere([](auto const& k, auto const& a) { return rnd::exponential<double, 2, 9>(k, a); }, key, d);
  same_everywhere([](auto const& k, auto const& a) { return rnd::gamma<double, 2, 9>(k, a, 2); }, key, d);
  same_everywhere([](auto const& k, auto const& a) { return rnd::bernoulli<2, 30>(k, a); }, key, d);
  same_everywhere([](auto const& k) { return rnd::truncated_normal<double, 9>(rnd::fold_in(k, 1)); }, key);
  same_everywhere([](auto const& k, auto const& a) { return rnd::randint<int, 9>(k, a, 100); }, key, tn::Tensor<int>(3));
  same_everywhere([](auto const& k) { return rnd::permutation<50>(k); }, key);
  same_everywhere([](auto const& k, auto const& x) { return rnd::shuffle<1>(k, x); }, key,
                  tn::Tensor<int, 2, 3>{{1, 2, 3}, {4, 5, 6}});
  same_everywhere([](auto const& k, auto const& x) { return rnd::choice<7>(k, x, x); }, key, p);
  same_everywhere([](auto const& k, auto const& x) { return rnd::choice<2>(k, x, rnd::without_replacement); }, key, p);
  same_everywhere([](auto const& k, auto const& x) { return rnd::choice<2>(k, x, x, rnd::without_replacement); }, key, p);
  same_everywhere([](auto const& k, auto const& x) { return rnd::categorical<4>(k, x); }, key, p);
  same_everywhere([](auto const& k, auto const& x) { return rnd::categorical(k, x); }, key,
                  tn::Tensor<double, 2, 3>{{1, 2, 3}, {3, 2, 1}});
}

TEST_CASE("random: gradients flow to the parameters") {
  auto const x = random_tensor<double, 4, 1>(1);
  auto const y = random_tensor<double, 3>(2);
  tn::Tensor<double, 4, 1> const high = tn::exp(x) + x;
  gradient_is_right([](auto const& m, auto const& s, auto const& k) { return rnd::normal<double, 4, 3>(k, m, s); }, x, y, key);
  gradient_is_right([](auto const& s, auto const& m, auto const& k) { return rnd::normal<double, 4, 3>(k, m, s); }, y, x, key);
  gradient_is_right([](auto const& m, auto const& s, auto const& k) { return rnd::truncated_normal<double, 4, 3>(k, m, s); }, x,
                    y, key);
  gradient_is_right([](auto const& a, auto const& b, auto const& k) { return rnd::uniform<double, 4, 3>(k, a, b); }, x, high,
                    key);
  gradient_is_right([](auto const& b, auto const& a, auto const& k) { return rnd::uniform<double, 4, 3>(k, a, b); }, high, x,
                    key);
  gradient_is_right([](auto const& s, auto const& k) { return rnd::exponential<double, 4, 3>(k, s); }, x, key);
  gradient_is_right([](auto const& s, auto const& k) { return rnd::gamma<double, 4, 3>(k, 1.5, s); }, x, key);
  gradient_is_right([](auto const& t, auto const& k) { return rnd::shuffle(k, t); }, x, key);
  gradient_is_right([](auto const& t, auto const& k) { return rnd::choice<6>(k, t); }, y, key);
  gradient_is_right([](auto const& t, auto const& k) { return rnd::choice<2>(k, t, rnd::without_replacement); }, y, key);
}
