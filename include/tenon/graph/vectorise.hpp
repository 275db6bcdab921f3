// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/vectorise_region.hpp>
#include <tenon/op/along_axis.hpp>

/// A computation for many inputs at once: recorded again with one more axis in front. And derivatives of a user's own, which
/// are recorded for one input, and for many so.
namespace tenon {

/// A node with x's value and a rule for its derivative.
constexpr NodeId with_rule(Builder& b, NodeId x, CustomRule const& rule) {
  Node n;
  n.op = &record<op::CustomDerivative>;
  n.in[0] = x;
  n.dtype = b[x].dtype;
  n.dims = b[x].dims;
  n.attr = b.custom_rules.size();
  b.custom_rules.push_back(rule);
  return b.add(n);
}

namespace detail {

class Vectoriser {
 public:
  constexpr Vectoriser(Builder& b, std::int32_t extent, int nodes) : b_(b), extent_(extent), many_(nodes, -1) {}

  constexpr void set(NodeId one, NodeId many) { many_.items[one] = many; }
  constexpr bool is_mapped(NodeId id) const { return id < many_.size() && many_.items[id] >= 0; }

  /// The values of a node for all inputs: those that are the same for all are stretched.
  constexpr NodeId all_of(NodeId one) {
    if (is_mapped(one)) return many_.items[one];
    return stretched({one, false}, b_[one].dims);
  }
  /// Records a node again if it depends on the inputs.
  constexpr void visit(NodeId one) {
    Node const n = b_[one];  // a copy: nodes move
    bool depends = false;
    for (int k = 0; k < n.op->arity; ++k) depends = depends || is_mapped(n.in[k]);
    // A rule may have arguments that its value does not depend on.
    if (n.op == &record<op::CustomDerivative>)
      for (NodeId const a : b_.custom_rules[n.attr].arguments) depends = depends || is_mapped(a);
    if (depends && !is_mapped(one)) many_.items[one] = n.op->op_class == OpClass::region ? region(one) : again(n);
  }

 private:
  Builder& b_;
  std::int32_t extent_;
  List<NodeId> many_;
  struct Done {
    NodeId one = -1;
    List<RegionForAll<>::Result> results = {};
  };
  List<Done> regions_;

  /// A result of a region, which may be the same for all.
  constexpr NodeId stretched(RegionForAll<>::Result const& r, Dims const& d) {
    if (r.mapped) return r.node;
    ViewMap map;
    map.rank = d.rank;
    for (int i = 0; i < d.rank; ++i) map.axis[i] = {i + 1, 1, 0};
    return make_view(b_, r.node, map, with_front(d));
  }
  constexpr Dims with_front(Dims const& d) {
    if (d.rank == max_node_rank) {
      if (b_.error.kind == RecordError::none) b_.error = {RecordError::too_many_axes, d};
      return d;
    }
    Dims r{d.rank + 1, {extent_}};
    for (int i = 0; i < d.rank; ++i) r[i + 1] = d[i];
    return r;
  }
  static constexpr ViewMap with_front(ViewMap const& m) {
    ViewMap r;
    r.rank = m.rank + 1;
    r.axis[0] = {0, 1, 0};
    for (int i = 0; i < m.rank && i + 1 < max_node_rank; ++i) {
      AxisMap a = m.axis[i];
      if (a.axis >= 0) ++a.axis;
      if (a.tap >= 0) ++a.tap;
      r.axis[i + 1] = a;
    }
    return r;
  }

  /// A list is mapped if something in it is; a region stands for itself, its results are views of the new one's.
  constexpr NodeId region(NodeId one) {
    List<NodeId> operands = operands_of(b_, one);
    List<bool> mapped(operands.size(), false);
    for (int k = 0; k < operands.size(); ++k)
      if (is_mapped(operands[k])) {
        mapped[k] = true;
        operands[k] = many_.items[operands[k]];
      }
    regions_.push_back({one, RegionForAll<>(b_, one, operands, mapped, extent_).run()});
    return one;
  }
  constexpr NodeId again(Node const& n) {
    if (n.op->op_class == OpClass::operands) return n.in[0];  // only that it is mapped matters
    if (n.op->op_class == OpClass::result) {
      int i = regions_.size() - 1;
      while (regions_[i].one != n.in[0]) --i;
      return stretched(regions_[i].results[n.attr], n.dims);
    }
    Dims const dims = with_front(n.dims);
    if (n.op->op_class == OpClass::matmul) with_front(b_[n.in[0]].dims), with_front(b_[n.in[1]].dims);  // is there room?
    if (b_.error.kind == RecordError::too_many_axes) return b_.constant(n.dtype, dims, Scalar{});
    switch (n.op->op_class) {
      case OpClass::view: return make_view(b_, all_of(n.in[0]), with_front(b_.maps[n.attr]), dims);
      case OpClass::reshape: return reshape(b_, all_of(n.in[0]), dims);
      case OpClass::reduce: return fold(b_, *n.op, all_of(n.in[0]), static_cast<std::uint32_t>(n.attr) << 1);
      case OpClass::concat: return concat(b_, all_of(n.in[0]), all_of(n.in[1]), n.attr + 1);
      case OpClass::embed: return embed(b_, all_of(n.in[0]), with_front(b_.maps[n.attr]), dims, n.constant);
      case OpClass::matmul: {  // which stretches what it needs
        NodeId const x = is_mapped(n.in[0]) ? many_.items[n.in[0]] : n.in[0];
        return matmul(b_, x, is_mapped(n.in[1]) ? many_.items[n.in[1]] : n.in[1], 1 + n.attr);
      }
      case OpClass::routine:
        if (!n.op->along_axis && n.op->trailing_axes == 0) return one_by_one(n, dims);
        break;
      default: break;
    }
    Node m = n;
    for (int k = 0; k < n.op->arity; ++k) m.in[k] = all_of(n.in[k]);
    m.dims = dims;
    if (n.op->along_axis) m.attr += op::axis_and_flag(1, false);
    if (n.op == &record<op::Alias>) m.attr = b_.nodes.size();  // an identity of its own
    if (n.op == &record<op::CustomDerivative>) return with_rule(b_, m.in[0], rule_of_all(b_.custom_rules[n.attr]));
    return b_.add(m);
  }
  constexpr CustomRule rule_of_all(CustomRule rule) {  // a copy
    CustomRule::Axis axis{extent_, 0};
    for (int i = 0; i < rule.arguments.size(); ++i)
      if (is_mapped(rule.arguments[i])) {
        axis.mapped |= 1u << i;
        rule.arguments[i] = many_.items[rule.arguments[i]];
      }
    rule.axes.push_back(axis);
    return rule;
  }
  /// An algorithm that knows nothing of further axes.
  constexpr NodeId one_by_one(Node const& n, Dims const& dims) {
    Dims slice = dims;
    slice[0] = 1;
    NodeId result = b_.constant(n.dtype, Dims{dims.rank, {}}, Scalar{});
    for (std::int32_t i = 0; i < extent_; ++i) {
      Node m = n;
      for (int k = 0; k < n.op->arity; ++k)
        if (is_mapped(n.in[k])) m.in[k] = slice_of(many_.items[n.in[k]], i);
      NodeId const one = reshape(b_, b_.add(m), slice);
      result = i == 0 ? one : concat(b_, result, one, 0);
    }
    return extent_ == 0 ? b_.constant(n.dtype, dims, Scalar{}) : result;
  }
  constexpr NodeId slice_of(NodeId many, std::int32_t i) {
    Dims const d = b_[many].dims;
    Dims dims{d.rank - 1, {}};
    ViewMap map;
    map.rank = d.rank;
    map.axis[0] = {-1, 0, i};
    for (int a = 1; a < d.rank; ++a) {
      dims[a - 1] = d[a];
      map.axis[a] = {a - 1, 1, 0};
    }
    return make_view(b_, many, map, dims);
  }
};

}  // namespace detail

/// The values of `roots` for `extent` inputs at once, each with one more axis in front: what was recorded from `one` is
/// recorded again from `many`, whose first axis is new. Elementwise operations, views, folds, contractions and routines along
/// an axis or on the last axes take the axis as it is; other routines run on one input after the other.
/// Complexity: linear in the nodes up to the last root.
constexpr detail::List<NodeId> vectorise(Builder& b, detail::List<NodeId> const& roots, detail::List<NodeId> const& one,
                                         detail::List<NodeId> const& many, std::int32_t extent) {
  NodeId last = -1;
  for (NodeId const r : roots) last = r > last ? r : last;
  detail::List<bool> needed(last + 1, false);
  for (NodeId const r : roots) needed.items[r] = true;
  for (NodeId i = last; i >= 0; --i) {
    if (!needed.items[i]) continue;
    for (int k = 0; k < b[i].op->arity; ++k) needed.items[b[i].in[k]] = true;
    if (b[i].op == &record<op::CustomDerivative>)
      for (NodeId const a : b.custom_rules[b[i].attr].arguments) needed.items[a] = true;
  }
  detail::Vectoriser v(b, extent, last + 1);
  for (int k = 0; k < one.size(); ++k)
    if (one[k] <= last) v.set(one[k], many[k]);
  for (NodeId i = 0; i <= last; ++i)
    if (needed.items[i]) v.visit(i);
  detail::List<NodeId> result;
  for (NodeId const r : roots) result.push_back(v.all_of(r));
  return result;
}

namespace detail {

/// The cotangents of a rule's arguments, recorded for one input and again for all, axis after axis.
constexpr List<NodeId> custom_cotangents(Builder& b, CustomRule const& rule, List<NodeId> const& arguments, NodeId g, int axes) {
  if (axes == 0) return rule.record(b, arguments, rule.result, g);
  CustomRule::Axis const axis = rule.axes[axes - 1];
  List<NodeId> one, many, inside = arguments;
  auto take_one = [&](NodeId all) {
    many.push_back(all);
    one.push_back(one_of(b, all));
    return one[one.size() - 1];
  };
  for (int i = 0; i < arguments.size(); ++i)
    if ((axis.mapped >> i & 1u) != 0) inside[i] = take_one(arguments[i]);
  NodeId const g_inside = take_one(g);
  List<NodeId> const cotangents = custom_cotangents(b, rule, inside, g_inside, axes - 1);
  List<NodeId> all = vectorise(b, cotangents, one, many, axis.extent);
  for (int i = 0; i < all.size(); ++i)
    if ((axis.mapped >> i & 1u) == 0) all[i] = tenon::reduce(b, op::sum, all[i], 1);  // the same argument for all
  return all;
}

}  // namespace detail

constexpr void op::detail::derive_custom(Derivation& d) {
  Builder& b = d.builder();
  CustomRule const rule = b.custom_rules[d.node().attr];  // a copy: rules move
  tenon::detail::List<NodeId> const g = tenon::detail::custom_cotangents(b, rule, rule.arguments, d.g().id, rule.axes.size());
  for (int i = 0; i < rule.arguments.size(); ++i)
    if (is_floating(b[rule.arguments[i]].dtype)) d.add_to(rule.arguments[i], {&b, g[i]});
}

}  // namespace tenon
