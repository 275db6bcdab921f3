// SPDX-License-Identifier: MIT
// Laws of the transforms on 300 random functions of up to 8 operations, at random points away from kinks: forward mode is
// reverse mode seen from the other side, both are central differences, second derivatives are symmetric and do not depend on
// the order of the modes, and a vectorised function is the function of each input.
#include "support/random_graph.hpp"

using namespace tenon_test;

namespace {

using Nodes = tn::detail::List<tn::NodeId>;
using Values = tn::Evaluator::Values;

constexpr int inputs = 3, many = 2;

/// A random function y of three inputs x; its derivatives along two directions v and u, for a cotangent g; and y and its
/// gradient for two inputs at once.
struct Function {
  tn::GraphDraft d;
  tn::NodeId y = -1;
  int first_v = 0, first_u = 0, g = 0, first_many = 0;
  // Numbers of outputs.
  int value = 0, forward = 0, reverse = 0, along_v = 0, along_u = 0, along_v_again = 0, all = 0;

  explicit Function(std::uint64_t seed) : d(GraphMaker(seed, tn::DType::f64).run(inputs, 8, 1, 0)) {
    tn::Builder& b = d.builder;
    y = d.outputs[0].node;
    d.outputs.clear();
    Nodes x, ys;
    for (tn::NodeId const n : b.current) x.push_back(n);
    ys.push_back(y);
    auto leaves_like = [&](Nodes const& like, int extent) {
      Nodes r;
      for (tn::NodeId const n : like)
        r.push_back(d.add_leaf(tn::DType::f64, extent == 0 ? b[n].dims : tn::with_first(extent, b[n].dims), tn::LeafKind::input));
      return r;
    };
    first_v = d.leaves.size();
    Nodes const v = leaves_like(x, 0);
    first_u = d.leaves.size();
    Nodes const u = leaves_like(x, 0);
    g = d.leaves.size();
    Nodes const gs = leaves_like(ys, 0);
    first_many = d.leaves.size();
    Nodes const xs = leaves_like(x, many);

    auto add = [&](Nodes const& nodes) {
      int const first = d.outputs.size();
      for (tn::NodeId const n : nodes) d.add_output(n);
      return first;
    };
    value = add(ys);
    Nodes const tangent = tn::push_forward(b, ys, x, v);
    forward = add(tangent);
    Nodes const gradient = tn::derive(b, ys, gs, x);
    reverse = add(gradient);
    along_v = add(tn::push_forward(b, gradient, x, v));
    along_u = add(tn::push_forward(b, gradient, x, u));
    along_v_again = add(tn::derive(b, tangent, gs, x));  // reverse over forward
    Nodes roots = ys;
    for (tn::NodeId const n : gradient) roots.push_back(n);
    all = add(tn::vectorise(b, roots, x, xs, many));
  }
};

double dot(tn::detail::List<Values> const& results, int first, tn::detail::List<Values> const& leaves, int leaf, int count) {
  double s = 0;
  for (int k = 0; k < count; ++k)
    for (int i = 0; i < results[first + k].size(); ++i) s += results[first + k][i].f * leaves[leaf + k][i].f;
  return s;
}
bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * (1 + std::abs(a) + std::abs(b)); }

}  // namespace

TEST_CASE("laws of derivatives and vectorisation on 300 random functions", "[graph]") {
  Random random;
  int second_order = 0;
  for (std::uint64_t seed = 2001; seed <= 2300; ++seed) {
    INFO("seed " << seed);
    Function const f(seed);
    tn::GraphView const g = tn::view_of(f.d);
    tn::detail::List<Values> leaves;
    for (int l = 0; l < g.leaf_count; ++l) {
      Values v(static_cast<int>(g.leaves[l].dims.size()));
      for (tn::Scalar& e : v) e.f = random.uniform(-2, 2);
      leaves.push_back(v);
    }
    auto at = [&](tn::detail::List<Values> const& where) { return tn::evaluate(g, where, tn::Precision::reference); };
    auto const r = at(leaves);
    auto moved = [&](double by) {
      tn::detail::List<Values> there = leaves;
      for (int k = 0; k < inputs; ++k)
        for (int i = 0; i < there[k].size(); ++i) there[k][i].f += by * leaves[f.first_v + k][i].f;
      return at(there);
    };
    constexpr double h = 1e-6;
    auto const above = moved(h), below = moved(-h);

    // Forward, reverse, central differences.
    double const jv = dot(r, f.forward, leaves, f.g, 1);
    CHECK(near(jv, dot(r, f.reverse, leaves, f.first_v, inputs), 1e-12));
    CHECK(near(jv, (dot(above, f.value, leaves, f.g, 1) - dot(below, f.value, leaves, f.g, 1)) / (2 * h), 1e-6));

    // The Hessian of g * y: symmetric, the same in both orders of the modes, the difference of gradients.
    CHECK(near(dot(r, f.along_v, leaves, f.first_u, inputs), dot(r, f.along_u, leaves, f.first_v, inputs), 1e-12));
    for (int k = 0; k < inputs; ++k)
      for (int i = 0; i < leaves[k].size(); ++i) {
        double const hv = r[f.along_v + k][i].f;
        second_order += hv != 0 ? 1 : 0;
        CHECK(near(hv, r[f.along_v_again + k][i].f, 1e-12));
        CHECK(near(hv, (above[f.reverse + k][i].f - below[f.reverse + k][i].f) / (2 * h), 1e-6));
      }

    // One input after the other.
    for (int one = 0; one < many; ++one) {
      tn::detail::List<Values> slice = leaves;
      for (int k = 0; k < inputs; ++k)
        for (int i = 0; i < slice[k].size(); ++i) slice[k][i] = leaves[f.first_many + k][one * slice[k].size() + i];
      auto const alone = at(slice);
      for (int o = 0; o < 1 + inputs; ++o) {
        Values const& expected = o == 0 ? alone[f.value] : alone[f.reverse + o - 1];
        for (int i = 0; i < expected.size(); ++i) CHECK(near(r[f.all + o][one * expected.size() + i].f, expected[i].f, 1e-12));
      }
    }
  }
  CHECK(second_order > 1000);  // not all of them are linear
}
