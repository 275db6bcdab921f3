// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

#include <vector>

/// What the tests ask of graphs and plans, in constant evaluation or not.
namespace tenon_test {

/// Nodes of the op with this name.
constexpr int count_ops(tenon::GraphView g, char const* name) {
  int n = 0;
  for (int i = 0; i < g.node_count; ++i) n += g[i].op->id == tenon::hash_name(name);
  return n;
}
/// Nodes that compute something.
constexpr int count_computed(tenon::GraphView g) {
  return g.node_count - count_ops(g, "leaf") - count_ops(g, "constant") - count_ops(g, "view") - count_ops(g, "reshape");
}
/// The scalar constant that an output is, or NaN.
constexpr double constant_output(tenon::GraphView g, int output = 0) {
  tenon::Node const& n = g[g.outputs[output].node];
  return n.op == &tenon::op::constant ? (tenon::is_floating(n.dtype) ? n.constant.f : static_cast<double>(n.constant.i))
                                      : __builtin_nan("");
}

/// The kernels of a function for arguments of these types.
template <class Function, class... A>
constexpr int kernels_of = tenon::Planned<typename Function::template source<A...>>::size.kernels;

/// The bytes between which an access of a kernel moves, and the kernels that use them.
struct Span {
  std::int64_t begin = 0, end = 0;
  int first = -1, last = -1;
};

template <tenon::PlanSize Size>
Span span_of(tenon::Plan<Size> const& plan, int kernel, int access) {
  auto const& a = plan.accesses[access];
  std::int64_t low = 0, high = 0;
  for (int x = 0; x < a.strides.rank; ++x) {
    std::int64_t const reach = std::int64_t{a.strides[x]} * (plan.kernels[kernel].space[x] - 1);
    (reach < 0 ? low : high) += reach;
  }
  for (int level = 0; level < tenon::max_nest; ++level)
    high += std::int64_t{a.steps[level]} * (plan.kernels[kernel].loops[level].times - 1);
  std::int64_t const at = plan.slots[access].offset, bytes = static_cast<std::int64_t>(tenon::size_of(a.dtype));
  return {at + low * bytes, at + (high + 1) * bytes, kernel, kernel};
}

/// The kernels that run in one loop with a kernel and lie around it at a level, from the first to the last.
template <tenon::PlanSize Size>
Span loop_of(tenon::Plan<Size> const& plan, int kernel, int level) {
  int first = kernel;
  while (plan.kernels[first].loops[level].count == 0) --first;
  return {0, 0, first, first + plan.kernels[first].loops[level].count - 1};
}

/// Whether no two values that are in use at once share a byte of the workspace, each is written before it is read, and
/// all lie inside the workspace. A value is in use from the first kernel that writes it to the last that reads it; in a loop
/// all the time, unless the loop alone uses it and writes it anew each time.
template <tenon::PlanSize Size>
bool plan_is_sound(tenon::Plan<Size> const& plan) {
  Span buffers[Size.buffers + 1] = {};
  for (int k = 0; k < Size.kernels; ++k) {
    auto const& h = plan.kernels[k];
    for (int i = 0; i < h.size.loads + h.size.stores; ++i) {
      int const access = h.first_access + i;
      if (plan.slots[access].where != tenon::Buffer::workspace) continue;
      Span const s = span_of(plan, k, access);
      if (s.begin < 0 || s.end > plan.workspace_bytes) return false;
      Span& b = buffers[plan.accesses[access].buffer];
      bool const is_load = i < h.size.loads;
      if (b.first < 0 && is_load) return false;
      if (b.first < 0) b = s;
      if (s.begin < b.begin) b.begin = s.begin;
      if (s.end > b.end) b.end = s.end;
      b.last = k;
    }
  }
  Span const* const once = buffers;
  std::vector<Span> in_use(once, once + Size.buffers);
  for (int k = 0; k < Size.kernels; ++k)
    for (int level = 0; level < tenon::max_nest; ++level) {
      Span const loop = loop_of(plan, k, level);
      if (loop.first == loop.last) continue;
      for (int i = 0; i < plan.kernels[k].size.loads + plan.kernels[k].size.stores; ++i) {
        auto const& a = plan.accesses[plan.kernels[k].first_access + i];
        Span const& b = once[a.buffer];
        if (b.first < 0 || (a.steps[level] == 0 && b.first >= loop.first && b.last <= loop.last)) continue;
        Span& all = in_use[static_cast<std::size_t>(a.buffer)];
        if (loop.first < all.first) all.first = loop.first;
        if (loop.last > all.last) all.last = loop.last;
      }
    }
  for (int a = 0; a < Size.buffers; ++a)
    for (int b = 0; b < a; ++b) {
      Span const x = in_use[static_cast<std::size_t>(a)], y = in_use[static_cast<std::size_t>(b)];
      if (x.first < 0 || y.first < 0) continue;
      if (x.first <= y.last && y.first <= x.last && x.begin < y.end && y.begin < x.end) return false;
    }
  return true;
}

}  // namespace tenon_test
