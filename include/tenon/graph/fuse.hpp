// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/join.hpp>
#include <tenon/graph/region_memory.hpp>
#include <tenon/graph/store.hpp>

namespace tenon {

/// The fusion pass: decides which values get memory, groups the rest into kernels, and turns every view into strides.
///
/// A node is *stored* if it is an output, the operand of a contraction, or dear and used more than once; the others
/// are computed inside the kernels that read them. A stored elementwise node joins the kernel of its latest input when
/// it is computed over the same space: that is how a bias, an activation and an optimizer's update become the epilogue
/// of a matmul, and how one loop gets several results. Kernels stay in an order in which every one comes after its
/// inputs, because a node joins only the latest of them.
class Fuser {
 public:
  /// `stored` says which nodes get memory: what `StoreChoice` gave; `scratch` how many bytes each region needs to run.
  constexpr Fuser(GraphView g, bool const* stored, std::int64_t const* scratch)
      : g_(g), stored_(stored), scratch_(scratch), kernel_(g.node_count, -1), latest_(g.node_count, -1), aligned_(g.node_count, true),
        buffer_(g.node_count, -1), memo_kernel_(g.node_count, -1), memo_index_(g.node_count, -1) {}

  constexpr PlanDraft run() {
    make_external_buffers();
    for (NodeId i = 0; i < g_.node_count; ++i) visit(i);
    write_outputs();
    complete_regions();
    detail::ReductionJoin(plan_, max_kernel_nodes).run();
    drop_unread_stores();
    return static_cast<PlanDraft&&>(plan_);
  }

 private:
  static constexpr int max_kernel_nodes = detail::StoreChoice::max_kernel_nodes;

  GraphView g_;
  PlanDraft plan_;
  bool const* stored_;
  std::int64_t const* scratch_;
  detail::List<std::int32_t> kernel_;  ///< of a stored node: the kernel that computes it
  detail::List<std::int32_t> latest_;  ///< the last kernel that a node's value needs
  detail::List<bool> aligned_;         ///< whether it reads that kernel's results at its own index only
  detail::List<std::int32_t> buffer_;
  detail::List<std::int32_t> memo_kernel_;
  detail::List<std::int16_t> memo_index_;

  static constexpr bool stands_alone(OpClass c) {
    return c == OpClass::concat || c == OpClass::embed || c == OpClass::routine || is_control(c);
  }
  constexpr OpClass class_of(NodeId i) const { return g_.nodes[i].op->op_class; }

  // ---- grouping

  constexpr void make_external_buffers() {
    for (NodeId i = 0; i < g_.node_count; ++i)
      if (class_of(i) == OpClass::leaf) {
        Node const& n = g_.nodes[i];
        buffer_.items[i] = plan_.buffers.push_back(Buffer{Buffer::leaf, n.attr, 0, bytes_of(n), i});
      }
  }
  static constexpr std::int64_t bytes_of(Node const& n) { return n.dims.size() * static_cast<std::int64_t>(size_of(n.dtype)); }

  constexpr void visit(NodeId i) {
    Node const& n = g_.nodes[i];
    OpClass const c = n.op->op_class;
    if (c == OpClass::leaf) return;
    for (int k = 0; k < n.op->arity; ++k) {
      NodeId const in = n.in[k];
      if (latest_.items[in] > latest_.items[i]) {
        latest_.items[i] = latest_.items[in];
        aligned_.items[i] = aligned_.items[in];
      } else if (latest_.items[in] == latest_.items[i])
        aligned_.items[i] = aligned_.items[i] && aligned_.items[in];
    }
    if (latest_.items[i] >= 0 && ((c == OpClass::view && !detail::unit_axes_only(g_, i)) || c == OpClass::reshape))
      aligned_.items[i] = false;
    if (!stored_[i]) return;
    if (n.dims.size() == 0) {  // nothing to compute, but readers need a buffer
      buffer_.items[i] = new_buffer(i);
      kernel_.items[i] = latest_.items[i];
      return;
    }
    switch (c) {
      case OpClass::reduce: reduce(i); break;
      case OpClass::matmul: matmul(i); break;
      case OpClass::concat: concat(i); break;
      case OpClass::embed: embed(i); break;
      case OpClass::routine: routine(i); break;
      case OpClass::region: region(i); break;
      case OpClass::result: result(i); break;
      default: elementwise(i);
    }
    latest_.items[i] = kernel_.items[i];
    // These buffers are written by two kernels or in an order of their own: nobody joins them.
    aligned_.items[i] = !stands_alone(c);
  }

  constexpr std::int32_t new_buffer(NodeId i) {
    return plan_.buffers.push_back(Buffer{Buffer::workspace, -1, 0, bytes_of(g_.nodes[i]), i});
  }
  constexpr std::int32_t new_kernel(KernelKind kind, Dims const& kept) {
    Kernel k;
    k.kind = kind;
    k.space = kept;
    k.kept = kept.rank;
    return plan_.kernels.push_back(k);
  }

  constexpr void elementwise(NodeId i) {
    std::int32_t k = latest_.items[i];
    if (k < 0 || !aligned_.items[i] || !detail::same_space(plan_.kernels.items[k], g_.nodes[i].dims) ||
        plan_.kernels.items[k].nodes.length > max_kernel_nodes / 2)
      k = new_kernel(KernelKind::map, g_.nodes[i].dims);
    finish(i, k, emit_here(k, i));
  }

  constexpr void reduce(NodeId i) {
    Node const& n = g_.nodes[i];
    Dims const full = g_.nodes[n.in[0]].dims;
    auto const axes = static_cast<std::uint32_t>(n.attr);
    std::int32_t const k = new_kernel(KernelKind::reduce, n.dims);
    Kernel& kernel = plan_.kernels.items[k];
    kernel.combine = n.op->combine->id;
    ViewMap map;
    map.rank = full.rank;
    int kept = 0;
    for (int a = 0; a < full.rank; ++a)
      if ((axes >> a & 1u) == 0)
        map.axis[a] = {kept++, 1, 0};
      else {
        map.axis[a] = {kernel.space.rank, 1, 0};
        kernel.space.push_back(full.extent[a]);
      }
    std::int16_t const folded_value = emit(k, n.in[0], map);
    std::int16_t result = push(k, KernelNode{kernel_op::folded, n.dtype, n.dtype, true, {folded_value, -1, -1}, 0, 0});
    if (n.op == &op::mean) {
      double const count = static_cast<double>(full.size() / n.dims.size());
      std::int16_t const c = push_constant(k, n.dtype, Scalar{count, 0}, true);
      result = push(k, KernelNode{hash_name("div"), n.dtype, n.dtype, true, {result, c, -1}, 1, 0});
    }
    finish(i, k, result);
  }

  constexpr void matmul(NodeId i) {
    Node const& n = g_.nodes[i];
    std::int32_t const k = new_kernel(KernelKind::matmul, n.dims);
    Kernel& kernel = plan_.kernels.items[k];
    int const rank = n.dims.rank;
    // [batch..., m, contracted...] and [batch..., contracted..., n] over [batch..., m, n, contracted...].
    int const contracted = 1 + n.attr;
    ViewMap left = ViewMap::identity(rank - 1 + contracted), right = left;
    for (int c = 0; c < contracted; ++c) {
      kernel.space.push_back(g_.nodes[n.in[0]].dims[rank - 1 + c]);
      left.axis[rank - 1 + c].axis = right.axis[rank - 2 + c].axis = rank + c;
    }
    right.axis[rank - 2 + contracted].axis = rank - 1;
    std::int16_t const a = emit(k, n.in[0], left);
    std::int16_t const b = emit(k, n.in[1], right);
    finish(i, k, push(k, KernelNode{kernel_op::folded, n.dtype, n.dtype, true, {a, b, -1}, 0, 0}));
  }

  constexpr void concat(NodeId i) {
    Node const& n = g_.nodes[i];
    buffer_.items[i] = new_buffer(i);
    std::int32_t at = 0;
    for (int part = 0; part < 2; ++part) {
      Dims const dims = g_.nodes[n.in[part]].dims;
      std::int32_t const k = new_kernel(KernelKind::map, dims);
      std::int16_t const v = emit_here(k, n.in[part]);
      Dims const strides = row_major(n.dims);
      store(k, Access{buffer_.items[i], n.dtype, at * strides[n.attr], strides, v});
      at += dims.extent[n.attr];
      kernel_.items[i] = k;
    }
  }

  constexpr void embed(NodeId i) {
    Node const& n = g_.nodes[i];
    buffer_.items[i] = new_buffer(i);
    std::int32_t const zero = new_kernel(KernelKind::map, n.dims);
    store(zero, Access{buffer_.items[i], n.dtype, 0, row_major(n.dims), push_constant(zero, n.dtype, n.constant, false)});
    Dims const dims = g_.nodes[n.in[0]].dims;
    std::int32_t const k = new_kernel(KernelKind::map, dims);
    std::int16_t const v = emit_here(k, n.in[0]);
    store(k, detail::mapped_store(buffer_.items[i], n.dtype, g_.maps[n.attr], dims, n.dims, v));
    kernel_.items[i] = k;
  }

  constexpr void routine(NodeId i) {
    Node const& n = g_.nodes[i];
    Dims dims[3];
    for (int a = 0; a < n.op->arity; ++a) dims[a] = g_.nodes[n.in[a]].dims;
    std::int32_t const k = new_kernel(KernelKind::routine, n.op->form(n, dims));
    plan_.kernels.items[k].combine = n.op->id;
    for (int a = 0; a < n.op->arity; ++a)
      plan_.kernels.items[k].loads.push_back(Access{buffer_.items[contiguous(n.in[a])], g_.nodes[n.in[a]].dtype, 0, {}, -1});
    buffer_.items[i] = new_buffer(i);
    kernel_.items[i] = k;
    store(k, Access{buffer_.items[i], n.dtype, 0, {}, -1});
  }
  /// A region writes all its results; those that are asked for get their buffers when they are met.
  constexpr void region(NodeId i) {
    Node const& n = g_.nodes[i];
    std::int32_t const k = new_kernel(KernelKind::region, Dims{});
    plan_.kernels.items[k].combine = static_cast<std::uint32_t>(n.attr);
    for (NodeId list = n.in[0]; g_.nodes[list].op == &op::operands; list = g_.nodes[list].in[1]) {
      NodeId const in = g_.nodes[list].in[0];
      plan_.kernels.items[k].loads.push_back(Access{buffer_.items[contiguous(in)], g_.nodes[in].dtype, 0, {}, -1});
    }
    int const results = detail::result_count(g_, g_.region_of(n));
    for (int r = 0; r < results; ++r) store(k, Access{});
    kernel_.items[i] = k;
  }
  constexpr void result(NodeId i) {
    Node const& n = g_.nodes[i];
    std::int32_t const k = kernel_.items[n.in[0]];
    buffer_.items[i] = new_buffer(i);
    kernel_.items[i] = k;
    plan_.kernels.items[k].stores.items[n.attr] = Access{buffer_.items[i], n.dtype, 0, {}, -1};
  }
  /// What nobody reads is written all the same; and a region has memory of its own.
  constexpr void complete_regions() {
    for (Kernel& kernel : plan_.kernels) {
      if (kernel.kind != KernelKind::region) continue;
      auto const number = static_cast<int>(kernel.combine);
      for (int r = 0; r < kernel.stores.size(); ++r)
        if (kernel.stores.items[r].buffer < 0) {
          detail::ResultBytes const bytes = detail::result_bytes(g_, g_.whole.regions[number], r);
          kernel.stores.items[r] = Access{
              plan_.buffers.push_back(Buffer{Buffer::workspace, -1, 0, bytes.bytes, -1}), bytes.dtype, 0, {}, -1};
        }
      kernel.stores.push_back(
          Access{plan_.buffers.push_back(Buffer{Buffer::workspace, -1, 0, scratch_[number], -1}), DType::u8, 0, {}, -1});
    }
  }
  /// The node in whose memory another lies: reshapes have none of their own.
  constexpr NodeId contiguous(NodeId i) const {
    while (buffer_.items[i] < 0) i = g_.nodes[i].in[0];
    return i;
  }

  /// A stored node's value is in kernel k: it gets a buffer and a store.
  constexpr void finish(NodeId i, std::int32_t k, std::int16_t value) {
    kernel_.items[i] = k;
    buffer_.items[i] = new_buffer(i);
    memo_kernel_.items[i] = k;
    memo_index_.items[i] = value;
    store(k, contiguous_store(k, buffer_.items[i], i, value));
  }
  constexpr Access contiguous_store(std::int32_t k, std::int32_t buffer, NodeId i, std::int16_t value) const {
    Node const& n = g_.nodes[i];
    Access a{buffer, n.dtype, 0, {}, value};
    a.strides.rank = plan_.kernels.items[k].kept;
    ViewMap const map = detail::space_map(plan_.kernels.items[k], n.dims);
    Dims const strides = row_major(n.dims);
    for (int d = 0; d < n.dims.rank; ++d)
      if (map.axis[d].axis >= 0) a.strides.extent[map.axis[d].axis] = strides.extent[d];
    return a;
  }
  constexpr void store(std::int32_t k, Access const& a) { plan_.kernels.items[k].stores.push_back(a); }

  // ---- what a kernel computes

  static constexpr KernelNode constant_node(DType d, Scalar s, bool epilogue) {
    return {kernel_op::constant, d, d, epilogue, {-1, -1, -1}, 0, is_floating(d) ? __builtin_bit_cast(std::int64_t, s.f) : s.i};
  }
  constexpr std::int16_t push(std::int32_t k, KernelNode const& n) {
    return static_cast<std::int16_t>(plan_.kernels.items[k].nodes.push_back(n));
  }
  constexpr std::int16_t push_constant(std::int32_t k, DType d, Scalar s, bool epilogue) {
    KernelNode const n = constant_node(d, s, epilogue);
    detail::List<KernelNode> const& nodes = plan_.kernels.items[k].nodes;
    for (int i = 0; i < nodes.length; ++i)
      if (nodes.items[i].op == kernel_op::constant && nodes.items[i] == n) return static_cast<std::int16_t>(i);
    return push(k, n);
  }

  /// The kernel node that holds `i` at the kernel's own index: i is computed over the kernel's (kept) space.
  constexpr std::int16_t emit_here(std::int32_t k, NodeId i) {
    bool const epilogue = after_fold(k);
    if (memo_kernel_.items[i] == k && (kernel_.items[i] == k || kernel_.items[i] < 0) &&
        plan_.kernels.items[k].nodes.items[memo_index_.items[i]].epilogue == epilogue)
      return memo_index_.items[i];
    Node const& n = g_.nodes[i];
    std::int16_t result = -1;
    if (n.op->op_class == OpClass::elementwise && buffer_.items[i] < 0) {
      KernelNode node{n.op->id, n.dtype,      g_.nodes[n.in[n.op->arity - 1]].dtype,
                      epilogue, {-1, -1, -1}, static_cast<std::int16_t>(n.op->flops),
                      0};
      for (int a = 0; a < n.op->arity; ++a) node.in[a] = emit_here(k, n.in[a]);
      result = push(k, node);
    } else if (n.op->op_class == OpClass::view && buffer_.items[i] < 0 && detail::unit_axes_only(g_, i))
      result = emit_here(k, n.in[0]);
    else
      result = emit(k, i, detail::space_map(plan_.kernels.items[k], n.dims));
    if (n.op->op_class != OpClass::leaf && !stored_[i]) {
      memo_kernel_.items[i] = k;
      memo_index_.items[i] = result;
    }
    return result;
  }

  /// The same at `map` (an entry an axis of i, in axes of the kernel's space).
  constexpr std::int16_t emit(std::int32_t k, NodeId i, ViewMap const& map) {
    Node const& n = g_.nodes[i];
    if (n.op == &op::constant && !(stored_[i] && kernel_.items[i] >= 0))
      return push_constant(k, n.dtype, n.constant, after_fold(k));
    if (buffer_.items[i] >= 0) return load(k, buffer_.items[i], n, map);
    if (n.dims.rank == 0 && n.op->op_class == OpClass::elementwise) return emit_here(k, i);
    if (n.op->op_class == OpClass::view) return emit(k, n.in[0], compose(g_.maps[n.attr], map).map);
    if (n.op->op_class == OpClass::reshape) {
      return load(k, buffer_.items[contiguous(n.in[0])], n, map);
    }
    KernelNode node{n.op->id,
                    n.dtype,
                    g_.nodes[n.in[n.op->arity - 1]].dtype,
                    after_fold(k),
                    {-1, -1, -1},
                    static_cast<std::int16_t>(n.op->flops),
                    0};
    for (int a = 0; a < n.op->arity; ++a) node.in[a] = emit(k, n.in[a], map);
    // A view inside a kernel can lead to one value along several ways.
    detail::List<KernelNode> const& nodes = plan_.kernels.items[k].nodes;
    for (int j = 0; j < nodes.length; ++j)
      if (nodes.items[j].op == node.op && nodes.items[j] == node) return static_cast<std::int16_t>(j);
    return push(k, node);
  }
  /// Once a fold has its value, whatever is added belongs to the epilogue.
  constexpr bool after_fold(std::int32_t k) const {
    Kernel const& kernel = plan_.kernels.items[k];
    return kernel.kind != KernelKind::map && kernel.stores.length > 0;
  }

  constexpr std::int16_t load(std::int32_t k, std::int32_t buffer, Node const& n, ViewMap const& map) {
    Kernel& kernel = plan_.kernels.items[k];
    Access a{buffer, n.dtype, 0, {}, -1};
    a.strides.rank = kernel.space.rank;
    std::int32_t step = 1;
    for (int d = n.dims.rank - 1; d >= 0; step *= n.dims.extent[d], --d) {
      a.offset += step * map.axis[d].offset;
      detail::walk(a, map.axis[d], step, &kernel.space);
    }
    int number = 0;
    for (; number < kernel.loads.length; ++number) {
      Access const& other = kernel.loads.items[number];
      if (other.buffer == buffer && other.offset == a.offset && other.strides == a.strides) break;
    }
    bool const epilogue = after_fold(k);
    if (number < kernel.loads.length) {
      for (int j = 0; j < kernel.nodes.length; ++j)
        if (kernel.nodes.items[j].op == kernel_op::load && kernel.nodes.items[j].payload == number &&
            kernel.nodes.items[j].epilogue == epilogue)
          return static_cast<std::int16_t>(j);
    } else
      kernel.loads.push_back(a);
    return push(k, KernelNode{kernel_op::load, n.dtype, n.dtype, epilogue, {-1, -1, -1}, 0, number});
  }

  // ---- results

  /// Outputs are stored where they belong; a buffer that goes to one place only is that place.
  constexpr void write_outputs() {
    for (int o = 0; o < g_.output_count; ++o) {
      Output const out = g_.outputs[o];
      Node const& n = g_.nodes[out.node];
      std::int32_t const index = out.leaf >= 0 ? out.leaf : o;
      Buffer::Where const where = out.leaf >= 0 ? Buffer::leaf : Buffer::output;
      std::int64_t const bytes = out.dims.size() * static_cast<std::int64_t>(size_of(n.dtype));
      std::int32_t const target = plan_.buffers.push_back(Buffer{where, index, 0, bytes, out.node});
      std::int32_t k = kernel_.items[out.node];
      bool const several = stands_alone(class_of(out.node));
      if (n.dims.size() == 0) continue;
      if (k >= 0 && !several) {
        Access a = contiguous_store(k, target, out.node, memo_value(k, out.node));
        if (out.map >= 0) {
          Access const m = detail::mapped_store(target, n.dtype, g_.maps[out.map], n.dims, out.dims, a.value);
          ViewMap const map = detail::space_map(plan_.kernels.items[k], n.dims);
          a.offset = m.offset;
          for (int d = 0; d < n.dims.rank; ++d)
            if (map.axis[d].axis >= 0) a.strides.extent[map.axis[d].axis] = m.strides.extent[d];
        }
        store(k, a);
      } else if (k >= 0 && out.map < 0 && out.leaf < 0 && !read_elsewhere(buffer_.items[out.node]))
        plan_.buffers.items[buffer_.items[out.node]] = plan_.buffers.items[target];
      else {
        k = new_kernel(KernelKind::map, n.dims);
        std::int16_t const v = emit_here(k, out.node);
        store(k, out.map >= 0 ? detail::mapped_store(target, n.dtype, g_.maps[out.map], n.dims, out.dims, v)
                              : Access{target, n.dtype, 0, row_major(n.dims), v});
      }
    }
  }
  /// The value of a stored node in its kernel: that of the store to its own buffer.
  constexpr std::int16_t memo_value(std::int32_t k, NodeId i) const {
    for (Access const& s : plan_.kernels.items[k].stores)
      if (s.buffer == buffer_.items[i]) return s.value;
    return -1;
  }
  constexpr bool read_elsewhere(std::int32_t buffer) const { return plan_.buffers.items[buffer].where != Buffer::workspace; }

  constexpr void drop_unread_stores() {
    detail::List<bool> read(plan_.buffers.length, false);
    for (Kernel const& k : plan_.kernels)
      for (Access const& a : k.loads) read.items[a.buffer] = true;
    for (Kernel& k : plan_.kernels) {
      if (k.kind == KernelKind::region) continue;
      int kept = 0;
      for (int i = 0; i < k.stores.length; ++i)
        if (plan_.buffers.items[k.stores.items[i].buffer].where != Buffer::workspace || read.items[k.stores.items[i].buffer])
          k.stores.items[kept++] = k.stores.items[i];
      k.stores.truncate(kept);
    }
  }
};

/// Groups a graph's nodes into kernels.
constexpr PlanDraft fuse(GraphView g, bool const* stored, std::int64_t const* scratch) { return Fuser(g, stored, scratch).run(); }

}  // namespace tenon
