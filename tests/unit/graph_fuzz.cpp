// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/interpret_plan.hpp"

#include <tenon/graph/derive.hpp>
#include <tenon/graph/descriptor.hpp>
#include <tenon/op/ops.hpp>

#include <cmath>
#include <random>

// Random graphs: what the passes make of them computes what they mean.

namespace tn = tenon;
namespace op = tn::op;

namespace {

using Elements = std::vector<tn::Scalar>;

class RandomGraph {
 public:
  explicit RandomGraph(unsigned seed, bool smooth) : random_(seed), smooth_(smooth) {}

  tn::GraphDraft d;
  std::vector<tn::NodeId> values;  ///< floating ones
  int leaf_count = 0;

  void make() {
    leaf_count = 2 + below(3);
    for (int i = 0; i < leaf_count; ++i) values.push_back(d.add_leaf(tn::DType::f64, random_dims(), tn::LeafKind::state));
    for (int i = 3 + below(16); i > 0; --i) step();
  }
  void add_outputs() {
    for (int i = 1 + below(3); i > 0; --i) d.add_output(any());
    // Updates of leaves by values of their shape.
    for (int leaf = 0; leaf < leaf_count; ++leaf)
      for (int tries = 0; tries < 4; ++tries)
        if (tn::NodeId const v = any(); b()[v].dims == d.leaves[leaf].dims && below(2) == 0) {
          d.add_update(leaf, v);
          break;
        }
  }
  tn::NodeId any() { return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))]; }
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  double uniform() { return static_cast<double>(random_()) / 4294967296.0; }

 private:
  std::mt19937 random_;
  bool smooth_;

  tn::Builder& b() { return d.builder; }
  tn::Value value(tn::NodeId id) { return {&b(), id}; }
  tn::Dims random_dims() {
    tn::Dims r;
    for (int i = below(4); i > 0; --i) r.push_back(1 + below(4));
    return r;
  }
  /// Recent values, mostly: graphs get deep.
  tn::NodeId recent() {
    int const n = static_cast<int>(values.size());
    return below(3) == 0 ? any() : values[static_cast<std::size_t>(n - 1 - below(n < 4 ? n : 4))];
  }
  void push(tn::NodeId id) {
    if (b()[id].dims.size() > 400) return;
    values.push_back(id);
  }
  void step() {
    tn::NodeId const x = recent();
    tn::Dims const dims = b()[x].dims;
    switch (below(14)) {
      case 0: push(tn::elementwise<op::Tanh>(value(x)).id); break;
      case 1: push((smooth_ ? tn::elementwise<op::Sigmoid>(value(x)) : tn::elementwise<op::Relu>(value(x))).id); break;
      case 2: push((value(x) * 0.5 + 0.25).id); break;
      case 3:
      case 4:
      case 5: binary(x); break;
      case 6: select(x); break;
      case 7: reduce(x); break;
      case 8: product(x); break;
      case 9: {
        tn::Dims order;
        for (int i = 0; i < dims.rank; ++i) order.push_back(i);
        for (int i = dims.rank - 1; i > 0; --i) std::swap(order[i], order[below(i + 1)]);
        push(tn::permute(b(), x, order));
        break;
      }
      case 10: slice(x); break;
      case 11: shape(x); break;
      case 12: join(x); break;
      default: embed(x); break;
    }
  }
  void binary(tn::NodeId x) {
    for (int tries = 0; tries < 5; ++tries) {
      tn::NodeId const y = recent();
      tn::Broadcast const r = tn::broadcast(b()[x].dims, b()[y].dims);
      if (!r.ok || r.dims.size() > 200) continue;
      switch (below(smooth_ ? 3 : 5)) {
        case 0: push(((value(x) + value(y)) * 0.5).id); break;
        case 1: push((value(x) - value(y)).id); break;
        case 2: push(tn::elementwise<op::Tanh>(value(x) * value(y)).id); break;
        case 3: push(tn::elementwise<op::Maximum>(value(x), value(y)).id); break;
        default: push(tn::elementwise<op::Minimum>(value(x), value(y)).id);
      }
      return;
    }
  }
  void select(tn::NodeId x) {
    tn::Value const v = value(x), mask = tn::elementwise<op::Greater>(v, tn::constant_like(v, 0.3));
    if (smooth_) return;
    if (below(2) == 0)
      push(tn::elementwise<op::Where>(mask, v, v * 0.1).id);
    else
      push(tn::cast(b(), mask.id, tn::DType::f64));
  }
  void reduce(tn::NodeId x) {
    auto const axes = static_cast<std::uint32_t>(below(1 << b()[x].dims.rank));
    tn::OpRecord const* ops[] = {&op::mean, &op::max, &op::min, &op::sum};
    tn::NodeId const r = tn::reduce(b(), *ops[below(smooth_ ? 1 : 4)], x, axes);
    push(below(2) == 0 ? r : tn::expand_reduced(b(), r, b()[x].dims, axes));
  }
  void product(tn::NodeId x) {
    tn::Dims const dims = b()[x].dims;
    if (dims.rank < 2) return;
    tn::NodeId const y = below(2) == 0 ? tn::transpose_last(b(), x) : any();
    tn::MatmulRule const r = tn::MatmulRule::of(dims, b()[y].dims);
    if (b()[y].dims.rank >= 2 && r.ok) push((value(tn::matmul(b(), x, y)) * 0.3).id);
  }
  void slice(tn::NodeId x) {
    tn::Dims const dims = b()[x].dims;
    tn::Dims to;
    tn::ViewMap map;
    map.rank = dims.rank;
    for (int i = 0; i < dims.rank; ++i) {
      int const first = below(dims[i]), last = below(dims[i]);
      if (below(4) == 0)
        map.axis[i] = {-1, 0, first};
      else {
        int const step = first <= last ? 1 + below(2) : -1 - below(2), n = (last - first) / step + 1;
        map.axis[i] = {to.rank, step, first};
        to.push_back(n);
      }
    }
    push(tn::make_view(b(), x, map, to));
  }
  void shape(tn::NodeId x) {
    tn::Dims const dims = b()[x].dims;
    if (below(3) == 0) {
      tn::Dims wide = dims;
      if (wide.rank < 4) {
        for (int i = wide.rank; i > 0; --i) wide[i] = wide[i - 1];
        wide[0] = 2;
        ++wide.rank;
        push(tn::broadcast_to(b(), x, wide));
      }
      return;
    }
    tn::Dims to;
    auto rest = static_cast<std::int32_t>(dims.size());
    while (rest > 1 && to.rank < 3) {
      std::int32_t f = 1 + below(rest);
      while (rest % f != 0) --f;
      to.push_back(f);
      rest /= f;
    }
    to.push_back(rest);
    push(tn::reshape(b(), x, to));
  }
  void join(tn::NodeId x) {
    tn::Dims const dims = b()[x].dims;
    if (dims.rank == 0) return;
    int const axis = below(dims.rank);
    for (int tries = 0; tries < 4; ++tries) {
      tn::NodeId const y = tries == 3 ? x : recent();
      tn::Dims other = b()[y].dims;
      if (other.rank == dims.rank) other[axis] = dims[axis];
      if (other == dims) return push(tn::concat(b(), x, y, axis));
    }
  }
  void embed(tn::NodeId x) {
    tn::Dims const dims = b()[x].dims;
    tn::Dims to;
    tn::ViewMap map;
    map.rank = dims.rank;
    for (int i = 0; i < dims.rank; ++i) {
      int const offset = below(2), step = 1 + below(2);
      map.axis[i] = {i, step, offset};
      to.push_back(offset + step * (dims[i] - 1) + 1 + below(2));
    }
    push(tn::embed(b(), x, map, to));
  }
};

std::vector<tn::OpRecord const*> const ops{
    &tn::record<op::Tanh>,      &tn::record<op::Sigmoid>, &tn::record<op::Relu>,    &tn::record<op::Add>,
    &tn::record<op::Sub>,       &tn::record<op::Mul>,     &tn::record<op::Div>,     &tn::record<op::Neg>,
    &tn::record<op::Maximum>,   &tn::record<op::Minimum>, &tn::record<op::Greater>, &tn::record<op::GreaterEqual>,
    &tn::record<op::LessEqual>, &tn::record<op::Equal>,   &tn::record<op::Where>,   &tn::record<op::Square>};

bool close(tn::Scalar a, tn::Scalar b) { return a.i == b.i && std::abs(a.f - b.f) <= 1e-9 * (1 + std::abs(a.f)); }

tn::detail::List<tn::Evaluator::Values> as_values(std::vector<Elements> const& from) {
  tn::detail::List<tn::Evaluator::Values> r;
  for (Elements const& e : from) {
    tn::Evaluator::Values v;
    for (tn::Scalar const s : e) v.push_back(s);
    r.push_back(v);
  }
  return r;
}
std::vector<Elements> random_leaves(RandomGraph& graph) {
  std::vector<Elements> r;
  for (auto const& leaf : graph.d.leaves) {
    Elements e;
    for (std::int64_t i = 0; i < leaf.dims.size(); ++i) e.push_back({2 * graph.uniform() - 1, 0});
    r.push_back(e);
  }
  return r;
}

/// Caches that hold a few elements: whatever kernels can take turns on rows do.
constexpr tn::detail::BlockBytes few_bytes{64, 1, 64, 1, 2};
int loops_found = 0;

/// What a plan writes is what the graph means: outputs, updated leaves, leaves that nobody updates. Returns whether so.
bool plan_is_right(tn::GraphDraft const& draft, std::vector<Elements> leaves, tn::detail::BlockBytes const& caches = {}) {
  tn::GraphDraft const d = tn::pruned(tn::view_of(draft));
  tn::GraphView const g = tn::view_of(d);
  auto const expected = tn::evaluate(g, as_values(leaves));
  std::vector<Elements> wanted = leaves;
  for (int o = 0; o < g.output_count; ++o)
    if (int const leaf = g.outputs[o].leaf; leaf >= 0)
      wanted[static_cast<std::size_t>(leaf)].assign(expected[o].begin(), expected[o].end());
  tn::PlanDraft const plan = tn::make_plan(g, caches);
  for (tn::Kernel const& k : plan.kernels) loops_found += k.loops[0].count > 1;
  auto const outputs = tenon_test::PlanInterpreter(ops).run(g, plan, leaves);
  for (int o = 0; o < g.output_count; ++o) {
    if (g.outputs[o].leaf >= 0) continue;
    for (int e = 0; e < expected[o].size(); ++e)
      if (!close(expected[o][e], outputs[static_cast<std::size_t>(o)][static_cast<std::size_t>(e)])) return false;
  }
  for (std::size_t i = 0; i < leaves.size(); ++i)
    for (std::size_t e = 0; e < leaves[i].size(); ++e)
      if (!close(wanted[i][e], leaves[i][e])) return false;
  return true;
}

}  // namespace

TEST_CASE("plans compute what their graphs mean", "[graph][fuzz]") {
  for (unsigned seed = 0; seed < 4000; ++seed) {
    RandomGraph graph(seed, false);
    graph.make();
    graph.add_outputs();
    auto const leaves = random_leaves(graph);
    bool const right = plan_is_right(graph.d, leaves), in_turn = plan_is_right(graph.d, leaves, few_bytes);
    if (right && in_turn) continue;
    CAPTURE(seed);
    REQUIRE(right);
    REQUIRE(in_turn);
  }
  CHECK(loops_found > 100);
}

TEST_CASE("so do those of gradients", "[graph][fuzz]") {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    RandomGraph graph(seed, false);
    graph.make();
    tn::Builder& b = graph.d.builder;
    tn::NodeId const last = graph.values.back();
    auto const root = tn::reduce(b, op::sum, last, (1u << b[last].dims.rank) - 1u);
    tn::detail::List<tn::NodeId> wrt;
    for (int i = 0; i < graph.leaf_count; ++i) wrt.push_back(i);
    auto const gradients = tn::derive(b, root, b.constant(tn::DType::f64, tn::Dims{}, 1.0), wrt);
    graph.d.add_output(root);
    for (int i = 0; i < graph.leaf_count; ++i)
      if (graph.below(2) == 0)
        graph.d.add_output(gradients[i]);
      else
        graph.d.add_update(i, (tn::Value{&b, i} - tn::Value{&b, gradients[i]} * 0.1).id);
    auto const leaves = random_leaves(graph);
    if (plan_is_right(graph.d, leaves) && plan_is_right(graph.d, leaves, few_bytes)) continue;
    CAPTURE(seed);
    REQUIRE(false);
  }
}

TEST_CASE("gradients of smooth graphs are those of central differences", "[graph][fuzz]") {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    RandomGraph graph(seed, true);
    graph.make();
    tn::Builder& b = graph.d.builder;
    tn::NodeId const last = graph.values.back();
    auto const root = tn::reduce(b, op::mean, last, (1u << b[last].dims.rank) - 1u);
    tn::detail::List<tn::NodeId> wrt;
    for (int i = 0; i < graph.leaf_count; ++i) wrt.push_back(i);
    auto const gradients = tn::derive(b, root, b.constant(tn::DType::f64, tn::Dims{}, 1.0), wrt);
    graph.d.add_output(root);
    for (int i = 0; i < graph.leaf_count; ++i) graph.d.add_output(gradients[i]);
    tn::GraphView const g = tn::view_of(graph.d);
    auto leaves = random_leaves(graph);
    auto const result = tn::evaluate(g, as_values(leaves));
    auto value_at = [&] { return tn::evaluate(g, as_values(leaves))[0][0].f; };
    double worst = 0;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      REQUIRE(result[static_cast<int>(i) + 1].size() == static_cast<int>(leaves[i].size()));
      std::size_t const e = static_cast<std::size_t>(graph.below(static_cast<int>(leaves[i].size())));
      double const x = leaves[i][e].f, step = 1e-5;
      leaves[i][e].f = x + step;
      double const above = value_at();
      leaves[i][e].f = x - step;
      double const below = value_at();
      leaves[i][e].f = x;
      double const off = std::abs((above - below) / (2 * step) - result[static_cast<int>(i) + 1][static_cast<int>(e)].f);
      worst = off <= worst ? worst : off;
    }
    if (worst < 1e-7) continue;
    CAPTURE(seed);
    REQUIRE(worst < 1e-7);
  }
}
