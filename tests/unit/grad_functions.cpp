// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"
#include "support/laws/gradient_laws.hpp"

namespace tn = tenon;
using tenon_test::Approx;

namespace {
constexpr auto two_weights = [](auto w1, auto w2) { return 3.f * w1 * w1 + 2.f * w1 * w2; };
using V = tn::Tensor<float, 3>;
}  // namespace

TEST_CASE("the gradient of a function of numbers", "[grad]") {
  auto const [d1, d2] = tn::grad(two_weights)(5.f, 3.f);
  CHECK(d1.item() == 36);
  CHECK(d2.item() == 10);
  auto const [value, gradients] = tn::value_and_grad(two_weights)(5.f, 3.f);
  CHECK(value.item() == 105);
  CHECK(std::get<1>(gradients).item() == 10);
  // One argument: the gradient itself, in its dtype.
  auto const d = tn::grad([](auto x) { return x * x; })(3.0);
  static_assert(std::is_same_v<std::remove_const_t<decltype(d)>, tn::Tensor<double>>);
  CHECK(d.item() == 6);
}

TEST_CASE("a selection of the arguments", "[grad]") {
  CHECK(tn::grad<1>(two_weights)(5.f, 3.f).item() == 10);
  auto const [b, a] = tn::grad<1, 0>(two_weights)(5.f, 3.f);
  INFO("gradients come in the order of the arguments");
  CHECK(b.item() == 36);
  CHECK(a.item() == 10);
  // The others may have any dtype.
  constexpr auto f = [](auto const& x, auto const& n, auto const& mask) {
    return tn::sum(tn::where(mask, x * tn::cast<float>(n), 0));
  };
  V const d = tn::grad<0>(f)(V{1, 2, 3}, tn::Tensor<int, 3>{4, 5, 6}, tn::Tensor<bool, 3>{true, false, true});
  CHECK(d(0) == 4);
  CHECK(d(1) == 0);
  CHECK(d(2) == 6);
  auto const [value, dx] =
      tn::value_and_grad<0>(f)(V{1, 2, 3}, tn::Tensor<int, 3>{4, 5, 6}, tn::Tensor<bool, 3>{true, false, true});
  CHECK(value.item() == 22);
  CHECK(dx(2) == 6);
}

TEST_CASE("tuples have tuples of gradients", "[grad]") {
  constexpr auto f = [](auto const& pair, auto const& c) {
    auto const& [a, rest] = pair;
    return tn::sum(a * std::get<0>(rest)) * c;
  };
  auto const [pair, dc] = tn::grad(f)(std::tuple{V{1, 2, 3}, std::tuple{V{4, 5, 6}}}, 2.f);
  CHECK(std::get<0>(pair)(1) == 10);
  CHECK(std::get<0>(std::get<1>(pair))(2) == 6);
  CHECK(dc.item() == 32);
}

TEST_CASE("one tensor given twice is two arguments", "[grad]") {
  V const x{1, 2, 3};
  auto const [a, b] = tn::grad([](auto const& p, auto const& q) { return tn::sum(p * p * q); })(x, x);
  CHECK(a(2) == 18);
  CHECK(b(2) == 9);
  // Inside a traced function the same value stands for both: they are told apart all the same.
  constexpr auto inside = tn::function([](auto const& y) {
    auto const [p, q] = tn::grad([](auto const& s, auto const& t) { return tn::sum(s * s * t); })(y, y);
    return p - q;
  });
  CHECK(inside(x)(2) == 9);
}

TEST_CASE("an argument that does not matter has a gradient of zeros", "[grad]") {
  auto const [a, b] = tn::grad([](auto const& p, auto const&) { return tn::sum(p); })(V{1, 2, 3}, V{1, 2, 3});
  CHECK(a(0) == 1);
  CHECK(b(0) == 0);
  CHECK(b(2) == 0);
  // A function that gives an argument back, or a constant.
  CHECK(tn::grad([](auto const& x) { return x; })(4.f).item() == 1);
  CHECK(tn::grad([](auto const& x) { return x * 0 + 3; })(4.f).item() == 0);
}

TEST_CASE("stop_gradient passes values, not derivatives", "[grad]") {
  auto const [value, d] = tn::value_and_grad([](auto const& x) { return tn::sum(x * tn::stop_gradient(x * x)); })(V{1, 2, 3});
  CHECK(value.item() == 36);
  CHECK(d(2) == 9);
  CHECK(tn::grad([](auto const& x) { return tn::sum(tn::stop_gradient(x)); })(V{1, 2, 3})(1) == 0);
}

TEST_CASE("a gradient is a function: it is traced, derived, nested", "[grad]") {
  constexpr auto cube = [](auto const& x) { return tn::sum(x * x * x); };
  constexpr auto hessian_times = tn::function([](auto const& x, auto const& v) {
    constexpr auto along = [](auto const& y, auto const& w) {
      return tn::sum(tn::grad([](auto const& z) { return tn::sum(z * z * z); })(y) * w);
    };
    return tn::grad<0>(along)(x, v);
  });
  CHECK(hessian_times(V{1, 2, 3}, V{1, 0, -1})(2) == -18);
  // A gradient-descent loop, unrolled.
  constexpr auto descend = tn::function([](auto const& start) {
    auto x = start * 1;
    for (int i = 0; i < 3; ++i) x = x - 0.1f * tn::grad([](auto const& y) { return tn::sum(tn::square(y)); })(x);
    return x;
  });
  CHECK(descend(V{1, 2, 3})(0) == Approx(0.512).epsilon(1e-6));
  CHECK(tn::grad(cube)(V{1, 2, 3})(1) == 12);
}

TEST_CASE("second derivatives against those of a polynomial", "[grad]") {
  auto const second = tn::grad([](auto x) { return tn::grad([](auto y) { return y * y * y * y; })(x); })(3.0);
  CHECK(second.item() == Approx(108).epsilon(1e-14));
}

TEST_CASE("Dual: the primal and the derived graph are constants", "[grad]") {
  constexpr auto f = [](auto const& x, auto const& w) { return tn::sum(tn::tanh(tn::matmul(x, w))); };
  using D = tn::Dual<decltype(f)>;
  using X = tn::Tensor<float, 4, 3>;
  using W = tn::Tensor<float, 3, 2>;
  constexpr tn::GraphView primal = D::primal<X, W>, derived = D::derived<X, W>;
  static_assert(primal.output_count == 1 && derived.output_count == 3);
  static_assert(tenon_test::count_ops(primal, "matmul") == 1 && tenon_test::count_ops(derived, "matmul") == 3);
  // The derivative of tanh is taken from its output: it is computed once.
  static_assert(tenon_test::count_ops(derived, "tanh") == 1);
  static_assert(derived.outputs[2].dims == tn::dims_of<tn::Shape<3, 2>>);
  SUCCEED();
}
