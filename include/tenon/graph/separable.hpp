// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/vectorise.hpp>

/// Which values of a graph are sums of functions of one element each of a leaf: their second derivatives are diagonal.
namespace tenon {

/// How each element of a value depends on the elements of some leaves. What has no derivative is no dependence.
struct Dependence {
  enum Kind : std::int8_t {
    none,
    single,     ///< on one element; `place` says on which
    separable,  ///< a sum of functions of one element each
    coupled     ///< anything else
  } kind = none;
  std::int32_t place = 0;
};

/// Follows the dependences through a graph. Sound, not complete: what it calls separable is.
/// Complexity: linear in the nodes, but for the number of different views.
class Dependences {
 public:
  /// On the leaves `first` to `last`, the latter excluded.
  constexpr Dependences(GraphView g, int first, int last) : g_(g), of_(g.node_count) {
    for (NodeId i = 0; i < g.node_count; ++i)
      of_.items[i] = g[i].op == &op::leaf ? of_leaf(g[i].attr, first, last) : of_node(g[i]);
  }
  constexpr Dependence operator[](NodeId i) const { return of_.items[i]; }

 private:
  /// An order of elements: that of `from`, seen through a view. Equal orders have equal numbers.
  struct Order {
    std::int32_t from = 0;
    ViewMap map{};
    Dims dims{};
  };

  GraphView g_;
  detail::List<Dependence> of_;
  detail::List<Order> orders_;
  std::int32_t places_ = 0;  ///< handed out

  constexpr Dependence of_leaf(int leaf, int first, int last) {
    if (leaf < first || leaf >= last) return {};
    return {Dependence::single, places_++};
  }
  constexpr Dependence of_node(Node const& n) {
    Dependence const a = in(n, 0), b = in(n, 1);
    switch (n.op->op_class) {
      case OpClass::leaf:
      case OpClass::constant: return {};
      // Elements keep their order, so that an operation on two values of one order meets the same element in both.
      case OpClass::reshape: return a;
      case OpClass::view: return a.kind == Dependence::single ? Dependence{a.kind, viewed(n, a.place)} : a;
      case OpClass::concat: return moved(b.kind > a.kind ? b : a);
      case OpClass::embed: return moved(a);
      case OpClass::reduce: return of_fold(n, a);
      case OpClass::matmul: return of_product(n, a, b);
      case OpClass::elementwise: return of_elementwise(n);
      case OpClass::routine:
      case OpClass::operands:
      case OpClass::region:
      case OpClass::result: break;
    }
    Dependence const c = in(n, 2);
    bool const any = a.kind != Dependence::none || b.kind != Dependence::none || c.kind != Dependence::none;
    if (is_control(n.op->op_class)) return {any ? Dependence::coupled : Dependence::none};
    return {any && n.op->derive != nullptr ? Dependence::coupled : Dependence::none};
  }
  constexpr Dependence in(Node const& n, int k) const { return k < n.op->arity ? of_.items[n.in[k]] : Dependence{}; }

  /// In an order like no other.
  constexpr Dependence moved(Dependence d) {
    if (d.kind == Dependence::single) d.place = places_++;
    return d;
  }
  constexpr std::int32_t viewed(Node const& n, std::int32_t from) {
    ViewMap const& map = g_.maps[n.attr];
    if (keeps_order(map, g_[n.in[0]].dims, n.dims)) return from;
    for (int i = 0; i < orders_.size(); ++i) {
      Order const& o = orders_.items[i];
      if (o.from == from && o.dims == n.dims && o.map == map) return number_of(i);
    }
    return number_of(orders_.push_back(Order{from, map, n.dims}));
  }
  static constexpr std::int32_t number_of(int order) { return -1 - order; }
  /// Whether a view only adds or drops axes of extent 1.
  static constexpr bool keeps_order(ViewMap const& map, Dims const& from, Dims const& to) {
    if (from.size() != to.size()) return false;
    int last = -1;
    for (int i = 0; i < from.rank; ++i) {
      if (from[i] == 1) continue;
      AxisMap const a = map.axis[i];
      if (a.windowed() || a.axis <= last || a.step != 1 || a.offset != 0 || to[a.axis] != from[i]) return false;
      last = a.axis;
    }
    return true;
  }

  static constexpr Dependence of_fold(Node const& n, Dependence a) {
    if (a.kind == Dependence::none || n.op->derive == nullptr) return {};
    bool const linear = n.op == &op::sum || n.op == &op::mean;
    return {linear && a.kind != Dependence::coupled ? Dependence::separable : Dependence::coupled};
  }
  static constexpr Dependence of_product(Node const& n, Dependence a, Dependence b) {
    if (a.kind == Dependence::none && b.kind == Dependence::none) return {};
    if (a.kind == Dependence::none || b.kind == Dependence::none) {
      Dependence::Kind const kind = a.kind == Dependence::none ? b.kind : a.kind;
      return {kind == Dependence::coupled ? kind : Dependence::separable};
    }
    // The inner product of two vectors in the same order.
    bool const squares = n.dims.size() == 1 && a.kind == Dependence::single && b.kind == Dependence::single && a.place == b.place;
    return {squares ? Dependence::separable : Dependence::coupled};
  }
  constexpr Dependence of_elementwise(Node const& n) const {
    if (n.op->derive == nullptr) return {};
    Dependence all;
    for (int k = 0; k < n.op->arity; ++k) {
      Dependence const d = in(n, k);
      if (d.kind == Dependence::none) continue;
      if (all.kind == Dependence::none)
        all = d;
      else if (d.kind == Dependence::single && all.kind == Dependence::single && d.place == all.place)
        continue;
      else
        all = {d.kind == Dependence::coupled || all.kind == Dependence::coupled ? Dependence::coupled : Dependence::separable};
    }
    // A rule of the user's own is not looked into.
    if (n.op == &record<op::CustomDerivative>) return {all.kind == Dependence::none ? all.kind : Dependence::coupled};
    return all.kind != Dependence::separable || is_linear(n) ? all : Dependence{Dependence::coupled};
  }
  /// In those operands that depend on something.
  constexpr bool is_linear(Node const& n) const {
    auto constant = [&](int k) { return in(n, k).kind == Dependence::none; };
    OpRecord const* const op = n.op;
    if (op == &record<op::Add> || op == &record<op::Sub> || op == &record<op::Neg> || op == &op::cast || op == &record<op::Alias>)
      return true;
    if (op == &record<op::Mul> || op == &record<op::Fma>) return constant(0) || constant(1);
    if (op == &record<op::Div>) return constant(1);
    return op == &record<op::Where> && constant(0);
  }
};

}  // namespace tenon
