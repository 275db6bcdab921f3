// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/hoist.hpp>
#include <tenon/graph/vectorise.hpp>

/// Reverse mode of loops and branches. The cotangents of a loop come from a loop that runs the other way; those of a branch
/// from a branch between the adjoints of its bodies. Both are nodes again, so they are derived and vectorised like any other.
namespace tenon {

// In graph/derive.hpp, which includes this.
constexpr detail::List<NodeId> derive(Builder& b, detail::List<NodeId> const& roots, detail::List<NodeId> const& seeds,
                                      detail::List<NodeId> const& wrt);
constexpr detail::List<NodeId> push_forward(Builder& b, detail::List<NodeId> const& roots, detail::List<NodeId> const& wrt,
                                            detail::List<NodeId> const& tangents);

namespace detail {

constexpr NodeId zeros(Builder& b, DType dtype, Dims const& dims) { return b.constant(dtype, dims, Scalar{}); }
constexpr NodeId zeros_like(Builder& b, Builder const& other, NodeId x) { return zeros(b, other[x].dtype, other[x].dims); }
/// A zero that is no other: what stands for a value that is not there yet.
constexpr NodeId placeholder(Builder& b, NodeId like) { return make_alias(b, zeros_like(b, b, like)); }
/// Whether a value can have a cotangent.
constexpr bool is_differentiable(Builder const& b, NodeId x) { return is_floating(b[x].dtype); }

/// The nodes that depend on some others.
constexpr List<bool> dependents(Builder const& b, List<NodeId> const& on) {
  List<bool> r(b.nodes.size(), false);
  for (NodeId const n : on) r.items[n] = true;
  for (NodeId i = 0; i < b.nodes.size(); ++i)
    for (int k = 0; k < b[i].op->arity; ++k) r.items[i] = r.items[i] || r.items[b[i].in[k]];
  return r;
}

/// The adjoint of one loop. A template, as what follows it, only so that what it calls may be defined behind it.
template <class D = Derivation>
class LoopAdjoint {
 public:
  /// `cotangents` has that of each of the loop's results, or -1.
  constexpr LoopAdjoint(D& d, List<NodeId> const& cotangents)
      : d_(d), b_(d.builder()), loop_(d.node_id()), number_(d.node().attr), form_(b_.regions[number_].form),
        operands_(operands_of(b_, loop_)), cotangents_(cotangents), joint_(b_.regions[number_].bodies[0]) {}

  constexpr void run() {
    if (form_.trip == Trip::conditional && form_.bound == 0) {
      transpose();
      return;
    }
    derive_body();
    store_what_is_read();
    record_adjoint();
  }

 private:
  D& d_;
  Builder& b_;
  NodeId loop_;
  std::int32_t number_;
  RegionForm form_;
  List<NodeId> operands_, cotangents_;
  /// The body and, behind it, its adjoint.
  Body joint_;
  /// By the body's parameters and results; -1 where there is none.
  List<NodeId> gradient_, seed_;
  List<bool> adjoint_;   ///< which nodes depend on cotangents
  List<NodeId> stored_;  ///< values that the loop stores for the adjoint, and where the loop stacks them
  List<std::int32_t> stack_;

  constexpr bool wants(int operand) const {
    return is_differentiable(b_, operands_[operand]) && d_.wants_node(operands_[operand]);
  }
  constexpr bool derives(int parameter) const {
    bool const is_carry = parameter >= form_.carry(0) && parameter < form_.carry(form_.carries);
    return is_carry ? is_differentiable(b_, operands_[parameter]) : wants(parameter);
  }

  constexpr void derive_body() {
    Builder& j = joint_.graph;
    int const results = form_.carries + form_.stacked;
    gradient_ = List<NodeId>(form_.parameters(), -1);
    seed_ = List<NodeId>(results, -1);
    List<NodeId> roots, seeds, wrt;
    for (int i = 0; i < results; ++i) {
      bool const reached = i < form_.carries || cotangents_[1 + i] >= 0;
      if (!reached || !is_differentiable(j, joint_.results[i])) continue;
      seed_[i] = placeholder(j, joint_.results[i]);
      roots.push_back(joint_.results[i]);
      seeds.push_back(seed_[i]);
    }
    for (int p = 0; p < form_.position(); ++p)
      if (derives(p)) wrt.push_back(joint_.parameters[p]);
    List<NodeId> const g = derive(j, roots, seeds, wrt);
    int next = 0;
    for (int p = 0; p < form_.position(); ++p)
      if (derives(p)) gradient_[p] = g[next++];
    adjoint_ = dependents(j, seeds);
  }

  /// What the adjoint reads of the step's own values: dear ones are stacked by the loop, the others computed again from
  /// what they need; all of them, if the user asked for that.
  constexpr void store_what_is_read() {
    Builder const& j = joint_.graph;
    List<bool> needed(j.nodes.size(), false);
    for (NodeId const g : gradient_)
      if (g >= 0) needed.items[g] = true;
    for (NodeId i = j.nodes.size() - 1; i >= 0; --i) {
      if (!needed.items[i]) continue;
      if (!adjoint_.items[i] && is_stored(i)) {
        stored_.push_back(i);
        continue;
      }
      Node const& n = j[i];
      for (int k = 0; k < n.op->arity; ++k) needed.items[n.in[k]] = true;
      if (n.op == &record<op::CustomDerivative>)
        for (NodeId const a : j.custom_rules[n.attr].arguments) needed.items[a] = true;
    }
    Region& region = b_.regions[number_];
    region.bodies[0].graph = j;
    for (NodeId const s : stored_) {
      std::int32_t at = -1;
      for (int k = 0; k < region.form.stacked; ++k)
        if (region.bodies[0].results[form_.carries + k] == s) at = k;
      if (at < 0) {
        region.bodies[0].results.push_back(s);
        at = region.form.stacked++;
      }
      stack_.push_back(at);
    }
  }
  constexpr bool is_stored(NodeId i) const {
    Node const& n = joint_.graph[i];
    switch (n.op->op_class) {
      case OpClass::constant: return false;
      case OpClass::leaf: return n.attr >= form_.carry(0) && n.attr < form_.carry(form_.carries);
      case OpClass::operands:
      case OpClass::region: return false;
      case OpClass::elementwise: return !form_.recomputes && n.op->flops >= 4;
      case OpClass::view:
      case OpClass::reshape: return false;
      default: return !form_.recomputes;
    }
  }

  constexpr void record_adjoint() {
    Region r;
    RegionForm& f = r.form;
    f.trip = form_.trip == Trip::fixed ? Trip::fixed : Trip::counted;
    f.reversed = !form_.reversed;
    f.recomputes = form_.recomputes;
    f.bound = form_.bound;
    f.constants = form_.constants;
    r.bodies.push_back(Body{});
    Body& body = r.bodies[0];
    Builder const& j = joint_.graph;
    Transplant move(j, body.graph);
    List<NodeId> operands;
    auto parameter = [&](NodeId operand, NodeId like) {
      operands.push_back(operand);
      return body.add_parameter(j[like].dtype, j[like].dims);
    };
    for (int c = 0; c < form_.constants; ++c) move.set(joint_.parameters[c], parameter(operands_[c], joint_.parameters[c]));
    // Carries: the cotangents of the carries, and those of the constants, summed over the steps.
    for (int c = 0; c < form_.carries; ++c)
      if (seed_[c] >= 0) {
        NodeId const given = cotangents_[1 + c];
        move.set(seed_[c], parameter(given >= 0 ? given : zeros_like(b_, j, seed_[c]), seed_[c]));
        ++f.carries;
      }
    List<NodeId> sums;
    for (int c = 0; c < form_.constants; ++c)
      if (gradient_[c] >= 0) {
        sums.push_back(parameter(zeros_like(b_, j, joint_.parameters[c]), joint_.parameters[c]));
        ++f.carries;
      }
    auto sequence = [&](NodeId node, NodeId operand) {
      move.set(node, parameter(operand, node));
      ++f.sequences;
    };
    for (int s = 0; s < form_.sequences; ++s) sequence(joint_.parameters[form_.sequence(s)], operands_[form_.sequence(s)]);
    for (int k = 0; k < stored_.size(); ++k)
      if (!move.is_set(stored_[k])) sequence(stored_[k], region_result(b_, loop_, form_.stack(stack_[k])));
    for (int s = 0; s < form_.stacked; ++s)
      if (seed_[form_.carries + s] >= 0) sequence(seed_[form_.carries + s], cotangents_[form_.stack(s)]);
    move.set(joint_.parameters[form_.position()], body.add_parameter(DType::i32, Dims{}));
    if (f.trip == Trip::counted) operands.push_back(region_result(b_, loop_, RegionForm::steps_run));

    List<NodeId> roots;
    for (NodeId const g : gradient_)
      if (g >= 0) roots.push_back(g);
    List<NodeId> const moved = move.run(roots);
    List<NodeId> there(gradient_.size(), -1);
    for (int p = 0, next = 0; p < gradient_.size(); ++p)
      if (gradient_[p] >= 0) there[p] = moved[next++];

    // Where each gradient is among the results.
    List<std::int32_t> at(gradient_.size(), -1);
    std::int32_t results = 1;
    for (int c = 0; c < form_.carries; ++c)
      if (seed_[c] >= 0) {
        body.results.push_back(there[form_.carry(c)]);
        at[form_.carry(c)] = results++;
      }
    for (int c = 0, next = 0; c < form_.constants; ++c)
      if (there[c] >= 0) {
        body.results.push_back((Value{&body.graph, sums[next++]} + Value{&body.graph, there[c]}).id);
        at[c] = results++;
      }
    for (int s = 0; s < form_.sequences; ++s)
      if (there[form_.sequence(s)] >= 0) {
        body.results.push_back(there[form_.sequence(s)]);
        at[form_.sequence(s)] = results++;
        ++f.stacked;
      }
    NodeId const adjoint = make_loop(b_, static_cast<Region&&>(r), operands);
    for (int p = 0; p < form_.position(); ++p)
      if (at[p] >= 0) d_.add_to(operands_[p], {&b_, region_result(b_, adjoint, at[p])});
  }

  /// The adjoint of a loop of any length cannot run: nobody knows how much memory it would need. It stands in the graph
  /// for its own derivative, which is the loop's forward mode.
  constexpr void transpose() {
    Region r;
    r.form = form_;
    r.form.transposed = true;
    r.bodies.push_back(joint_);
    List<NodeId> operands = operands_;
    for (int c = 0; c < form_.carries; ++c)
      if (is_differentiable(b_, operands_[form_.carry(c)]))
        operands.push_back(cotangents_[1 + c] >= 0 ? cotangents_[1 + c] : zeros_like(b_, b_, operands_[form_.carry(c)]));
    NodeId const adjoint = make_region(b_, static_cast<Region&&>(r), operands);
    for (int p = 0; p < form_.position(); ++p)
      if (wants(p)) d_.add_to(operands_[p], {&b_, transposed_result(b_, adjoint, p)});
  }

 public:
  /// Result p of a transposed loop is the cotangent of its operand p.
  static constexpr NodeId transposed_result(Builder& b, NodeId region, int p) {
    NodeId const like = operands_of(b, region)[p];
    Node n;
    n.op = &op::result;
    n.in[0] = region;
    n.dtype = b[like].dtype;
    n.dims = b[like].dims;
    n.attr = p;
    return b.add(n);
  }
};

/// The derivative of a transposed loop with respect to its cotangents: what comes in are tangents of its operands, and what
/// goes out are those of the carries. Value and tangent are the carries of one loop.
template <class D>
constexpr void derive_transposed(D& d, List<NodeId> const& tangents) {
  Builder& b = d.builder();
  Region const primal = b.regions[d.node().attr];  // a copy: regions move
  RegionForm const& form = primal.form;
  List<NodeId> const operands = operands_of(b, d.node_id());
  Body const& before = primal.bodies[0];
  Region r;
  r.form = form;
  r.form.transposed = false;
  Body body;
  Transplant move(before.graph, body.graph);
  List<NodeId> taken, wrt, directions;
  auto tangent_of = [&](int p) {
    if (!is_differentiable(b, operands[p])) return;
    taken.push_back(p < tangents.size() && tangents[p] >= 0 ? tangents[p] : zeros_like(b, b, operands[p]));
    wrt.push_back(body.parameters[p + (p >= form.constants ? r.form.constants - form.constants : 0)]);
    directions.push_back(body.add_parameter(b[operands[p]].dtype, b[operands[p]].dims));
  };
  auto value_of = [&](int p) {
    taken.push_back(operands[p]);
    move.set(before.parameters[p], body.add_parameter(b[operands[p]].dtype, b[operands[p]].dims));
  };
  for (int p = 0; p < form.constants; ++p) value_of(p);
  for (int p = 0; p < form.constants; ++p) tangent_of(p);
  r.form.constants = taken.size();
  for (int p = form.constants; p < form.position(); ++p) value_of(p);
  for (int p = form.constants; p < form.position(); ++p) tangent_of(p);
  r.form.carries = taken.size() - r.form.constants;
  move.set(before.parameters[form.position()], body.add_parameter(DType::i32, Dims{}));
  body.results = move.run(before.results);
  List<NodeId> roots;
  for (NodeId const n : body.results)
    if (is_differentiable(body.graph, n)) roots.push_back(n);
  for (NodeId const n : push_forward(body.graph, roots, wrt, directions)) body.results.push_back(n);
  r.bodies.push_back(static_cast<Body&&>(body));
  NodeId const loop = make_loop(b, static_cast<Region&&>(r), taken);
  int next = 0;
  for (int c = 0; c < form.carries; ++c)
    if (is_differentiable(b, operands[form.carry(c)])) {
      NodeId const cotangent = operands[form.operands() + next];
      d.add_to(cotangent, {&b, region_result(b, loop, RegionForm::last_carry(form.carries + next))});
      ++next;
    }
}

/// The adjoint of a branch: the body that ran is derived, and computes again what its adjoint reads.
template <class D>
constexpr void derive_branch(D& d, List<NodeId> const& cotangents) {
  Builder& b = d.builder();
  Region const primal = b.regions[d.node().attr];  // a copy: regions move
  List<NodeId> const operands = operands_of(b, d.node_id());
  Region r;
  r.form = primal.form;
  List<NodeId> taken = operands;
  for (NodeId const g : cotangents)
    if (g >= 0) taken.push_back(g);
  auto wants = [&](int operand) { return is_differentiable(b, operands[operand]) && d.wants_node(operands[operand]); };
  for (Body const& before : primal.bodies) {
    Body body = before;
    List<NodeId> roots, seeds, wrt;
    for (int i = 0; i < cotangents.size(); ++i)
      if (cotangents[i] >= 0) {
        seeds.push_back(body.add_parameter(b[cotangents[i]].dtype, b[cotangents[i]].dims));
        roots.push_back(body.results[i]);
      }
    for (int k = 1; k < operands.size(); ++k)
      if (wants(k)) wrt.push_back(body.parameters[k - 1]);
    body.results = derive(body.graph, roots, seeds, wrt);
    r.bodies.push_back(static_cast<Body&&>(body));
  }
  NodeId const adjoint = make_region(b, static_cast<Region&&>(r), taken);
  int next = 0;
  for (int k = 1; k < operands.size(); ++k)
    if (wants(k)) d.add_to(operands[k], {&b, region_result(b, adjoint, next++)});
}

/// The cotangents that have arrived at the results of regions.
class RegionCotangents {
 public:
  constexpr void set(NodeId result, NodeId cotangent) { arrived_.push_back({result, cotangent}); }
  constexpr List<NodeId> of(Builder const& b, NodeId region) const {
    List<NodeId> r;
    for (Arrived const& a : arrived_)
      if (b[a.result].in[0] == region) {
        while (r.size() <= b[a.result].attr) r.push_back(-1);
        r[b[a.result].attr] = a.cotangent;
      }
    return r;
  }

 private:
  struct Arrived {
    NodeId result = -1, cotangent = -1;
  };
  List<Arrived> arrived_;
};

template <class D>
constexpr void derive_region(D& d, RegionCotangents const& all) {
  Region const& r = d.builder().regions[d.node().attr];
  RegionForm const form = r.form;
  List<NodeId> cotangents = all.of(d.builder(), d.node_id());
  int const results = form.is_loop ? form.results() : r.bodies[0].results.size();
  while (cotangents.size() < results) cotangents.push_back(-1);
  if (form.host != nullptr) {
    for (NodeId const n : operands_of(d.builder(), d.node_id()))
      if (is_differentiable(d.builder(), n) && d.wants_node(n))
        d.builder().fail(RecordError::no_derivative, d.builder()[n].dtype, d.builder()[n].dims);
  } else if (form.transposed)
    derive_transposed(d, cotangents);
  else if (form.is_loop)
    LoopAdjoint(d, cotangents).run();
  else
    derive_branch(d, cotangents);
}

}  // namespace detail
}  // namespace tenon
