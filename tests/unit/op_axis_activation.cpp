// SPDX-License-Identifier: MIT
// glu and sparsemax against their definitions.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The projection onto the simplex by its definition: the threshold is found by bisection.
std::vector<double> projected(std::vector<double> const& z) {
  double low = *std::max_element(z.begin(), z.end()) - 1, high = low + 1;
  for (int i = 0; i < 200; ++i) {
    double const middle = (low + high) / 2;
    double sum = 0;
    for (double const v : z) sum += std::max(v - middle, 0.0);
    (sum > 1 ? low : high) = middle;
  }
  std::vector<double> p;
  for (double const v : z) p.push_back(std::max(v - high, 0.0));
  return p;
}
template <class T, std::size_t N>
void check_projection(tn::Tensor<T, N> const& z, double bound) {
  tn::Tensor<T, N> const p = tn::sparsemax(z);
  std::vector<double> const want = projected({z.begin(), z.end()});
  double sum = 0;
  for (std::size_t i = 0; i < N; ++i) {
    CHECK(p(i) == Approx(want[i]).margin(bound));
    CHECK(p(i) >= 0);
    sum += p(i);
  }
  CHECK(sum == Approx(1).margin(bound * N));
}

}  // namespace

TEST_CASE("sparsemax: the nearest point of the simplex") {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    check_projection(random_tensor<double, 7>(seed), 1e-14);
    check_projection(random_tensor<float, 33>(seed), 1e-6);
    tn::Tensor<double, 20> const narrow = random_tensor<double, 20>(seed) * 0.01;  // nothing is cut off
    check_projection(narrow, 1e-14);
  }
  check_projection(tn::Tensor<double, 1>{-3}, 0);
  check_projection(tn::Tensor<double, 4>{2, 2, 2, 2}, 1e-15);
  check_projection(tn::Tensor<double, 3>{1e8, 1e8 + 0.25, 1e8 - 2}, 1e-15);

  double const infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  check_equal<double>(tn::sparsemax(tn::Tensor<double, 3>{-infinity, 1, 0.5}), Array{{3}, {0, 0.75, 0.25}});
  check_equal<float>(tn::sparsemax(tn::Tensor<float, 3>{1e30f, 1, -1e30f}), Array{{3}, {1, 0, 0}});
  tn::Tensor<double, 3> const bad = tn::sparsemax(tn::Tensor<double, 3>{0, nan, 0.5});
  CHECK(bad(1) != bad(1));
}

TEST_CASE("sparsemax: axes, front ends, gradients") {
  auto const x = random_tensor<double, 3, 5>(4);
  tn::Tensor<double, 5, 3> const turned = tn::transpose(x);
  check_equal<double>(tn::sparsemax<0>(turned), array(tn::Tensor<double, 5, 3>(tn::transpose(tn::sparsemax(x)))), 1e-15);
  same_everywhere([](auto const& t) { return tn::sparsemax<0>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::sparsemax(t); }, x);
  gradient_is_right([](auto const& t) { return tn::square(tn::sparsemax<0>(t)); }, x);
  static_assert([] {
    constexpr tn::Tensor<double, 4> p = tn::sparsemax(tn::Tensor<double, 4>{1, 2, 0.5, 1.5});
    return p(0) == 0 && p(1) == 0.75 && p(2) == 0 && p(3) == 0.25;
  }());
}

TEST_CASE("glu: half of an axis gates the other") {
  auto const x = random_tensor<double, 4, 6>(5);
  Array const a = array(x);
  auto gated = [](double v, double gate) { return v / (1 + std::exp(-gate)); };
  check_equal<double>(tn::glu(x), array({4, 3}, [&](Index const& i) { return gated(a(i), a({i[0], i[1] + 3})); }), 1e-15);
  check_equal<double>(tn::glu<0>(x), array({2, 6}, [&](Index const& i) { return gated(a(i), a({i[0] + 2, i[1]})); }), 1e-15);
  same_everywhere([](auto const& t) { return tn::glu<-2>(t); }, x);
  gradient_is_right([](auto const& t) { return tn::glu(t); }, x);
}
