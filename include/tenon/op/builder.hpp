// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/list.hpp>
#include <tenon/op/node.hpp>

namespace tenon {

/// NumPy's broadcast of two shapes: axes aligned at the end, extent 1 stretches.
struct Broadcast {
  bool ok = true;
  Dims dims{};
  /// Where it fails, the axis counted in each operand.
  int left_axis = -1, right_axis = -1;
};

constexpr Broadcast broadcast(Dims const& a, Dims const& b) {
  if (a == b) return {true, a};
  Broadcast r;
  r.dims.rank = a.rank > b.rank ? a.rank : b.rank;
  for (int i = 1; i <= r.dims.rank; ++i) {
    std::int32_t const m = i <= a.rank ? a[a.rank - i] : 1;
    std::int32_t const n = i <= b.rank ? b[b.rank - i] : 1;
    if (m != n && m != 1 && n != 1 && r.ok) {
      r.ok = false;
      r.left_axis = a.rank - i;
      r.right_axis = b.rank - i;
    }
    r.dims[r.dims.rank - i] = m == 1 ? n : m;
  }
  return r;
}

namespace op {
// The structural ops: their behaviour is their class's, so their records stand here.
inline constexpr OpRecord leaf{"leaf", hash_name("leaf"), OpClass::leaf, 0,      Domain::any, Codomain::same,
                               0,      nullptr,           nullptr,       nullptr};
inline constexpr OpRecord constant{
    "constant", hash_name("constant"), OpClass::constant, 0, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
}  // namespace op

class Builder;
struct Region;

/// What went wrong while a graph was recorded. Errors are data until the recording is over: an assertion in front of
/// the program then reports the first, in a few lines, instead of a broken constant evaluation in dozens.
struct RecordError {
  enum Kind : std::int32_t {
    none,
    foreign_tensor,
    another_trace,
    condition,
    batch_axis,
    no_derivative,
    zero_divisor,
    too_many_axes,
    assigned_in_body,
    unbounded_loop,
    no_key,
    element_read,
    not_constant
  } kind = none;
  /// Of the value at fault.
  Dims dims{};
};

/// A node of a builder as a value with operators; derivative rules are written with it.
struct Value {
  Builder* builder = nullptr;
  NodeId id = -1;
};

/// What a program of models knows of its batch; op/batch_axis.hpp follows it.
struct BatchAxis {
  std::int32_t rows = 0;
  NodeId mask = -1, count = -1;          ///< which rows are real, and how many
  bool masking = false;                  ///< whether folds leave out rows that are not real
  detail::List<BatchPlace> places = {};  ///< of the nodes looked at so far
};

/// A derivative of a user's own: of which values, and who records it.
struct CustomRule {
  /// The cotangents of all arguments, for that of result number `result`.
  using Record = detail::List<NodeId> (*)(Builder&, detail::List<NodeId> const& arguments, int result, NodeId g);
  /// One more axis in front of the values: how many, and which arguments have it, as bits.
  struct Axis {
    std::int32_t extent = 0;
    std::uint32_t mapped = 0;
  };
  Record record = nullptr;
  detail::List<NodeId> arguments = {};
  int result = 0;
  detail::List<Axis> axes = {};  ///< the outermost last
};

/// Records a graph. Equal nodes are recorded once, constants are folded, trivial identities vanish.
/// Complexity: constant an op, by hashing.
class Builder {
 public:
  detail::List<Node> nodes;
  detail::List<ViewMap> maps;
  /// What the `custom_derivative` nodes say, by their attr.
  detail::List<CustomRule> custom_rules;
  /// What the loops and branches say, by their attr: op/region.hpp.
  detail::List<Region> regions;
  /// The node that holds each leaf's current version; an assignment moves it.
  detail::List<NodeId> current;
  /// The first error.
  RecordError error;
  /// What else an equal node may be recorded as, or -1: beyond the identities that hold for every number. Null: nothing.
  using Rewrite = NodeId (*)(Builder&, Node const&);
  Rewrite rewrite = nullptr;
  BatchAxis batch;

  /// Notes an error; what stands for the value at fault is a constant.
  constexpr NodeId fail(RecordError::Kind kind, DType dtype, Dims const& dims) {
    if (error.kind == RecordError::none) error = {kind, dims};
    return constant(dtype, dims, Scalar{});
  }

  constexpr Node const& operator[](NodeId id) const { return nodes.items[id]; }

  /// A new leaf; its number is the order of the calls.
  constexpr NodeId leaf(DType dtype, Dims const& dims) {
    Node n;
    n.op = &op::leaf;
    n.dtype = dtype;
    n.dims = dims;
    n.attr = current.size();
    NodeId const id = nodes.push_back(n);
    current.push_back(id);
    return id;
  }

  constexpr NodeId constant(DType dtype, Dims const& dims, Scalar value) {
    Node n;
    n.op = &op::constant;
    n.dtype = dtype;
    n.dims = dims;
    n.constant = value;
    return add(n);
  }
  constexpr NodeId constant(DType dtype, Dims const& dims, double value) {
    return constant(dtype, dims,
                    is_floating(dtype) ? Scalar{rounded(dtype, value), 0} : Scalar{0, static_cast<std::int64_t>(value)});
  }

  /// The node, or the equal one that is there.
  constexpr NodeId add(Node const& n) {
    if (rewrite != nullptr)
      if (NodeId const id = rewrite(*this, n); id >= 0) return id;
    if (2 * (nodes.size() + 1) > table_.size()) rehash();
    std::uint32_t slot = hash(n) & mask_;
    while (table_.items[static_cast<int>(slot)] != 0) {
      if (same(nodes.items[table_.items[static_cast<int>(slot)] - 1], n)) return table_.items[static_cast<int>(slot)] - 1;
      slot = (slot + 1) & mask_;
    }
    return (table_.items[static_cast<int>(slot)] = nodes.push_back(n) + 1) - 1;
  }

  constexpr bool is_constant(NodeId id) const { return nodes.items[id].op == &op::constant; }
  constexpr bool is_constant(NodeId id, double value) const {
    Node const& n = nodes.items[id];
    return n.op == &op::constant && (is_floating(n.dtype) ? n.constant.f == value : static_cast<double>(n.constant.i) == value);
  }

  /// The index map's number; equal neighbours share one.
  constexpr std::int32_t intern(ViewMap const& m) {
    for (int i = maps.size() - 1, seen = 0; i >= 0 && seen < 8; --i, ++seen)
      if (maps.items[i] == m) return i;
    return maps.push_back(m);
  }

  static constexpr double rounded(DType d, double x) { return d == DType::f32 ? static_cast<double>(static_cast<float>(x)) : x; }

 private:
  detail::List<NodeId> table_;  ///< by hash: a node's id + 1, or 0
  std::uint32_t mask_ = 0;

  // Few, long expressions: compilers count steps. The multipliers are odd numbers without a pattern.
  constexpr std::uint32_t hash(Node const& n) const {
    std::uint32_t const h =
        (n.op->id ^ static_cast<std::uint32_t>(n.in[0]) * 0x9E3779B1u ^ static_cast<std::uint32_t>(n.in[1]) * 0x85EBCA77u ^
         static_cast<std::uint32_t>(n.in[2]) * 0xC2B2AE3Du) *
            0x27D4EB2Fu +
        (static_cast<std::uint32_t>(n.attr) * 16u + static_cast<std::uint32_t>(n.dtype)) * 0x165667B1u +
        (static_cast<std::uint32_t>(n.dims.extent[0]) * 31u + static_cast<std::uint32_t>(n.dims.extent[1])) * 0xD3A2646Du +
        static_cast<std::uint32_t>(n.dims.extent[2] + n.dims.rank) * 0xFD7046C5u;
    return h ^ h >> 15 ^ (n.op == &op::constant ? constant_hash(n.constant) : 0u);
  }
  static constexpr std::uint32_t constant_hash(Scalar s) {
    std::uint64_t const bits = __builtin_bit_cast(std::uint64_t, s.f) + static_cast<std::uint64_t>(s.i);
    // Folded first: short fractions are in the high bits only, and a product carries nothing downwards.
    return static_cast<std::uint32_t>((bits ^ bits >> 32) * 0x9E3779B97F4A7C15u >> 32);
  }
  static constexpr bool same(Node const& a, Node const& b) {
    return a.op == b.op && a.in[0] == b.in[0] && a.in[1] == b.in[1] && a.in[2] == b.in[2] && a.attr == b.attr &&
           a.dtype == b.dtype && a.dims == b.dims &&
           ((a.op->op_class != OpClass::constant && a.op->op_class != OpClass::embed) || same_scalar(a.constant, b.constant));
  }
  constexpr void rehash() {
    int const size = table_.size() == 0 ? 256 : table_.size() * 8;
    table_ = detail::List<NodeId>(size);
    mask_ = static_cast<std::uint32_t>(size - 1);
    for (NodeId id = 0; id < nodes.size(); ++id) {
      if (nodes.items[id].op == &op::leaf) continue;  // two leaves of one type are two
      std::uint32_t slot = hash(nodes.items[id]) & mask_;
      while (table_.items[static_cast<int>(slot)] != 0) slot = (slot + 1) & mask_;
      table_.items[static_cast<int>(slot)] = id + 1;
    }
  }
};

/// The state of one step of reverse mode: a node, the cotangent of its value, and where its inputs' cotangents go.
class Derivation {
 public:
  constexpr Derivation(Builder& b, NodeId node, NodeId cotangent, NodeId* adjoint, bool const* wanted)
      : builder_(&b), node_(node), cotangent_(cotangent), adjoint_(adjoint), wanted_(wanted) {}

  constexpr Builder& builder() const { return *builder_; }
  constexpr Node const& node() const { return (*builder_)[node_]; }
  constexpr NodeId node_id() const { return node_; }
  constexpr Value in(int i) const { return {builder_, node().in[i]}; }
  constexpr Value out() const { return {builder_, node_}; }
  /// The cotangent of the output.
  constexpr Value g() const { return {builder_, cotangent_}; }
  /// Whether input i leads to something the gradient is taken with respect to.
  constexpr bool wants(int i) const { return wanted_[node().in[i]]; }
  constexpr bool wants_node(NodeId i) const { return wanted_[i]; }
  /// Adds to the cotangent of input i. Defined with the addition it needs, in op/arithmetic.hpp.
  constexpr void add(int i, Value v);
  /// Adds to the cotangent of a node that this one depends on: that of a view may go to what it looks at, at once.
  constexpr void add_to(NodeId input, Value v);

 private:
  Builder* builder_;
  NodeId node_;
  NodeId cotangent_;
  NodeId* adjoint_;
  bool const* wanted_;
};

}  // namespace tenon
