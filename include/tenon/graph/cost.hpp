// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

namespace tenon {

/// What a program costs, all of it known at compile time.
struct Cost {
  std::int64_t parameters = 0;  ///< trained values
  std::int64_t parameter_bytes = 0;
  std::int64_t state_bytes = 0;  ///< variables: optimizer slots, metrics, running statistics
  std::int64_t hyper_bytes = 0;  ///< plain tensors of modules
  std::int64_t input_bytes = 0;  ///< one batch
  std::int64_t output_bytes = 0;
  std::int64_t workspace_bytes = 0;  ///< intermediate values, after reuse
  std::int64_t peak_bytes = 0;       ///< all of the above together
  std::int64_t flops = 0;            ///< floating-point operations a run, recomputation included
  std::int64_t bytes_moved = 0;      ///< read and written by the kernels
  std::int32_t kernels = 0;
};

namespace detail {

template <class P>
constexpr void add_kernel_cost(P const& plan, int i, Cost& cost) {
  auto const& h = plan.kernels[i];
  std::int64_t kept = 1, all = 1;
  for (int a = 0; a < h.space.rank; ++a) {
    all *= h.space[a];
    if (a < h.kept) kept *= h.space[a];
  }
  auto elements = [&](Access const& a) {
    if (h.kind == KernelKind::routine) return plan.buffers[a.buffer].bytes / static_cast<std::int64_t>(size_of(a.dtype));
    std::int64_t n = 1;
    for (int x = 0; x < h.space.rank && x < a.strides.rank; ++x)
      if (a.strides[x] != 0) n *= h.space[x];
    // Windows read an element several times, from the cache.
    std::int64_t const buffer = plan.buffers[a.buffer].bytes / static_cast<std::int64_t>(size_of(a.dtype));
    return n < buffer ? n : buffer;
  };
  for (int n = 0; n < h.size.nodes; ++n) {
    KernelNode const& k = plan.nodes[h.first_node + n];
    if (k.op == kernel_op::folded)
      cost.flops += h.kind == KernelKind::matmul ? 2 * all : all;
    else if (k.op != kernel_op::load && k.op != kernel_op::constant)
      cost.flops += k.flops * (k.epilogue ? kept : all);
  }
  for (int a = 0; a < h.size.loads + h.size.stores; ++a) {
    Access const& access = plan.accesses[h.first_access + a];
    cost.bytes_moved += elements(access) * static_cast<std::int64_t>(size_of(access.dtype));
  }
}

template <class Source>
constexpr Cost cost_of() {
  Cost c;
  auto const& plan = Planned<Source>::plan;
  GraphView const g = Source::graph.view();
  for (int i = 0; i < g.leaf_count; ++i) {
    Leaf const& leaf = g.leaves[i];
    std::int64_t const bytes = leaf.dims.size() * static_cast<std::int64_t>(size_of(leaf.dtype));
    switch (leaf.kind) {
      case LeafKind::parameter:
        c.parameters += leaf.dims.size();
        c.parameter_bytes += bytes;
        break;
      case LeafKind::state: c.state_bytes += bytes; break;
      case LeafKind::hyper: c.hyper_bytes += bytes; break;
      default: c.input_bytes += bytes;
    }
  }
  for (int o = 0; o < g.output_count; ++o)
    if (g.outputs[o].leaf < 0)
      c.output_bytes += g.outputs[o].dims.size() * static_cast<std::int64_t>(size_of(g[g.outputs[o].node].dtype));
  c.workspace_bytes = plan.workspace_bytes;
  c.peak_bytes = c.parameter_bytes + c.state_bytes + c.hyper_bytes + c.input_bytes + c.output_bytes + c.workspace_bytes;
  c.kernels = Planned<Source>::size.kernels;
  for (int i = 0; i < c.kernels; ++i) add_kernel_cost(plan, i, c);
  return c;
}

}  // namespace detail

/// The cost of a program type as a constant: `static_assert(tn::cost<Step>.peak_bytes < 64 * 1024)`.
template <class P>
inline constexpr Cost cost = detail::cost_of<typename P::source>();

}  // namespace tenon
