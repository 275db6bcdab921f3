// SPDX-License-Identifier: MIT
// max, min and mean over axes.
#include "support/reduction.hpp"

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T, std::size_t... D>
void check_max() {
  auto const x = random_tensor<T, D...>(1);
  Array const values = array(x);
  for_each_axes<int(sizeof...(D))>([&]<int... Axis>(std::integer_sequence<int, Axis...> axes) {
    check_equal<T>(tn::max<Axis...>(x), folded(fold_max, values, mask_of(axes), false));
  });
}
template <class T, std::size_t... D>
void check_min() {
  auto const x = random_tensor<T, D...>(1);
  Array const values = array(x);
  for_each_axes<int(sizeof...(D))>([&]<int... Axis>(std::integer_sequence<int, Axis...> axes) {
    check_equal<T>(tn::min<Axis...>(x, tn::keepdims), folded(fold_min, values, mask_of(axes), true));
  });
}
template <class T, std::size_t... D>
void check_mean(double tolerance) {
  auto const x = random_tensor<T, D...>(1);
  Array const values = array(x);
  for_each_axes<int(sizeof...(D))>([&]<int... Axis>(std::integer_sequence<int, Axis...> axes) {
    check_equal<T>(tn::mean<Axis...>(x), folded(fold_mean, values, mask_of(axes), false), tolerance);
  });
}

}  // namespace

TEST_CASE("max over every subset of axes", "[op]") {
  check_max<float, 37>();
  check_max<float, 3, 5, 7>();
  check_max<std::int32_t, 3, 1, 9>();
  check_max<std::uint8_t, 2, 70>();
}

TEST_CASE("min over every subset of axes", "[op]") {
  check_min<float, 19, 3>();
  check_min<double, 3, 2, 3, 5>();
  check_min<std::int8_t, 9, 7>();
}

TEST_CASE("mean over every subset of axes", "[op]") {
  check_mean<float, 21, 5>(1e-6);
  check_mean<double, 3, 5, 7>(1e-15);
}

TEST_CASE("NaN wins in max and min wherever it is", "[op]") {
  auto check = []<std::size_t N>(std::integral_constant<std::size_t, N>) {
    for (std::size_t i = 0; i < N; ++i) {
      auto x = random_tensor<float, N>(i);
      x(i) = std::numeric_limits<float>::quiet_NaN();
      CHECK(std::isnan(tn::max(x).item()));
      CHECK(std::isnan(tn::min(x).item()));
    }
  };
  check(std::integral_constant<std::size_t, 3>{});
  check(std::integral_constant<std::size_t, 21>{});
  check(std::integral_constant<std::size_t, 80>{});
  tn::Tensor<float, 9, 20> y;
  y(4, 7) = std::numeric_limits<float>::quiet_NaN();
  tn::Tensor<float, 20> const m = tn::max<0>(y);
  for (std::size_t i = 0; i < 20; ++i) CHECK(std::isnan(m(i)) == (i == 7));
}

TEST_CASE("extremes of the dtypes", "[op]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  tn::Tensor<float, 5> x;
  x.fill(-infinity);
  CHECK(tn::max(x).item() == -infinity);
  x.fill(infinity);
  CHECK(tn::min(x).item() == infinity);
  tn::Tensor<std::int64_t, 3> i;
  i.fill(std::numeric_limits<std::int64_t>::min());
  CHECK(tn::max(i).item() == std::numeric_limits<std::int64_t>::min());
  tn::Tensor<std::uint16_t, 3> u;
  u.fill(65535);
  CHECK(tn::min(u).item() == 65535);
  CHECK(tn::max(tn::Tensor<std::uint16_t, 3>()).item() == 0);
}

TEST_CASE("a normalisation by rows in one expression", "[op]") {
  auto const a = random_tensor<float, 4, 19>(1);
  Array const x = array(a);
  Array const highest = folded(fold_max, x, 2, true);
  Array const e = array({4, 19}, [&](Index const& i) { return std::exp(x(i) - highest(i)); });
  Array const total = folded(fold_sum, e, 2, true);
  auto const shifted = tn::exp(a - tn::max<1>(a, tn::keepdims));
  check_equal<float>(shifted / tn::sum<1>(shifted, tn::keepdims), array({4, 19}, [&](Index const& i) { return e(i) / total(i); }),
                     1e-6);
  check_equal<float>(a - tn::mean(a),
                     array({4, 19}, [&](Index const& i) { return x(i) - folded(fold_mean, x, 3, false).values[0]; }), 1e-6);
}

TEST_CASE("reductions in constant evaluation", "[op]") {
  constexpr tn::Tensor<float, 2, 3> x{{1, 5, 3}, {4, 2, 6}};
  constexpr tn::Tensor<float, 2> rows = tn::max<1>(x);
  constexpr tn::Tensor<float, 3> columns = tn::sum<0>(x);
  static_assert(rows(0) == 5 && rows(1) == 6 && columns(2) == 9 && tn::mean(x).item() == 3.5f && tn::min(x).item() == 1);
}

TEST_CASE("ties share the gradient of max, the first operand takes that of minimum and maximum", "[op]") {
  tn::GraphDraft d;
  tn::Dims const dims{2, {2, 3}};
  tn::NodeId const x = d.add_leaf(tn::DType::f64, dims, tn::LeafKind::input),
                   y = d.add_leaf(tn::DType::f64, dims, tn::LeafKind::input);
  tn::Builder& b = d.builder;
  auto add_gradients = [&](tn::NodeId root) {
    tn::detail::List<tn::NodeId> wrt;
    wrt.push_back(x);
    wrt.push_back(y);
    for (tn::NodeId const g : tn::derive(b, root, b.constant(tn::DType::f64, b[root].dims, 1.0), wrt)) d.add_output(g);
  };
  add_gradients(tn::reduce(b, tn::op::max, x, 2));
  add_gradients(tn::reduce(b, tn::op::min, x, 3));
  add_gradients(tn::elementwise<tn::op::Maximum>(tn::Value{&b, x}, tn::Value{&b, y}).id);
  auto values = [](std::initializer_list<double> list) {
    tn::Evaluator::Values v;
    for (double const e : list) v.push_back({e, 0});
    return v;
  };
  tn::detail::List<tn::Evaluator::Values> leaves;
  leaves.push_back(values({1, 5, 5, 2, 2, 2}));
  leaves.push_back(values({1, 6, 0, 2, 3, 1}));
  auto const results = tn::evaluate(tn::view_of(d), leaves);
  auto check = [&](int output, std::vector<double> const& want) {
    for (int i = 0; i < 6; ++i) CHECK(results[output][i].f == Approx(want[static_cast<std::size_t>(i)]));
  };
  check(0, {0, 0.5, 0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3});
  check(1, {0, 0, 0, 0, 0, 0});
  check(2, {1, 0, 0, 0, 0, 0});
  check(4, {1, 0, 1, 1, 0, 1});
  check(5, {0, 1, 0, 0, 1, 0});
}
