// SPDX-License-Identifier: MIT
// Transforms of random graphs: forward mode beside reverse mode and differences, vectorised graphs beside loops.
#include "support/random_graph.hpp"

#include <tenon/graph/vectorise.hpp>

using namespace tenon_test;

namespace {

using Values = tn::Evaluator::Values;
using Ids = tn::detail::List<tn::NodeId>;

Values random_values(Random& random, std::int64_t size) {
  Values v(static_cast<int>(size));
  for (tn::Scalar& x : v) x.f = random.uniform(-2, 2);
  return v;
}
double dot(Values const& a, Values const& b) {
  double sum = 0;
  for (int i = 0; i < a.size(); ++i) sum += a[i].f * b[i].f;
  return sum;
}
tn::detail::List<Values> evaluated(tn::GraphDraft const& d, tn::detail::List<Values> const& leaves) {
  return tn::evaluate(tn::view_of(d), leaves, tn::Precision::reference);
}

/// A random graph: `leaves` first, its one result is output 0.
tn::GraphDraft random_graph(std::uint64_t seed, int leaves, int ops) {
  return GraphMaker(seed, tn::DType::f64).run(leaves, ops, 1, 0);
}

}  // namespace

TEST_CASE("transforms of random graphs: forward mode is reverse mode, and differences", "[graph]") {
  constexpr int leaves = 3;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    INFO("seed " << seed);
    tn::GraphDraft d = random_graph(seed, leaves, 12);
    tn::Builder& b = d.builder;
    Ids roots, wrt, tangents, seeds;
    roots.push_back(d.outputs[0].node);
    for (int i = 0; i < leaves; ++i) wrt.push_back(b.current[i]);
    for (int i = 0; i < leaves; ++i) tangents.push_back(d.add_leaf(tn::DType::f64, b[wrt[i]].dims, tn::LeafKind::input));
    seeds.push_back(d.add_leaf(tn::DType::f64, b[roots[0]].dims, tn::LeafKind::input));
    d.add_output(tn::push_forward(b, roots, wrt, tangents)[0]);
    for (tn::NodeId const g : tn::derive(b, roots, seeds, wrt)) d.add_output(g);

    Random random{seed};
    tn::detail::List<Values> at;
    for (int i = 0; i < d.leaves.size(); ++i) at.push_back(random_values(random, d.leaves[i].dims.size()));
    auto const r = evaluated(d, at);
    double const forward = dot(r[1], at[2 * leaves]);
    double backward = 0;
    for (int i = 0; i < leaves; ++i) backward += dot(r[2 + i], at[leaves + i]);
    CHECK(forward == Approx(backward).epsilon(1e-10).margin(1e-10));

    constexpr double h = 1e-6;
    auto moved = [&](double by) {
      tn::detail::List<Values> there = at;
      for (int i = 0; i < leaves; ++i)
        for (int e = 0; e < there[i].size(); ++e) there[i][e].f += by * at[leaves + i][e].f;
      return dot(evaluated(d, there)[0], at[2 * leaves]);
    };
    double const want = (moved(h) - moved(-h)) / (2 * h);
    CHECK(std::abs(forward - want) <= 1e-5 * (1 + std::abs(want)));
  }
}

TEST_CASE("transforms of random graphs: vectorised they are loops", "[graph]") {
  constexpr int leaves = 3, extent = 3;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    INFO("seed " << seed);
    tn::GraphDraft d = random_graph(seed, leaves, 10);
    tn::Builder& b = d.builder;
    // The result and its gradients, of which one leaf is the same for all inputs.
    Ids roots, wrt, seeds, one, many;
    roots.push_back(d.outputs[0].node);
    for (int i = 0; i < leaves; ++i) wrt.push_back(b.current[i]);
    seeds.push_back(d.add_leaf(tn::DType::f64, b[roots[0]].dims, tn::LeafKind::input));
    for (tn::NodeId const g : tn::derive(b, roots, seeds, wrt)) {
      roots.push_back(g);
      d.add_output(g);
    }
    for (int i = 0; i + 1 < leaves; ++i) {
      one.push_back(wrt[i]);
      tn::Dims dims{1, {extent}};
      for (int a = 0; a < b[wrt[i]].dims.rank; ++a) dims.push_back(b[wrt[i]].dims[a]);
      many.push_back(d.add_leaf(tn::DType::f64, dims, tn::LeafKind::input));
    }
    for (tn::NodeId const v : tn::vectorise(b, roots, one, many, extent)) d.add_output(v);

    Random random{seed};
    tn::detail::List<Values> at;
    for (int i = 0; i < d.leaves.size(); ++i) at.push_back(random_values(random, d.leaves[i].dims.size()));
    auto const all = evaluated(d, at);
    double off = 0;
    for (int k = 0; k < extent; ++k) {
      for (int i = 0; i < one.size(); ++i)
        for (int e = 0; e < at[i].size(); ++e) at[i][e] = at[leaves + 1 + i][k * at[i].size() + e];
      auto const alone = evaluated(d, at);
      for (int r = 0; r < roots.size(); ++r)
        for (int e = 0; e < alone[r].size(); ++e)
          off = std::max(off, std::abs(alone[r][e].f - all[roots.size() + r][k * alone[r].size() + e].f) /
                                  (1 + std::abs(alone[r][e].f)));
    }
    CHECK(off < 1e-12);
  }
}
