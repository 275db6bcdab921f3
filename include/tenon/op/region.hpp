// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arithmetic.hpp>
#include <tenon/op/identity.hpp>

/// Control flow as nodes: a loop or a branch has bodies, graphs of their own, which are recorded, derived, planned and
/// compiled once, however often they run.
namespace tenon {

namespace op {
// A region takes one `operands` list, and each of its results is a `result` node: passes that know nothing of regions see
// ordinary nodes with few inputs.
inline constexpr OpRecord operands{
    "operands", hash_name("operands"), OpClass::operands, 2, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
inline constexpr OpRecord loop{"loop", hash_name("loop"), OpClass::region, 1,      Domain::any, Codomain::same,
                               0,      nullptr,           nullptr,         nullptr};
inline constexpr OpRecord branch{
    "branch", hash_name("branch"), OpClass::region, 1, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
inline constexpr OpRecord host_call{
    "host_call", hash_name("host_call"), OpClass::region, 1, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
inline constexpr OpRecord result{
    "result", hash_name("result"), OpClass::result, 1, Domain::any, Codomain::same, 0, nullptr, nullptr, nullptr};
}  // namespace op

/// Whether an op takes part in control flow.
constexpr bool is_control(OpClass c) { return c == OpClass::operands || c == OpClass::region || c == OpClass::result; }

/// How many steps a loop runs.
enum class Trip : std::uint8_t {
  fixed,       ///< `bound`
  counted,     ///< as many as its last operand says, at most `bound`
  conditional  ///< while carry 0 is true; at most `bound`, which is 0 where there is none
};

/// What a loop or branch is, beside its bodies.
///
/// A loop's operands are its constants, the carries' first values, and its sequences, whose first axis is the steps'; then,
/// if it is counted, the number of steps. Its body takes the constants, the carries, an element of each sequence, and the
/// position of the step; it gives the next carries, and an element of each stacked result. The loop gives the number of
/// steps it ran, the last carries, and the stacked results, zero where no step was.
///
/// A branch's operands are the number of the body to run and what all bodies take; it gives what the body gives.
struct RegionForm {
  bool is_loop = true;
  Trip trip = Trip::fixed;
  bool reversed = false;    ///< from the last position to the first
  bool recomputes = false;  ///< whether reverse mode computes values of the steps again instead of storing them
  bool transposed = false;  ///< stands for reverse mode of a loop without bound: only its own derivative can be computed
  /// A branch of one body, which only says what the results are: what runs is this, on operands and results.
  void (*host)(std::byte* const*) = nullptr;
  std::int32_t bound = 0;
  std::int32_t constants = 0, carries = 0, sequences = 0, stacked = 0;

  constexpr int operands() const { return constants + carries + sequences + (trip == Trip::counted ? 1 : 0); }
  constexpr int parameters() const { return constants + carries + sequences + 1; }
  constexpr int results() const { return 1 + carries + stacked; }
  // Of a body's parameters, which are in the order of the operands, and of the results.
  constexpr int carry(int i) const { return constants + i; }
  constexpr int sequence(int i) const { return constants + carries + i; }
  constexpr int position() const { return constants + carries + sequences; }
  static constexpr int steps_run = 0;
  static constexpr int last_carry(int i) { return 1 + i; }
  constexpr int stack(int i) const { return 1 + carries + i; }
};

/// A graph inside a region: its parameters are its leaves, in order.
struct Body {
  Builder graph;
  detail::List<NodeId> parameters = {};
  detail::List<NodeId> results = {};

  constexpr NodeId add_parameter(DType dtype, Dims const& dims) {
    return parameters[parameters.push_back(graph.leaf(dtype, dims))];
  }
};
struct Region {
  RegionForm form{};
  detail::List<Body> bodies = {};
};

/// Dims with one more axis in front, and without the first.
constexpr Dims with_first(std::int32_t extent, Dims const& d) {
  Dims r{d.rank < max_node_rank ? d.rank + 1 : max_node_rank, {extent}};
  for (int i = 0; i + 1 < r.rank; ++i) r[i + 1] = d[i];
  return r;
}
constexpr Dims without_first(Dims const& d) {
  Dims r{d.rank - 1, {}};
  for (int i = 0; i < r.rank; ++i) r[i] = d[i + 1];
  return r;
}

namespace detail {

/// The nodes that a region takes.
constexpr List<NodeId> operands_of(Builder const& b, NodeId region) {
  List<NodeId> r;
  for (NodeId list = b[region].in[0]; b[list].op == &op::operands; list = b[list].in[1]) r.push_back(b[list].in[0]);
  return r;
}
/// The list of some nodes, as a node; it ends with a constant.
constexpr NodeId operand_list(Builder& b, List<NodeId> const& nodes) {
  NodeId list = b.constant(DType::i32, Dims{}, Scalar{});
  for (int i = nodes.size() - 1; i >= 0; --i) {
    Node n;
    n.op = &op::operands;
    n.in[0] = nodes[i];
    n.in[1] = list;
    n.dtype = DType::i32;
    list = b.add(n);
  }
  return list;
}

struct ValueType {
  DType dtype = DType::f32;
  Dims dims{};
};
/// dtype and shape of a result of a region.
constexpr ValueType result_type(Region const& r, int index) {
  Body const& body = r.bodies[0];
  auto of = [&body](int i) -> ValueType {
    Node const& n = body.graph[body.results[i]];
    return {n.dtype, n.dims};
  };
  if (!r.form.is_loop) return of(index);
  if (index == RegionForm::steps_run) return {DType::i32, Dims{}};
  if (index <= r.form.carries) return of(index - 1);
  ValueType t = of(index - 1);
  t.dims = with_first(r.form.bound, t.dims);
  return t;
}

}  // namespace detail

/// Records a region. Errors inside its bodies are the builder's.
constexpr NodeId make_region(Builder& b, Region&& region, detail::List<NodeId> const& operands) {
  for (Body const& body : region.bodies)
    if (b.error.kind == RecordError::none) b.error = body.graph.error;
  Node n;
  n.op = region.form.is_loop ? &op::loop : region.form.host != nullptr ? &op::host_call : &op::branch;
  n.in[0] = detail::operand_list(b, operands);
  n.dtype = DType::i32;
  n.attr = b.regions.push_back(static_cast<Region&&>(region));  // never equal to another
  return b.add(n);
}
/// One of a region's results.
constexpr NodeId region_result(Builder& b, NodeId region, int index) {
  detail::ValueType const t = detail::result_type(b.regions[b[region].attr], index);
  Node n;
  n.op = &op::result;
  n.in[0] = region;
  n.dtype = t.dtype;
  n.dims = t.dims;
  n.attr = index;
  return b.add(n);
}

}  // namespace tenon
