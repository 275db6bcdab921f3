// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

namespace tenon {

/// The arithmetic of a program by kind.
struct Operations {
  std::int64_t multiply_adds = 0;   ///< of contractions: two operations each
  std::int64_t elementwise = 0;     ///< sums, products, selections: a few instructions each
  std::int64_t transcendental = 0;  ///< exp, tanh and their like, counted as the operations of their polynomials
  std::int64_t comparisons = 0;     ///< whatever gives a boolean
  std::int64_t reductions = 0;      ///< a fold's combinations
  std::int64_t routines = 0;        ///< scans, sorts, factorisations: an estimate, from their largest operand

  constexpr std::int64_t total() const {
    return 2 * multiply_adds + elementwise + transcendental + comparisons + reductions + routines;
  }
};

/// What a program costs, all of it known at compile time.
struct Cost {
  std::int64_t parameters = 0;  ///< trained values
  std::int64_t parameter_bytes = 0;
  std::int64_t state_bytes = 0;  ///< variables: optimizer slots, metrics, running statistics
  std::int64_t slot_bytes = 0;   ///< those of them that the optimizer of a training step keeps for the parameters
  std::int64_t hyper_bytes = 0;  ///< plain tensors of modules
  std::int64_t input_bytes = 0;  ///< one batch
  std::int64_t output_bytes = 0;
  std::int64_t workspace_bytes = 0;  ///< intermediate values, after reuse
  /// Gradients that wait in the workspace for the update of their parameter; most are updated where they are computed.
  std::int64_t gradient_bytes = 0;
  std::int64_t peak_bytes = 0;      ///< parameters, state, hyper-parameters, inputs, outputs and workspace together
  std::int64_t constant_bytes = 0;  ///< what a program without training can leave in flash: parameters, hyper-parameters
  Operations operations{};          ///< recomputation included
  std::int64_t flops = 0;           ///< the sum of them
  /// By the kernels, each operand once; kernels that take turns on a few rows in the cache read one once for all of them.
  std::int64_t bytes_read = 0;
  std::int64_t bytes_written = 0;
  std::int64_t bytes_moved = 0;  ///< the sum of both
  std::int32_t kernels = 0;

  /// Operations for each byte of memory: Williams et al., Roofline (2009). 0 where no byte is moved.
  constexpr double arithmetic_intensity() const {
    return bytes_moved == 0 ? 0.0 : static_cast<double>(flops) / static_cast<double>(bytes_moved);
  }
};

namespace detail {

/// Operations from which an elementwise op is a function rather than arithmetic.
inline constexpr int least_function_flops = 10;

/// Counts what the kernels of a plan do and move.
template <class P>
class KernelCosts {
 public:
  constexpr KernelCosts(P const& plan, GraphView g, Cost& cost) : plan_(plan), g_(g), cost_(cost) {}

  /// A kernel; those that it takes turns with begin with kernel `first`.
  constexpr void add(int kernel, int first) {
    h_ = &plan_.kernels[kernel];
    kept_ = all_ = 1;
    for (KernelLoop const& loop : h_->loops) kept_ *= loop.times;
    all_ = kept_;
    for (int a = 0; a < h_->space.rank; ++a) {
      all_ *= h_->space[a];
      if (a < h_->kept) kept_ *= h_->space[a];
    }
    if (h_->kind == KernelKind::region) return;  // its bodies are programs of their own
    if (h_->kind == KernelKind::routine)
      add_routine();
    else
      add_nodes();
    for (int a = h_->first_access; a < h_->first_access + accesses(); ++a)
      (a < h_->first_access + h_->size.loads ? cost_.bytes_read : cost_.bytes_written) += bytes(kernel, a, first);
    add_gradients();
  }

 private:
  P const& plan_;
  GraphView g_;
  Cost& cost_;
  PlanKernel const* h_ = nullptr;
  std::int64_t kept_ = 1, all_ = 1;

  constexpr int accesses() const { return h_->size.loads + h_->size.stores; }
  constexpr Buffer const& buffer_of(Access const& a) const { return plan_.buffers[a.buffer]; }
  constexpr std::int64_t buffer_elements(Access const& a) const {
    return buffer_of(a).bytes / static_cast<std::int64_t>(size_of(a.dtype));
  }

  constexpr void add_nodes() {
    for (int n = h_->first_node; n < h_->first_node + h_->size.nodes; ++n) {
      KernelNode const& k = plan_.nodes[n];
      if (k.op == kernel_op::folded)
        (h_->kind == KernelKind::matmul ? cost_.operations.multiply_adds : cost_.operations.reductions) += all_;
      else if (k.op != kernel_op::load && k.op != kernel_op::constant)
        kind_of(k) += k.flops * (k.epilogue ? kept_ : all_);
    }
  }
  constexpr std::int64_t& kind_of(KernelNode const& k) {
    return is_boolean(k.dtype)              ? cost_.operations.comparisons
           : k.flops < least_function_flops ? cost_.operations.elementwise
                                            : cost_.operations.transcendental;
  }
  constexpr void add_routine() {
    std::int64_t most = 0;
    for (int a = h_->first_access; a < h_->first_access + accesses(); ++a) {
      std::int64_t const n = buffer_elements(plan_.accesses[a]);
      most = n > most ? n : most;
    }
    NodeId const node = buffer_of(plan_.accesses[h_->first_access + h_->size.loads]).node;
    cost_.operations.routines += g_[node].op->flops * most;
  }
  /// How many elements of its buffer an access walks.
  constexpr std::int64_t elements(Access const& a) const {
    if (h_->kind == KernelKind::routine) return buffer_elements(a);
    std::int64_t n = 1;
    for (int x = 0; x < h_->space.rank && x < a.strides.rank; ++x)
      if (a.strides[x] != 0) n *= h_->space[x];
    for (int level = 0; level < max_nest; ++level)
      if (a.steps[level] != 0) n *= h_->loops[level].times;
    // Windows read an element several times, from the cache.
    return n < buffer_elements(a) ? n : buffer_elements(a);
  }
  /// What an access moves between memory and the cache. Of what kernels in turn use again it is there; what takes the place of
  /// the time before does not leave it.
  constexpr std::int64_t bytes(int kernel, int a, int first) const {
    return kernel > first && is_cached(kernel, a, first) ? 0 : elements(plan_.accesses[a]) * size(a);
  }
  constexpr std::int64_t size(int a) const { return static_cast<std::int64_t>(size_of(plan_.accesses[a].dtype)); }
  /// Whether an operand of a kernel is in the cache already, for a store: is about to be written anyway.
  constexpr bool is_cached(int kernel, int a, int first) const {
    bool const is_store = a >= h_->first_access + h_->size.loads;
    for (int j = first; j <= kernel; ++j) {
      PlanKernel const& other = plan_.kernels[j];
      int const stores = other.first_access + other.size.loads, end = stores + other.size.stores;
      for (int b = other.first_access; b < end && b < a; ++b)
        if (plan_.accesses[b].buffer == plan_.accesses[a].buffer && plan_.accesses[b].offset == plan_.accesses[a].offset &&
            (!is_store || b >= stores))
          return true;
    }
    return false;
  }
  /// What the kernel reads from the workspace just as it writes a parameter is that parameter's gradient.
  constexpr void add_gradients() {
    int const stores = h_->first_access + h_->size.loads;
    for (int s = stores; s < h_->first_access + accesses(); ++s) {
      Buffer const& to = buffer_of(plan_.accesses[s]);
      if (to.where != Buffer::leaf || g_.leaves[to.index].kind != LeafKind::parameter) continue;
      for (int l = h_->first_access; l < stores; ++l) {
        Buffer const& from = buffer_of(plan_.accesses[l]);
        if (from.where == Buffer::workspace && g_[from.node].dims == g_.leaves[to.index].dims &&
            same_access(plan_.accesses[l], plan_.accesses[s], h_->space, h_->kept))
          cost_.gradient_bytes += to.bytes;
      }
    }
  }
};

/// Adds what the steps of a loop or the dearest body of a branch do. A loop without bound counts as one step.
constexpr void add_region(Cost& c, RegionForm const& form, Cost const* bodies, int count) {
  Cost const* dearest = bodies;
  for (int k = 0; k < count; ++k) {
    c.kernels += bodies[k].kernels;
    if (bodies[k].flops > dearest->flops) dearest = &bodies[k];
  }
  std::int64_t const steps = form.is_loop && form.bound > 0 ? form.bound : 1;
  Operations const& o = dearest->operations;
  c.operations.multiply_adds += steps * o.multiply_adds;
  c.operations.elementwise += steps * o.elementwise;
  c.operations.transcendental += steps * o.transcendental;
  c.operations.comparisons += steps * o.comparisons;
  c.operations.reductions += steps * o.reductions;
  c.operations.routines += steps * o.routines;
  c.bytes_read += steps * dearest->bytes_read;
  c.bytes_written += steps * dearest->bytes_written;
}
template <class Source>
constexpr Cost cost_of();
template <class Source, int Region, int... Body>
constexpr void add_bodies(Cost& c, std::integer_sequence<int, Body...>) {
  constexpr FrozenRegion const& r = Source::graph.view().whole.regions[Region];
  Cost const bodies[] = {cost_of<BodySource<typename WholeOf<Source>::type, r.first_body + Body>>()...};
  add_region(c, r.form, bodies, r.bodies);
}
template <class Source, int... I>
constexpr void add_regions([[maybe_unused]] Cost& c, std::integer_sequence<int, I...>) {
  using Own = OwnRegionsOf<Source>;
  (add_bodies<Source, Own::numbers.of[I]>(
       c, std::make_integer_sequence<int, Source::graph.view().whole.regions[Own::numbers.of[I]].bodies>{}),
   ...);
}

template <class P>
constexpr void add_kernels(KernelCosts<P>& costs, P const& plan) {
  for (int first = 0; first < P::size.kernels; first += plan.kernels[first].loops[0].count)
    for (int k = first; k < first + plan.kernels[first].loops[0].count; ++k) costs.add(k, first);
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
      case LeafKind::state:
      case LeafKind::key: c.state_bytes += bytes; break;
      case LeafKind::hyper: c.hyper_bytes += bytes; break;
      default: c.input_bytes += bytes;
    }
  }
  for (int o = 0; o < g.output_count; ++o)
    if (g.outputs[o].leaf < 0)
      c.output_bytes += g.outputs[o].dims.size() * static_cast<std::int64_t>(size_of(g[g.outputs[o].node].dtype));
  c.workspace_bytes = plan.workspace_bytes;
  c.peak_bytes = c.parameter_bytes + c.state_bytes + c.hyper_bytes + c.input_bytes + c.output_bytes + c.workspace_bytes;
  c.constant_bytes = c.parameter_bytes + c.hyper_bytes;
  c.kernels = Planned<Source>::size.kernels;
  KernelCosts kernels(plan, g, c);
  add_kernels(kernels, plan);
  add_regions<Source>(c, std::make_integer_sequence<int, OwnRegionsOf<Source>::count>{});
  c.flops = c.operations.total();
  c.bytes_moved = c.bytes_read + c.bytes_written;
  return c;
}

/// The program whose cost is asked for: one that has a `source`, or (trace/cost.hpp) a function and its arguments.
template <class P, class... A>
struct Costed {
  static constexpr Cost cost() {
    Cost c = cost_of<typename P::source>();
    if constexpr (requires { P::slot_bytes; }) c.slot_bytes = P::slot_bytes;
    return c;
  }
};

}  // namespace detail

/// The cost of a program as a constant: `static_assert(tn::cost<Step>.peak_bytes < 64 * 1024)` of a training or prediction
/// step; with the types of its arguments that of a function, a module or a derivative:
/// `tn::cost<decltype(f), tn::Tensor<float, 32, 8>>`, `tn::cost<decltype(tn::grad(f)), float>`, `tn::cost<Net, Input>`.
/// Fails to compile where a call with these arguments would.   Example: examples/15_cost.cpp
template <class P, class... A>
inline constexpr Cost cost = detail::Costed<P, A...>::cost();

}  // namespace tenon
