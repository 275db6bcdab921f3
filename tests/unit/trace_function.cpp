// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using tenon_test::constant_output;
using tenon_test::count_computed;
using tenon_test::count_ops;

namespace {

using V = tn::Tensor<float, 3>;
using M = tn::Tensor<float, 3, 3>;

template <class F, class... A>
constexpr tn::GraphView graph_of(F, A...) {
  return F::template graph<A...>;
}

}  // namespace

TEST_CASE("a graph is a constant", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) { return tn::sum(tn::tanh(x) * 2); });
  using F = decltype(f);
  constexpr tn::GraphView g = F::graph<V>;
  static_assert(g.leaf_count == 1 && g.output_count == 1);
  static_assert(g.outputs[0].dims == tn::Dims{});
  static_assert(g.leaves[0].kind == tn::LeafKind::input && g.leaves[0].dims == tn::dims_of<tn::Shape<3>>);
  CHECK(f(V{0, 0, 0}).item() == 0);
}

TEST_CASE("a value used twice is one node", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) {
    auto const y = tn::exp(x);
    return y * y + y;
  });
  constexpr tn::GraphView g = graph_of(f, V{});
  static_assert(count_ops(g, "exp") == 1);
  CHECK(f(V{0, 0, 0})(0) == 2);
}

TEST_CASE("equal subexpressions are one node", "[trace]") {
  constexpr auto f = tn::function([](auto const& x, auto const& y) { return tn::exp(x + y) * tn::exp(x + y) + (x + y); });
  constexpr tn::GraphView g = graph_of(f, V{}, V{});
  static_assert(count_ops(g, "exp") == 1);
  static_assert(count_computed(g) == 4);  // x + y, exp, *, +

  // Two arguments of one type stay two, and so do different operations on one.
  constexpr auto h = tn::function([](auto const& x, auto const& y) { return tn::exp(x) + tn::exp(y) + tn::expm1(x); });
  static_assert(count_ops(graph_of(h, V{}, V{}), "exp") == 2);

  // The same view, reached by two ways.
  constexpr auto t =
      tn::function([](auto const& x) { return tn::transpose(x) + tn::transpose(tn::transpose(tn::permute<1, 0>(x))); });
  static_assert(count_ops(graph_of(t, M{}), "view") == 1);
}

TEST_CASE("constants fold, identities vanish", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) { return (x * 1 + 0) / 1 - 0; });
  static_assert(count_computed(graph_of(f, V{})) == 0);
  CHECK(f(V{1, 2, 3})(2) == 3);

  // A scalar tensor with a value is a constant, and what is computed from constants is one too.
  constexpr auto g = tn::function([](auto const&) { return tn::sqrt(tn::Tensor<float>{2.f} * 8); });
  static_assert(constant_output(graph_of(g, V{})) == 4);
  CHECK(g(V{}).item() == 4);

  // A number is a result as well.
  constexpr auto h = tn::function([](auto const& x) { return std::tuple{x, 3.f}; });
  auto const [x, three] = h(V{1, 2, 3});
  CHECK(x(1) == 2);
  CHECK(three.item() == 3);
}

TEST_CASE("a node that no result needs is not in the graph", "[trace]") {
  constexpr auto f = tn::function([](auto const& x, auto const& y) {
    [[maybe_unused]] auto const unused = tn::exp(tn::matmul(y, y));
    return x + 1;
  });
  constexpr tn::GraphView g = graph_of(f, V{}, M{});
  static_assert(count_ops(g, "matmul") == 0 && count_ops(g, "exp") == 0);
  static_assert(g.leaf_count == 2);  // the interface stays
  CHECK(f(V{1, 2, 3}, M{})(0) == 2);
}

TEST_CASE("numbers, tensors, expressions and tuples are arguments", "[trace]") {
  constexpr auto scaled = tn::function([](auto const& x, auto const& factor) { return x * factor; });
  V const x{1, 2, 3};
  CHECK(scaled(x, 2.f)(2) == 6);
  CHECK(scaled(x + x, 2.f)(2) == 12);          // an expression is its value
  CHECK(scaled(x(tn::from<1>), 2.f)(0) == 4);  // and so is a view
  CHECK(scaled(2.f, 3.f).item() == 6);

  constexpr auto from_tuple = tn::function([](auto const& pair) {
    auto const& [a, b] = pair;
    return std::tuple{a - std::get<0>(b), tn::sum(a) * std::get<1>(b)};
  });
  auto const [difference, product] = from_tuple(std::tuple{x, std::tuple{V{3, 2, 1}, 2.f}});
  CHECK(difference(0) == -2);
  CHECK(product.item() == 12);

  constexpr auto nested = tn::function([](auto const& a) { return std::tuple{a, std::tuple{a + 1, a + 2}}; });
  auto const r = nested(x);
  CHECK(std::get<1>(std::get<1>(r))(0) == 3);
}

TEST_CASE("integers, doubles and masks pass through", "[trace]") {
  constexpr auto f = tn::function([](auto const& i, auto const& d, auto const& m) { return std::tuple{i / 2, d * 0.5, !m}; });
  auto const [i, d, m] = f(tn::Tensor<std::int64_t, 2>{5, -5}, tn::Tensor<double, 2>{1, 2}, tn::Tensor<bool, 2>{true, false});
  CHECK(i(0) == 2);
  CHECK(i(1) == -2);
  CHECK(d(1) == 1.0);
  CHECK(!m(0));
  CHECK(m(1));
}

TEST_CASE("an argument may be a result, once or twice", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) { return std::tuple{x, x, tn::transpose(x), tn::reshape<9>(x)}; });
  M const m{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  auto const [a, b, c, d] = f(m);
  CHECK(a(1, 2) == 6);
  CHECK(b(1, 2) == 6);
  CHECK(c(1, 2) == 8);
  CHECK(d(5) == 6);
}

TEST_CASE("a function called inside a function becomes a part of it", "[trace]") {
  constexpr auto inner = tn::function([](auto const& x) { return tn::exp(x); });
  constexpr auto outer = tn::function([](auto const& x) {
    constexpr decltype(inner) call;
    return call(x) + call(x);
  });
  static_assert(count_ops(graph_of(outer, V{}), "exp") == 1);
  CHECK(outer(V{})(0) == 2);
}

TEST_CASE("a loop unrolls into the graph", "[trace]") {
  constexpr auto power = tn::function([](auto const& x) {
    auto y = x * 1;
    for (int i = 0; i < 5; ++i) y = y * x;
    return y;
  });
  static_assert(count_ops(graph_of(power, V{}), "mul") == 5);
  CHECK(power(V{1, 2, 3})(1) == 64);
}

TEST_CASE("a tensor is no more than its dtype and shape to a function", "[trace]") {
  constexpr auto f = tn::function([](auto const& x) { return x + 1; });
  float memory[] = {1, 2, 3};
  tn::BasicTensor<float, tn::Shape<3>, tn::storage::Borrowed> const borrowed(memory);
  CHECK(f(borrowed)(2) == 4);
  tn::BasicTensor<float, tn::Shape<3>, tn::storage::Heap> heap;
  heap.fill(2);
  CHECK(f(heap)(2) == 3);
  tn::Param<float, 3> param{1, 2, 3};
  CHECK(f(param)(0) == 2);
}
