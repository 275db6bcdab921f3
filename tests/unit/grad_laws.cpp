// SPDX-License-Identifier: MIT
#include "support/laws/gradient_laws.hpp"

#include <boost/hana/integral_constant.hpp>

namespace tn = tenon;
using namespace boost::hana::literals;
using tenon_test::gradient_laws;
using tenon_test::spread_tensor;

namespace {

template <std::size_t... N>
using D = tn::Tensor<double, N...>;
template <std::size_t... N>
D<N...> some(double low = -1, double high = 1, std::size_t from = 0) {
  return spread_tensor<D<N...>>(low, high, from);
}

}  // namespace

TEST_CASE("through slices", "[grad]") {
  gradient_laws([](auto const& x) { return tn::sum(tn::exp(x(1_c)) * x(0_c)); }, some<3, 4>());
  gradient_laws([](auto const& x) { return tn::sum(tn::square(x(tn::range<0, 5, 2>)) * x(tn::range<4, 1, -1>)); }, some<5>());
  gradient_laws(
      [](auto const& x) {
        return tn::sum(tn::tanh(x(tn::ellipsis, tn::from<-2>, tn::newaxis) * x(tn::newaxis, 1_c, tn::to<2>)));
      },
      some<3, 4>());
}

TEST_CASE("through concat, reshape, transpose, permute", "[grad]") {
  gradient_laws([](auto const& x, auto const& y) { return tn::sum(tn::square(tn::concat<1>(x, y, x)) * tn::concat<1>(y, x, y)); },
                some<2, 3>(), some<2, 3>(0, 1, 7));
  gradient_laws([](auto const& x) { return tn::sum(tn::reshape<4, 3>(tn::exp(x)) * tn::transpose(x)); }, some<3, 4>());
  gradient_laws([](auto const& x) { return tn::sum(tn::square(tn::permute<2, 0, 1>(x)) * tn::reshape<4, 2, 3>(x)); },
                some<2, 3, 4>());
  gradient_laws([](auto const& x) { return tn::sum(tn::squeeze(tn::expand<0>(x)) * tn::flatten(x)); }, some<5>());
}

TEST_CASE("through broadcasting", "[grad]") {
  gradient_laws([](auto const& x, auto const& y, auto const& z) { return tn::sum(tn::tanh(x * y + z)); }, some<3, 1>(), some<4>(),
                some<>());
  gradient_laws([](auto const& x) { return tn::sum(tn::exp(tn::broadcast_to<2, 3, 4>(x)) * x); }, some<3, 1>());
}

TEST_CASE("through where, minimum, maximum, clip", "[grad]") {
  gradient_laws(
      [](auto const& x, auto const& y) {
        return tn::sum(tn::where(x > y, tn::exp(x), y * x) + tn::minimum(x, 0.2) * tn::maximum(x, y) + tn::clip(y, -0.3, 0.4));
      },
      some<9>(), some<9>(-1, 1, 50));
  // The branch that is not taken may be infinite: it does not reach the gradient.
  auto const g = tn::grad([](auto const& x) { return tn::sum(tn::where(x > 0, tn::log(x), x)); })(D<2>{-1, 4});
  CHECK(g(0) == 1);
  CHECK(g(1) == 0.25);
}

TEST_CASE("through scatters that keep extremes: equal elements share", "[grad]") {
  constexpr auto kept = [](auto const& x, auto const& values, auto const& at) {
    auto const weights =
        tn::cast<double>(tn::scatter_nd_add(tn::cast<std::int64_t>(x * 0), at, tn::cast<std::int64_t>(values * 0 + 2)));
    return tn::sum(tn::scatter_nd_min(x, at, values) * (1 + weights));
  };
  tn::Tensor<double, 3> const x{1, 5, 3};
  tn::Tensor<double, 3> const values{1, 2, 2};
  auto const [dx, dv] = tn::grad<0, 1>(kept)(x, values, tn::Tensor<int, 3, 1>{{0}, {1}, {1}});
  CHECK((dx(0) == 1.5 && dx(1) == 0 && dx(2) == 1));
  CHECK((dv(0) == 1.5 && dv(1) == 2.5 && dv(2) == 2.5));
}

TEST_CASE("through sums, means and extrema", "[grad]") {
  gradient_laws([](auto const& x) { return tn::sum(tn::exp(tn::sum<1>(x)) * tn::mean<1>(x)); }, some<3, 4>());
  gradient_laws([](auto const& x) { return tn::sum(tn::max<0>(x) * tn::min<0, 2>(x, tn::keepdims)) + tn::max(x) * tn::min(x); },
                some<3, 2, 4>());
  gradient_laws([](auto const& x) { return tn::sum(x / tn::sum<-1>(x, tn::keepdims)) + tn::mean(tn::exp(x)); },
                some<3, 4>(0.5, 1.5));
  // Ties share the gradient.
  auto const g = tn::grad([](auto const& x) { return tn::max(x); })(D<4>{1, 3, 3, 2});
  CHECK(g(1) == 0.5);
  CHECK(g(2) == 0.5);
  CHECK(g(0) == 0);
}

TEST_CASE("through matmul, with vectors and batches", "[grad]") {
  gradient_laws([](auto const& a, auto const& b) { return tn::sum(tn::tanh(tn::matmul(a, b))); }, some<3, 4>(), some<4, 2>());
  gradient_laws([](auto const& a, auto const& b) { return tn::sum(tn::square(tn::matmul(a, tn::transpose(b)))); }, some<3, 4>(),
                some<2, 4>());
  gradient_laws([](auto const& a, auto const& b) { return tn::sum(tn::exp(tn::matmul(a, b))); }, some<2, 3, 4>(), some<4, 2>());
  gradient_laws([](auto const& a, auto const& b) { return tn::sum(tn::exp(tn::matmul(a, b))); }, some<2, 1, 2, 3>(),
                some<3, 3, 2>());
  gradient_laws([](auto const& a, auto const& b) { return tn::sum(tn::exp(tn::matmul(a, b))) + tn::matmul(b, b); }, some<2, 3>(),
                some<3>());
  gradient_laws([](auto const& a) { return tn::sum(tn::matmul(a, tn::matmul(a, a))); }, some<3, 3>());
}

TEST_CASE("through casts", "[grad]") {
  auto const g = tn::grad([](auto const& x) {
    return tn::sum(tn::square(tn::cast<double>(x)) + tn::cast<double>(tn::cast<int>(x)));
  })(tn::Tensor<float, 2>{1.5f, -2});
  CHECK(g(0) == 3.f);
  CHECK(g(1) == -4.f);
}

TEST_CASE("through gradients: second and third derivatives", "[grad]") {
  gradient_laws(
      [](auto const& x) {
        constexpr auto inner = [](auto const& y) { return tn::sum(y * y * tn::exp(y)); };
        return tn::sum(tn::tanh(tn::grad(inner)(x)) * x);
      },
      some<4>());
  gradient_laws(
      [](auto const& x) {
        constexpr auto second = [](auto const& y) {
          constexpr auto first = [](auto const& z) { return tn::sum(tn::sigmoid(z) * z(0_c)); };
          return tn::sum(tn::square(tn::grad(first)(y)));
        };
        return tn::sum(tn::grad(second)(x) * x);
      },
      some<3>());
  // With respect to one argument inside, to the others outside.
  gradient_laws(
      [](auto const& x, auto const& w) {
        constexpr auto inner = [](auto const& y, auto const& v) { return tn::sum(tn::square(tn::matmul(y, v))); };
        return tn::sum(tn::exp(tn::grad<0>(inner)(x, w) * 0.1));
      },
      some<2, 3>(), some<3, 2>());
}
