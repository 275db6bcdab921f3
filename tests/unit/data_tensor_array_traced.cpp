// SPDX-License-Identifier: MIT
// Tensor arrays in traced functions: as states of loops, through branches, with gradients. Graphs by their meaning, without
// kernels.
#include "support/laws/transform_laws.hpp"

#include <tenon/data/tensor_array.hpp>
#include <tenon/trace/branch.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <std::size_t... D>
using T = tn::Tensor<double, D...>;
template <class Element, std::size_t N>
using Array = tn::TensorArray<Element, N>;

auto const xs = spread_tensor<T<5, 3>>(-1, 1, 3);
auto const w = spread_tensor<T<3, 3>>(-0.7, 0.7, 20);
auto const weights = spread_tensor<T<5, 3>>(0.2, 1.4, 9);

/// Each step reads what the one before wrote: a recurrent network whose states are all kept.
constexpr auto recurrent = [](auto const& x, auto const& m, auto const& by) {
  auto const first = Array<T<3>, 5>{}.write(0, tn::tanh(x[0]));
  auto const states =
      tn::fori_loop<1, 5>([](auto const& i, auto const& a, auto const& all,
                             auto const& k) { return a.write(i, tn::tanh(tn::matmul(k, a.read(i - 1)) + all[i])); },
                          first, x, m);
  return tn::sum(states.stack() * by);
};
/// The same, unrolled.
constexpr auto unrolled = [](auto const& x, auto const& m, auto const& by) {
  auto a = Array<T<3>, 5>{}.write(0, tn::tanh(x[0]));
  for (int i = 1; i < 5; ++i) a.write(i, tn::tanh(tn::matmul(m, a.read(i - 1)) + x[i]));
  return tn::sum(a.stack() * by);
};
/// Writes to slots that the data name: the last one in a slot counts, what it wrote over has no gradient.
constexpr auto overwritten = [](auto const& x) {
  auto const [states, sums] = tn::scan(
      [](auto const& a, auto const& row) {
        auto const slot = tn::cast<int>(tn::floor(tn::abs(row[0]) * 2.0));  // 0 or 1
        auto const next = a.write(slot, row * row).write(2, row);
        return std::tuple{next, tn::sum(next.read(slot) * row)};
      },
      Array<T<3>, 3>{}, x);
  return tn::sum(states.stack() * states.stack()) + tn::sum(sums);
};
constexpr auto parts = [](auto const& x) {
  auto a = Array<T<1, 3>, 5>{}.split(x);
  a.scatter(tn::argsort<0>(x(tn::from<2>, tn::at<0>)) + 1, tn::reshape<3, 1, 3>(x(tn::from<2>) * 2.0));
  auto const some = a.gather(tn::argsort(x(tn::all, tn::at<0>)));
  return tn::sum(a.concat() * x) + tn::sum(some * some * tn::reshape<5, 1, 1>(x(tn::all, tn::at<1>)));
};
constexpr auto chosen = [](auto const& x) {
  auto const a = Array<T<3>, 5>{}.unstack(x);
  auto const b = tn::cond(
      tn::sum(x) > 100.0, [](auto const& c, auto const& y) { return c.write(0, y[1]); },
      [](auto const& c, auto const& y) { return c.write(1, tn::sin(y[2])).write(0, c.read(4) * y[0]); }, a, x);
  return tn::sum(b.stack() * x);
};
/// What is read is taken out, and is in no result after it.
constexpr auto taken_out = [](auto const& x) {
  auto a = tn::TensorArray<T<3>, 5, tn::clear_after_read>{}.unstack(x);
  auto const second = a.read(1), fourth = a.read(3);
  a.write(1, fourth * second);
  return tn::sum(a.stack() * x) + tn::sum(second * fourth);
};
constexpr auto mapped = [](auto const& x) {
  auto const a = tn::fori_loop<3>([](auto const& i, auto const& b, auto const& y) { return b.write(2 - i, y[i] * y[i]); },
                                  Array<double, 3>{}, x);
  return std::tuple{a.stack(), a.read(tn::argmax<0>(x)), a.written()};
};

double value(auto const& f, auto const&... x) {
  constexpr auto g = decltype(tn::function(f))::template graph<std::remove_cvref_t<decltype(x)>...>;
  return tenon::evaluate(g, leaves_of(x...), tn::Precision::reference)[0][0].f;
}

}  // namespace

TEST_CASE("a loop over a tensor array is the unrolled one", "[data]") {
  CHECK(value(recurrent, xs, w, weights) == Approx(value(unrolled, xs, w, weights)).epsilon(1e-12));
  gradient_laws(recurrent, xs, w, weights);
  jvp_laws(recurrent, xs, w, weights);
  // One body, whatever the number of steps.
  constexpr auto g = decltype(tn::value_and_grad<0, 1>(recurrent))::graph<T<5, 3>, T<3, 3>, T<5, 3>>;
  STATIC_REQUIRE(g.node_count < 60);
}
TEST_CASE("gradients of slots that are named by data, cut, chosen and taken out", "[data]") {
  gradient_laws(overwritten, xs);
  gradient_laws(parts, xs);
  gradient_laws(chosen, xs);
  gradient_laws(taken_out, xs);
}
TEST_CASE("vmap of a function with a tensor array", "[data]") { vmap_laws(mapped, xs); }
