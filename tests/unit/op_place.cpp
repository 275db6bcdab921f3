// SPDX-License-Identifier: MIT
// Values where a mask holds, and sums of weights in intervals.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <limits>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class A, std::size_t... I>
auto evaluated(A const& parts, std::index_sequence<I...>) {
  return std::tuple{tensor_of<std::tuple_element_t<I, A>>(std::get<I>(parts))...};
}
/// The tensors of a tuple of expressions.
template <class... E>
auto evaluated(std::tuple<E...> const& parts) {
  return evaluated(parts, std::index_sequence_for<E...>{});
}

}  // namespace

TEST_CASE("selection: values placed where a mask holds") {
  // As numpy.place([1, 2, 3, 5], [1, 0, 1, 1], [10, 20]): the values begin again.
  tn::Tensor<double, 4> const x{1, 2, 3, 5}, w{0.5, 1, 0.25, 2};
  tn::Tensor<bool, 4> const mask{true, false, true, true};
  check_equal<double>(tn::place(x, mask, tn::Tensor<double, 2>{10, 20}), Array{{4}, {10, 2, 20, 10}});
  check_equal<double>(tn::place(x, x < 0.0, tn::Tensor<double, 1>(7.0)), array(x));
  tn::Tensor<int, 3, 2> const y{{1, 2}, {3, 4}, {5, 6}};
  check_equal<int>(tn::place(y, y > 2, tn::Tensor<int, 5>{44, 55, 66, 77, 88}), Array{{3, 2}, {1, 2, 44, 55, 66, 77}});
  tn::Tensor<bool, 3> const rows{false, true, true};
  check_equal<int>(tn::place(y, rows, tn::Tensor<int, 1, 2>{{7, 8}}), Array{{3, 2}, {1, 2, 7, 8, 7, 8}});
  same_everywhere([](auto const& t, auto const& v) { return tn::place(t, t > 1.5, v); }, x, w);
  gradient_is_right([](auto const& t) { return tn::place(t * t, t > 1.5, t * 3); }, x);
}

TEST_CASE("histogram of weights") {
  // As numpy.histogram(x, 3, (1, 4), weights=w).
  tn::Tensor<double, 7> const x{1, 2, 1, 4, 9, 3, std::numeric_limits<double>::quiet_NaN()}, w{0.5, 1, 0.25, 2, 100, 4, 50};
  auto const [sums, edges] = evaluated(tn::histogram<3>(x, 1, 4, w));
  check_equal<double>(sums * 1, Array{{3}, {0.75, 1, 6}});
  check_equal<double>(edges * 1, Array{{4}, {1, 2, 3, 4}});
  tn::Tensor<int, 2, 2> const n{{1, 2}, {4, 5}}, of_n{{5, 6}, {7, 8}};
  check_equal<int>(std::get<0>(evaluated(tn::histogram<1>(n, 1, 4, of_n))) + 0, Array{{1}, {18}});
  auto const y = random_tensor<double, 12>(9);
  same_everywhere([](auto const& t, auto const& v) { return std::get<0>(tn::histogram<4>(t, -1, 1, v)); }, y, y);
  gradient_is_right([](auto const& v) { return std::get<0>(tn::histogram<3>(tn::stop_gradient(v), -1, 1, v * v)); }, y);
}
