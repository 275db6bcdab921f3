// SPDX-License-Identifier: MIT
// Every row of the table that has a derivative keeps the laws of derivatives and vectorisation, in double: forward mode is
// reverse mode and central differences, the Hessian is symmetric and the difference of gradients, vmap is the loop.
#include "coverage.hpp"

namespace tenon_test {
namespace {

bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * (1 + std::abs(a) + std::abs(b)); }

}  // namespace

void check_laws(std::string const& name, tn::GraphDraft d) {
  using Nodes = tn::detail::List<tn::NodeId>;
  using Values = tn::Evaluator::Values;
  using Lists = tn::detail::List<Values>;
  tn::Builder& b = d.builder;
  Nodes const y = [&] {
    Nodes r;
    r.push_back(d.outputs[0].node);
    return r;
  }();
  d.outputs = {};
  tn::DType const dtype = b[y[0]].dtype;
  Nodes x;  // the first two leaves
  for (tn::NodeId n = 0; x.size() < 2; ++n)
    if (b[n].op == &tn::op::leaf) x.push_back(n);
  auto leaves_like = [&](Nodes const& like, int extent) {
    Nodes r;
    for (tn::NodeId const n : like)
      r.push_back(d.add_leaf(dtype, extent == 0 ? b[n].dims : tn::with_first(extent, b[n].dims), tn::LeafKind::input));
    return r;
  };
  int const first_v = d.leaves.size();
  Nodes const v = leaves_like(x, 0);
  int const first_u = d.leaves.size();
  Nodes const u = leaves_like(x, 0);
  int const g = d.leaves.size();
  Nodes const gs = leaves_like(y, 0);
  int const first_many = d.leaves.size();
  Nodes const xs = leaves_like(x, 2);
  auto add = [&](Nodes const& nodes) {
    int const first = d.outputs.size();
    for (tn::NodeId const n : nodes) d.add_output(n);
    return first;
  };
  int const value = add(y), forward = add(tn::push_forward(b, y, x, v));
  Nodes const gradient = tn::derive(b, y, gs, x);
  int const reverse = add(gradient), along_v = add(tn::push_forward(b, gradient, x, v)),
            along_u = add(tn::push_forward(b, gradient, x, u));
  Nodes roots = y;
  for (tn::NodeId const n : gradient) roots.push_back(n);
  int const all = add(tn::vectorise(b, roots, x, xs, 2));

  // Next to the operands of the rows, so that no two elements are equal.
  Lists leaves;
  auto spread = [](int i) { return 0.61803398874989485 * (i + 1) - std::floor(0.61803398874989485 * (i + 1)); };
  Values first = scalars(first_operand<double>), second = scalars(second_operand<double>);
  for (int i = 0; i < 16; ++i) first[i].f += 0.003 * spread(i), second[i].f += 0.003 * spread(i + 16);
  leaves.push_back(first);
  leaves.push_back(second);
  leaves.push_back(scalars(places));
  tn::GraphView const graph = tn::view_of(d);
  for (int l = 3; l < graph.leaf_count; ++l) {
    Values r(static_cast<int>(graph.leaves[l].dims.size()));
    for (int i = 0; i < r.size(); ++i) {
      int const k = l - first_many;  // of the inputs of the vectorised function the first are those above
      r[i].f = k < 0 ? spread(17 * l + i) - 0.4 : leaves[k][i % 16].f + (i < 16 ? 0 : 0.002 * spread(i));
    }
    leaves.push_back(r);
  }
  auto at = [&](Lists const& where) { return tn::evaluate(graph, where, tn::Precision::reference); };
  auto dot = [](Lists const& p, int i, Lists const& q, int j, int count) {
    double s = 0;
    for (int k = 0; k < count; ++k)
      for (int e = 0; e < p[i + k].size(); ++e) s += p[i + k][e].f * q[j + k][e].f;
    return s;
  };
  auto moved = [&](int direction, double by) {
    Lists there = leaves;
    for (int k = 0; k < 2; ++k)
      for (int i = 0; i < 16; ++i) there[k][i].f += by * leaves[direction + k][i].f;
    return at(there);
  };
  constexpr double h = 1e-5;
  auto const r = at(leaves), above = moved(first_v, h), below = moved(first_v, -h);
  INFO(name << ": forwards " << dot(r, forward, leaves, g, 1) << ", backwards " << dot(r, reverse, leaves, first_v, 2));
  double const jv = dot(r, forward, leaves, g, 1);
  {
    INFO("forward mode is not reverse mode");
    CHECK(near(jv, dot(r, reverse, leaves, first_v, 2), 1e-9));
  }
  if (name != "stop_gradient") {  // whose derivative is 0 by definition
    INFO("derivatives are not central differences");
    CHECK(near(jv, (dot(above, value, leaves, g, 1) - dot(below, value, leaves, g, 1)) / (2 * h), 1e-6));
  }
  {
    INFO("the Hessian is not symmetric, or not the difference of gradients");
    CHECK(near(dot(r, along_v, leaves, first_u, 2), dot(r, along_u, leaves, first_v, 2), 1e-9));
    double const difference = (dot(above, reverse, leaves, first_u, 2) - dot(below, reverse, leaves, first_u, 2)) / (2 * h);
    CHECK(near(dot(r, along_v, leaves, first_u, 2), difference, 1e-6));
  }
  INFO("the vectorised function is not the loop");
  for (int k = 0; k < 2; ++k) {
    Lists one = leaves;
    for (int i = 0; i < 16; ++i) one[0][i] = leaves[first_many][16 * k + i], one[1][i] = leaves[first_many + 1][16 * k + i];
    auto const alone = at(one);
    for (int o = 0; o < roots.size(); ++o) {
      Values const& want = alone[o == 0 ? value : reverse + o - 1];
      bool same = true;
      for (int i = 0; i < want.size(); ++i) {
        double const p = r[all + o][k * want.size() + i].f, q = want[i].f;
        same = same && (p == q || (p != p && q != q) || near(p, q, 1e-9));
      }
      CHECK(same);
    }
  }
}

}  // namespace tenon_test
