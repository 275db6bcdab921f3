// SPDX-License-Identifier: MIT
// Expressions as values: what they hold, and for how long.
#include "support/reference.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

auto squared_error(tn::Tensor<float, 3> const& y, tn::Tensor<float, 3> const& p) {
  auto e = y - p;
  return tn::square(e) / 2;
}
tn::Tensor<float, 3> made(float x) { return tn::full<float, 3>(x); }
tn::Tensor<float, 3> const constant(float x) { return tn::full<float, 3>(x); }
auto from_temporaries() { return made(1) + 2 * made(3); }
auto from_constant_temporaries() { return constant(1) + 2 * constant(3); }
auto slice_of_temporary() { return (made(4) + 1)(tn::from<1>); }
auto slice_of_temporary_tensor() { return made(4)(tn::from<1>); }
auto number_kept(float const x) { return made(1) * x; }

}  // namespace

TEST_CASE("an expression outlives the expressions and temporaries it is made of", "[expr]") {
  tn::Tensor<float, 3> const y{1, 2, 3}, p{0, 0, 1};
  check_equal<float>(squared_error(y, p), Array{{3}, {0.5, 2, 2}});
  check_equal<float>(from_temporaries(), Array{{3}, {7, 7, 7}});
  check_equal<float>(from_constant_temporaries(), Array{{3}, {7, 7, 7}});
  check_equal<float>(slice_of_temporary(), Array{{2}, {5, 5}});
  check_equal<float>(slice_of_temporary_tensor(), Array{{2}, {4, 4}});
  check_equal<float>(number_kept(3), Array{{3}, {3, 3, 3}});
  auto const e = [] {
    tn::Tensor<float, 100, 100> large;
    large.fill(2);
    return tn::sum(std::move(large) * 3);
  }();
  CHECK(e.item() == 60000);
}

TEST_CASE("an expression reads its variables when it is assigned", "[expr]") {
  tn::Tensor<float, 3> x{1, 2, 3};
  auto const doubled = x + x;
  x.fill(5);
  check_equal<float>(doubled, Array{{3}, {10, 10, 10}});
}

TEST_CASE("a view is a name of elements", "[expr]") {
  tn::Tensor<float, 2, 2> t{{1, 2}, {3, 4}};
  auto const row = t(tn::at<1>);
  t(1, 0) = 30;
  check_equal<float>(row, Array{{2}, {30, 4}});
  row = 9;
  CHECK(t(1, 1) == 9);
  auto other = t(tn::at<0>);
  other = row;  // assigns elements
  CHECK(t(0, 0) == 9);
}

TEST_CASE("an expression may be used several times", "[expr]") {
  auto const a = random_tensor<float, 5>(1);
  Array const x = array(a);
  auto const e = tn::exp(a);
  check_equal<float>(e / tn::sum(e) + e,
                     array({5},
                           [&](Index const& i) {
                             double s = 0;
                             for (double const v : x.values) s += std::exp(v);
                             return std::exp(x(i)) / s + std::exp(x(i));
                           }),
                     1e-5);
}

TEST_CASE("up to 64 nodes", "[expr]") {
  tn::Tensor<float, 2> const a{1, 2};
  auto const two = a + a;
  auto const four = two + two;
  auto const eight = four + four;
  auto const sixteen = eight + eight;
  static_assert(decltype(sixteen)::nodes == 31);
  auto const most = sixteen + sixteen;
  static_assert(decltype(most)::nodes == 63);
  check_equal<float>(most, Array{{2}, {32, 64}});
}

TEST_CASE("types derived from a tensor are tensors", "[expr]") {
  struct Weight : tn::Tensor<float, 3> {
    using tn::Tensor<float, 3>::BasicTensor;
    using tn::Tensor<float, 3>::operator=;
  };
  Weight w{1, 2, 3};
  check_equal<float>(w * 2, Array{{3}, {2, 4, 6}});
  w = w + 1;
  check_equal<float>(Weight{1, 1, 1} + w, Array{{3}, {3, 4, 5}});
}
