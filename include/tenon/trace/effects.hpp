// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/shape/fail.hpp>
#include <tenon/trace/module.hpp>

/// Effects of traced functions: a variable that was assigned is a leaf whose new value is an output. Effects are in the order
/// of the recording; a call writes the last version of each variable, after everything that reads the first.
namespace tenon {

namespace diagnose {
template <class Argument>
inline constexpr bool assigned_argument_can_be_written = Argument::ok;
}  // namespace diagnose

#define TENON_CONST_ARGUMENT                                                                                                     \
  "a traced function assigns this argument, or a variable of it (its number, its type follow): give it a variable that is "      \
  "neither const nor a temporary"

namespace detail {

/// An argument of a call, A as a reference; `Assigned` says that the function writes to it.
template <int Number, class A, bool Assigned>
struct AssignedArgument {
  static constexpr bool ok = !Assigned || (std::is_lvalue_reference_v<A> && !std::is_const_v<std::remove_reference_t<A>>);
};

/// The new value of a leaf where it is the old one but for a slice: only that is stored then.
struct SliceUpdate {
  NodeId value = -1;
  std::int32_t map = -1;
};
constexpr SliceUpdate slice_update(Builder& b, std::int32_t leaf, NodeId id) {
  Node const n = b[id];
  if (n.op->id != hash_name("where") || b[n.in[2]].op != &op::leaf || b[n.in[2]].attr != leaf) return {};
  Node const inside = b[n.in[0]], value = b[n.in[1]];
  if (inside.op != &op::embed || inside.constant.i != 0 || !b.is_constant(inside.in[0])) return {};
  if (value.op == &op::embed && value.attr == inside.attr) return {value.in[0], inside.attr};
  if (value.op == &op::constant) return {b.constant(value.dtype, b[inside.in[0]].dims, value.constant), inside.attr};
  return {};
}

/// Records the last version of each variable that was assigned.
constexpr void record_updates(GraphDraft& d) {
  Builder& b = d.builder;
  for (int leaf = 0; leaf < b.current.size(); ++leaf) {
    NodeId const id = b.current[leaf];
    if (b[id].op == &op::leaf && b[id].attr == leaf) continue;
    if (SliceUpdate const s = slice_update(b, leaf, id); s.value >= 0)
      d.outputs.push_back(Output{s.value, leaf, s.map, b[id].dims});
    else
      d.add_update(leaf, id);
  }
}

/// What a call needs to know of its leaves. Not the graph: with it would come all that its operations can do.
template <class Source>
struct LeafMemory {
  static constexpr int count = Source::graph.view().leaf_count;
  static constexpr bool any_written = updates(Source::graph.view(), 0, count);
  struct Leaves {
    std::size_t bytes[count + 1] = {};
    bool written[count + 1] = {};
  };
  static constexpr Leaves leaves = [] {
    GraphView const g = Source::graph.view();
    Leaves r;
    for (int i = 0; i < count; ++i)
      r.bytes[i] = static_cast<std::size_t>(g.leaves[i].dims.size()) * static_cast<std::size_t>(size_of(g.leaves[i].dtype));
    for (int o = 0; o < g.output_count; ++o)
      if (g.outputs[o].leaf >= 0) r.written[g.outputs[o].leaf] = true;
    return r;
  }();
};

/// Two arguments of a call that share memory which the function writes would see each other's values in an order that nobody
/// defined: that ends the program. `Arguments::first_of(i)` is the first leaf of argument i.
template <class Memory, class Arguments>
constexpr bool share_updates(std::byte* const* memory, std::size_t arguments) {
  for (int written = 0; written < Memory::count; ++written) {
    if (!Memory::leaves.written[written]) continue;
    std::byte const* const begin = memory[written];
    for (std::size_t i = 0; i < arguments; ++i) {
      int const first = Arguments::first_of(i), last = Arguments::first_of(i + 1);
      if (first <= written && written < last) continue;
      for (int leaf = first; leaf < last; ++leaf)
        if (memory[leaf] < begin + Memory::leaves.bytes[written] && begin < memory[leaf] + Memory::leaves.bytes[leaf])
          return true;
    }
  }
  return false;
}
template <class Source, class Arguments>
void check_updates([[maybe_unused]] std::byte* const* memory, [[maybe_unused]] std::size_t arguments) {
  if constexpr (TENON_CHECKS != 0 && LeafMemory<Source>::any_written)
    if (share_updates<LeafMemory<Source>, Arguments>(memory, arguments))
      fail("a traced function assigns a variable that two of its arguments share");
}

}  // namespace detail
}  // namespace tenon
