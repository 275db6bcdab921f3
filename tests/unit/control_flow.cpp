// SPDX-License-Identifier: MIT
// Loops and branches as nodes: their values and transforms, by the meaning of the graphs.
#include "support/laws/transform_laws.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <std::size_t... D>
using T = tn::Tensor<double, D...>;

auto const h = spread_tensor<T<3>>();
auto const xs = spread_tensor<T<5, 3>>(-1, 1, 3);
auto const w = spread_tensor<T<3, 3>>(-0.7, 0.7, 20);
auto const v = spread_tensor<T<4>>(0.3, 2);

/// A step of a small recurrent network.
constexpr auto step = [](auto const& carry, auto const& x, auto const& m) {
  auto const next = tn::tanh(tn::matmul(m, carry) + x) * 0.9 + carry * 0.1;
  return std::tuple{next, tn::sum(next * tn::exp(x * 0.1))};
};
constexpr auto scan_loss = [](auto const& a, auto const& b, auto const& m) {
  auto const [last, ys] = tn::scan(step, a, b, m);
  return tn::sum(last * last) + tn::sum(ys * ys) * 0.1;
};
constexpr auto recomputed_loss = [](auto const& a, auto const& b, auto const& m) {
  auto const [last, ys] = tn::scan<tn::recomputed>(step, a, b, m);
  return tn::sum(last * last) + tn::sum(ys * ys) * 0.1;
};
constexpr auto reversed_loss = [](auto const& a, auto const& b, auto const& m) {
  auto const [last, ys] = tn::scan<tn::reversed>(step, a, b, m);
  return tn::sum(last * last) + tn::sum(ys * ys) * 0.1;
};
template <std::size_t I, bool Back>
constexpr auto unrolled(auto const& a, auto const& b, auto const& m) {
  auto const [next, y] = step(a, b(tn::at<Back ? 4 - I : I>), m);
  if constexpr (I == 4)
    return tn::sum(next * next) + y * y * 0.1;
  else
    return unrolled<I + 1, Back>(next, b, m) + y * y * 0.1;
}
constexpr auto unrolled_loss = [](auto const& a, auto const& b, auto const& m) { return unrolled<0, false>(a, b, m); };
constexpr auto unrolled_back_loss = [](auto const& a, auto const& b, auto const& m) { return unrolled<0, true>(a, b, m); };

/// x^n for n steps, all of a tensor at once.
constexpr auto power = [](auto const& x) {
  return tn::fori_loop<3>([](auto const& i, auto const& p, auto const& y) { return p * y + tn::cast<double>(i); }, x, x);
};
/// Newton's square root: how many steps depends on the data.
constexpr auto root = [](auto const& x) {
  return tn::while_loop<30>([](auto const& r, auto const& y) { return tn::max(tn::abs(r * r - y)) > 1e-10; },
                            [](auto const& r, auto const& y) { return (r + y / r) * 0.5; }, x, x);
};
constexpr auto unbounded_root = [](auto const& x) {
  return tn::while_loop([](auto const& r, auto const& y) { return tn::max(tn::abs(r * r - y)) > 1e-10; },
                        [](auto const& r, auto const& y) { return (r + y / r) * 0.5; }, x, x);
};
constexpr auto chosen = [](auto const& x) {
  return tn::cond(tn::sum(x) > 0.5, [](auto const& y) { return tn::sin(y) * y; }, [](auto const& y) { return tn::exp(y) - 1.0; },
                  x);
};
constexpr auto switched = [](auto const& x) {
  auto const i = tn::cast<int>(tn::floor(tn::sum(x) * 2.0));
  return tn::switch_case(i, tn::branches([](auto const& y) { return y * y; }, [](auto const& y) { return tn::sin(y); },
                                         [](auto const& y) { return y * 3.0; }),
                         x);
};
/// A scan in a loop in a branch.
constexpr auto nested = [](auto const& x) {
  return tn::cond(tn::sum(x) > -10.0,
                  [](auto const& y) {
                    return tn::fori_loop<2>(
                        [](auto const&, auto const& c, auto const& z) {
                          auto const [last, all] = tn::scan(
                              [](auto const& s, auto const& e, auto const& f) {
                                auto const n = tn::tanh(s * e + f);
                                return std::tuple{n, std::tuple{n * n, e}};
                              },
                              tn::sum(c), c, tn::mean(z));
                          return std::get<0>(all) * 0.5 + last * c + std::get<1>(all);
                        },
                        y, y);
                  },
                  [](auto const& y) { return y; }, x);
};

template <class F, class... X>
auto values(F, X const&... x) {
  return tn::evaluate(decltype(tn::function(F{}))::template graph<X...>, leaves_of(x...), tn::Precision::reference);
}
template <class F, class G, class... X>
void check_same(F f, G g, X const&... x) {
  auto const a = values(f, x...), b = values(g, x...);
  REQUIRE(a.size() == b.size());
  for (int o = 0; o < a.size(); ++o)
    for (int e = 0; e < a[o].size(); ++e) CHECK(a[o][e].f == Approx(b[o][e].f).epsilon(1e-12).margin(1e-12));
}

template <class F, class... X>
void transforms(F f, X const&... x) {
  jvp_laws(f, x...);
  jvp_laws(tn::grad([](auto const&... y) { return tn::sum(tn::square(F{}(y...))); }), x...);  // forward over reverse
}

}  // namespace

TEST_CASE("control flow: a scan is the loop written out", "[grad]") {
  check_same(scan_loss, unrolled_loss, h, xs, w);
  check_same(tn::grad(scan_loss), tn::grad(unrolled_loss), h, xs, w);
  check_same(tn::grad(recomputed_loss), tn::grad(unrolled_loss), h, xs, w);
  check_same(reversed_loss, unrolled_back_loss, h, xs, w);
  check_same(tn::grad(reversed_loss), tn::grad(unrolled_back_loss), h, xs, w);
  check_same(tn::hessian<0>(scan_loss), tn::hessian<0>(unrolled_loss), h, xs, w);
}

TEST_CASE("control flow: derivatives of both modes and orders", "[grad]") {
  gradient_laws(scan_loss, h, xs, w);
  transforms(scan_loss, h, xs, w);
  transforms(power, v);
  transforms(root, v);
  jvp_laws(unbounded_root, v);
  transforms(chosen, v);
  transforms(switched, v);
  transforms(nested, v);
}

TEST_CASE("control flow: many inputs at once") {
  auto const many = spread_tensor<T<6, 4>>(-0.9, 1.1, 5);
  auto const positive = spread_tensor<T<6, 4>>(0.1, 40, 5);
  vmap_laws(scan_loss, spread_tensor<T<2, 3>>(), spread_tensor<T<2, 5, 3>>(), spread_tensor<T<2, 3, 3>>());
  vmap_laws(power, many);
  vmap_laws(root, positive);
  vmap_laws(unbounded_root, positive);
  vmap_laws(chosen, many);
  vmap_laws(switched, many);
  vmap_laws(nested, many);
  auto sum = [](auto f) { return tn::grad([](auto const& x) { return tn::sum(tn::square(decltype(f){}(x))); }); };
  vmap_laws(sum(root), positive);
  vmap_laws(sum(chosen), many);
  vmap_laws(sum(nested), many);
}
