// SPDX-License-Identifier: MIT
// Tests of numbers, closeness, interpolation, softmax.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {
float const inf = std::numeric_limits<float>::infinity(), not_a_number = std::numeric_limits<float>::quiet_NaN();
}

TEST_CASE("composite: what a number is") {
  tn::Tensor<float, 5> const x{1, not_a_number, inf, -inf, 0};
  check_equal<bool>(tn::isnan(x), Array{{5}, {0, 1, 0, 0, 0}});
  check_equal<bool>(tn::isinf(x), Array{{5}, {0, 0, 1, 1, 0}});
  check_equal<bool>(tn::isfinite(x), Array{{5}, {1, 0, 0, 0, 1}});
  check_equal<bool>(tn::isfinite(tn::Tensor<int, 2>{1, -7}), Array{{2}, {1, 1}});
  check_equal<bool>(tn::isinf(tn::Tensor<int, 2>{1, -7}), Array{{2}, {0, 0}});
  double const most = double(std::numeric_limits<float>::max());
  check_equal<float>(tn::nan_to_num(x), Array{{5}, {1, 0, most, -most, 0}});
  check_equal<float>(tn::nan_to_num(x, 7), Array{{5}, {1, 7, most, -most, 0}});
}

TEST_CASE("composite: closeness") {
  tn::Tensor<float, 6> const a{1, 1, inf, inf, not_a_number, 0}, b{1.000001f, 1.1f, inf, -inf, not_a_number, 1e-9f};
  check_equal<bool>(tn::isclose(a, b), Array{{6}, {1, 0, 1, 0, 0, 1}});
  check_equal<bool>(tn::isclose(tn::Tensor<float, 2>{1, inf}, tn::Tensor<float, 2>{inf, 1}), Array{{2}, {0, 0}});
  CHECK(tn::Tensor<bool>(tn::allclose(a(tn::to<1>), b(tn::to<1>))).item());
  CHECK(!tn::Tensor<bool>(tn::allclose(a, b)).item());
  CHECK(tn::Tensor<bool>(tn::allclose(a(tn::to<2>), b(tn::to<2>), 0.2)).item());
}

TEST_CASE("composite: softmax and its logarithm") {
  auto const x = random_tensor<float, 3, 7>(1);
  Array const a = array(x);
  auto soft = [&](Index const& i, std::size_t axis) {
    double sum = 0;
    for (std::size_t k = 0; k < a.dims[axis]; ++k) sum += std::exp(axis == 0 ? a({k, i[1]}) : a({i[0], k}));
    return std::exp(a(i)) / sum;
  };
  check_equal<float>(tn::softmax(x), array({3, 7}, [&](Index const& i) { return soft(i, 1); }), 1e-6);
  check_equal<float>(tn::softmax<0>(x), array({3, 7}, [&](Index const& i) { return soft(i, 0); }), 1e-6);
  check_equal<float>(tn::log_softmax(x), array({3, 7}, [&](Index const& i) { return std::log(soft(i, 1)); }), 2e-6);
  check_equal<float>(tn::softmax(tn::Tensor<float, 2>{1000, 1000}), Array{{2}, {0.5, 0.5}});
  check_equal<float>(tn::log_softmax(tn::Tensor<float, 2>{1000, 0}), Array{{2}, {0, -1000}});
  // A temporary is held, not pointed at.
  auto const e = tn::softmax(tn::Tensor<float, 2>{0, 0});
  check_equal<float>(e, Array{{2}, {0.5, 0.5}});
}

TEST_CASE("composite: layer normalization") {
  auto const x = random_tensor<double, 3, 7>(1);
  Array const a = array(x);
  auto normal = [&](Index const& i, double epsilon) {
    double mean = 0, variance = 0;
    for (std::size_t k = 0; k < 7; ++k) mean += a({i[0], k}) / 7;
    for (std::size_t k = 0; k < 7; ++k) variance += std::pow(a({i[0], k}) - mean, 2) / 7;
    return (a(i) - mean) / std::sqrt(variance + epsilon);
  };
  check_equal<double>(tn::layer_normalization(x), array({3, 7}, [&](Index const& i) { return normal(i, 1e-3); }), 1e-13);
  check_equal<double>(tn::layer_normalization<1>(x, 0.5), array({3, 7}, [&](Index const& i) { return normal(i, 0.5); }), 1e-13);
  // Along both axes it has mean 0 and variance 1.
  tn::Tensor<double, 3, 7> const y = tn::layer_normalization<0, 1>(x, 0);
  CHECK(std::abs(tn::Tensor<double>(tn::mean(y)).item()) < 1e-15);
  CHECK(std::abs(tn::Tensor<double>(tn::mean(tn::square(y))).item() - 1) < 1e-14);
  constexpr auto scaled = [](auto const& t) { return tn::layer_normalization<0>(t) * t; };
  gradient_is_right(scaled, x);
  same_everywhere([](auto const& t) { return tn::layer_normalization<0>(t, 0.1); }, x);
}

TEST_CASE("composite: one meaning everywhere, and gradients") {
  auto const x = random_tensor<double, 3, 4>(2), y = random_tensor<double, 3, 4>(3);
  constexpr auto soft = [](auto const& t) { return tn::softmax<0>(t) * 3; };
  constexpr auto log_soft = [](auto const& t) { return tn::log_softmax(t * t); };
  constexpr auto mix = [](auto const& t, auto const& u) { return tn::lerp(t, u, tn::sigmoid(t)); };
  same_everywhere(mix, x, y);
  gradient_is_right(soft, x);
  gradient_is_right(log_soft, x);
  gradient_is_right(mix, x, y);
  check_equal<double>(tn::lerp(x, y, 0.25),
                      array({3, 4}, [&](Index const& i) { return array(x)(i) + 0.25 * (array(y)(i) - array(x)(i)); }), 1e-15);
}
