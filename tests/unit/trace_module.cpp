// SPDX-License-Identifier: MIT
#include "support/graph_facts.hpp"

#include "support/catch.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
using tenon_test::count_ops;

namespace {

template <std::size_t In, std::size_t Units>
struct Affine {
  tn::Param<float, In, Units> kernel;
  tn::Param<float, Units> bias;
  TENON_MODULE(Affine, kernel, bias);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel) + bias; }
};

struct Inner {
  Affine<3, 2> dense;
  tn::Tensor<float> scale{2.f};
  TENON_MODULE(Inner, dense, scale);
  constexpr auto call(auto const& x) const { return dense.call(x) * scale; }
};
struct Outer {
  Inner inner;
  Affine<2, 1> head;
  TENON_MODULE(Outer, inner, head);
  constexpr auto call(auto const& x) const { return head.call(inner.call(x)); }
};

struct Twice {
  Affine<3, 3> dense;
  TENON_MODULE(Twice, dense);
  constexpr auto call(auto const& x) const { return dense.call(dense.call(x)); }
};

/// No traced operand at all: the trace is found by the marks of the module's own tensors.
struct Penalty {
  tn::Param<float, 2, 2> kernel{{1, -2}, {3, -4}};
  tn::Tensor<float> rate{0.5f};
  TENON_MODULE(Penalty, kernel, rate);
  constexpr auto call() const { return tn::sum(tn::abs(kernel)) * rate; }
};

struct Counter {
  tn::Variable<float> v{1.f};
  TENON_MODULE(Counter, v);
  constexpr auto call(auto const& x, auto& context) const {
    auto const e = v * 2;
    context.assign(v, 3 * v);
    return x * 0 + (e + v);
  }
};
/// A copy of a field reads what the field is when it is read.
struct Copies {
  tn::Variable<float> v{1.f};
  TENON_MODULE(Copies, v);
  constexpr auto call(auto const& x, auto& context) const {
    auto const copy = v;
    context.assign(v, v + 1);
    context.assign(v, v * 10);
    return x * copy;
  }
};

struct Stateless {
  TENON_MODULE(Stateless);
  constexpr auto call(auto const& x) const { return x + 1; }
};

/// Larger than the bytes that are stored inline.
struct Large {
  tn::Param<float, 100, 100> kernel;
  TENON_MODULE(Large, kernel);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel) + tn::sum(kernel); }
};

constexpr auto call_graph = [](auto const& m, auto const&... x) { return m.call(x...); };
using Call = tn::Function<decltype(call_graph)>;
using X = tn::Tensor<float, 2, 3>;

}  // namespace

TEST_CASE("a module runs on tensors through its traced program", "[trace]") {
  Affine<3, 2> m{{{1, 2}, {3, 4}, {5, 6}}, {10, 20}};
  auto const y = tn::call(m, X{{1, 0, 0}, {1, 1, 1}});
  CHECK(y(0, 0) == 11);
  CHECK(y(1, 1) == 32);
}

TEST_CASE("modules nest, and every tensor is a leaf of its kind", "[trace]") {
  constexpr tn::GraphView g = Call::graph<Outer, X>;
  static_assert(g.leaf_count == 6 && tn::tensor_count<Outer> == 5);
  static_assert(g.leaves[0].kind == tn::LeafKind::parameter && g.leaves[0].dims == tn::dims_of<tn::Shape<3, 2>>);
  static_assert(g.leaves[2].kind == tn::LeafKind::hyper);
  static_assert(g.leaves[4].dims == tn::dims_of<tn::Shape<1>>);
  static_assert(g.leaves[5].kind == tn::LeafKind::input);

  Outer m;
  m.inner.dense.kernel.fill(1);
  m.inner.dense.bias.fill(1);
  m.head.kernel.fill(1);
  CHECK(tn::call(m, X{{1, 2, 3}, {0, 0, 0}})(0, 0) == 28);
  // A plain tensor is an argument of the program, not a constant baked in.
  m.inner.scale.fill(3);
  CHECK(tn::call(m, X{{1, 2, 3}, {0, 0, 0}})(1, 0) == 6);
}

TEST_CASE("a layer used twice shares its weights", "[trace]") {
  constexpr tn::GraphView g = Call::graph<Twice, X>;
  static_assert(g.leaf_count == 3 && count_ops(g, "matmul") == 2);
  Twice m;
  m.dense.kernel = tn::Tensor<float, 3, 3>{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}};
  auto const y = tn::call(m, X{{1, 2, 3}, {4, 5, 6}});
  CHECK(y(0, 0) == 2);
  CHECK(y(0, 2) == 1);
}

TEST_CASE("one module given twice is two arguments", "[trace]") {
  constexpr auto f = tn::function([](auto const& a, auto const& b, auto const& x) { return a.call(x) - b.call(x); });
  Affine<3, 2> m;
  m.kernel.fill(2);
  CHECK(f(m, m, X{{1, 2, 3}, {4, 5, 6}})(0, 0) == 0);
  Affine<3, 2> other;
  CHECK(f(m, other, X{{1, 2, 3}, {4, 5, 6}})(0, 0) == 12);
}

TEST_CASE("a module's tensors record by themselves", "[trace]") {
  CHECK(tn::function([](auto const& m) { return m.call(); })(Penalty{}).item() == 5);
}

TEST_CASE("a read takes the version of a variable that is current then", "[trace]") {
  CHECK(tn::call(Counter{}, tn::Tensor<float, 1>{7})(0) == 5);
  Counter m;
  m.v.fill(2);
  CHECK(tn::call(m, tn::Tensor<float, 1>{7})(0) == 10);
  CHECK(m.v.item() == 2);  // a call on its own changes nothing

  CHECK(tn::call(Copies{}, tn::Tensor<float, 1>{1})(0) == 20);
}

TEST_CASE("a layer with a context works in a Sequential too", "[trace]") {
  struct Net : tn::nn::Sequential<tn::Shape<3>, Counter, Stateless> {};
  CHECK(Net{}(tn::Tensor<float, 1, 3>{{1, 2, 3}})(0, 2) == 6);
}

TEST_CASE("modules in tuples, modules without tensors", "[trace]") {
  constexpr auto f = tn::function([](auto const& pair, auto const& x) {
    auto const& [a, b] = pair;
    return b.call(a.call(x));
  });
  Affine<3, 2> m;
  m.bias.fill(4);
  CHECK(f(std::tuple{m, Stateless{}}, X{})(1, 1) == 5);
}

TEST_CASE("large weights live on the heap and cost nothing to trace", "[trace]") {
  Large m;
  static_assert(sizeof(Large) < 100);
  m.kernel.fill(0.5f);
  tn::Tensor<float, 1, 100> x;
  x.fill(1);
  CHECK(tn::call(m, x)(0, 99) == 5050);
}
