// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/space.hpp>

namespace tenon::detail {

/// Writes what kernels compute: the expression of a node at an index of a kernel's space, views turned into strides, and the
/// stores of its values. Which kernel a node belongs to is decided further up, by the fusion pass.
class KernelEmitter {
 protected:
  /// `stored` says which nodes get memory.
  constexpr KernelEmitter(GraphView g, bool const* stored)
      : g_(g), stored_(stored), kernel_(g.node_count, -1), buffer_(g.node_count, -1), memo_kernel_(g.node_count, -1),
        memo_index_(g.node_count, -1) {}

  GraphView g_;
  PlanDraft plan_;
  bool const* stored_;
  List<std::int32_t> kernel_;  ///< of a stored node: the kernel that computes it
  List<std::int32_t> buffer_;

  constexpr OpClass class_of(NodeId i) const { return g_.nodes[i].op->op_class; }
  static constexpr std::int64_t bytes_of(Node const& n) { return n.dims.size() * static_cast<std::int64_t>(size_of(n.dtype)); }

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
    Dims const dims = same_space(plan_.kernels.items[k], n.dims) ? n.dims : kept_dims(k);
    ViewMap const map = space_map(plan_.kernels.items[k], dims);
    Dims const strides = row_major(dims);
    for (int d = 0; d < dims.rank; ++d)
      if (map.axis[d].axis >= 0) a.strides.extent[map.axis[d].axis] = strides.extent[d];
    return a;
  }
  constexpr void store(std::int32_t k, Access const& a) { plan_.kernels.items[k].stores.push_back(a); }

  // ---- what a kernel computes

  static constexpr KernelNode constant_node(DType d, Scalar s, bool epilogue) {
    return {kernel_op::constant, d, d, epilogue, {-1, -1, -1}, 0, is_floating(d) ? __builtin_bit_cast(std::int64_t, s.f) : s.i};
  }
  constexpr KernelNode kernel_node(Node const& n, bool epilogue) const {
    DType const in_dtype = g_.nodes[n.in[n.op->arity - 1]].dtype;
    return {n.op->id, n.dtype, in_dtype, epilogue, {-1, -1, -1}, static_cast<std::int16_t>(n.op->flops), 0};
  }
  constexpr std::int16_t push(std::int32_t k, KernelNode const& n) {
    return static_cast<std::int16_t>(plan_.kernels.items[k].nodes.push_back(n));
  }
  constexpr std::int16_t push_constant(std::int32_t k, DType d, Scalar s, bool epilogue) {
    KernelNode const n = constant_node(d, s, epilogue);
    List<KernelNode> const& nodes = plan_.kernels.items[k].nodes;
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
      KernelNode node = kernel_node(n, epilogue);
      for (int a = 0; a < n.op->arity; ++a) node.in[a] = emit_here(k, n.in[a]);
      result = push(k, node);
    } else if (n.op->op_class == OpClass::view && buffer_.items[i] < 0 && unit_axes_only(g_, i))
      result = emit_here(k, n.in[0]);
    else
      result = emit(k, i, space_map(plan_.kernels.items[k], n.dims));
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
    KernelNode node = kernel_node(n, after_fold(k));
    for (int a = 0; a < n.op->arity; ++a) node.in[a] = emit(k, n.in[a], map);
    // A view inside a kernel can lead to one value along several ways.
    List<KernelNode> const& nodes = plan_.kernels.items[k].nodes;
    for (int j = 0; j < nodes.length; ++j)
      if (nodes.items[j].op == node.op && nodes.items[j] == node) return static_cast<std::int16_t>(j);
    return push(k, node);
  }
  // ---- elements of a product in their order, along other axes: what follows a reshape

  constexpr Dims kept_dims(std::int32_t k) const {
    Dims dims = plan_.kernels.items[k].space;
    dims.rank = plan_.kernels.items[k].kept;
    return dims;
  }
  /// Whether a node of as many elements as a product's kernel keeps is computed of these, element by element in their order, and
  /// of others in memory. `most` counts down what may be looked at.
  constexpr bool follows_in_order(std::int32_t k, NodeId i, int& most) const {
    Node const& n = g_.nodes[i];
    if (--most < 0) return false;
    if (kernel_.items[i] == k) return memo_kernel_.items[i] == k;
    if (n.dims.size() == 1 || n.op == &op::constant) return true;
    if (buffer_.items[i] >= 0) return n.dims.size() == kept_dims(k).size();
    if (n.op->op_class == OpClass::reshape || (n.op->op_class == OpClass::view && unit_axes_only(g_, i)))
      return follows_in_order(k, n.in[0], most);
    if (n.op->op_class == OpClass::view) return kernel_.items[n.in[0]] != k && g_.nodes[n.in[0]].dims.size() == 1;
    if (n.op->op_class != OpClass::elementwise) return false;
    for (int a = 0; a < n.op->arity; ++a)
      if (!follows_in_order(k, n.in[a], most)) return false;
    return true;
  }
  /// The kernel node that holds it.
  constexpr std::int16_t emit_in_order(std::int32_t k, NodeId i) {
    Node const& n = g_.nodes[i];
    if (memo_kernel_.items[i] == k && (kernel_.items[i] == k || kernel_.items[i] < 0) &&
        plan_.kernels.items[k].nodes.items[memo_index_.items[i]].epilogue)
      return memo_index_.items[i];
    std::int16_t result = -1;
    if (n.dims.size() == 1 || n.op == &op::constant)
      result = emit(k, i, space_map(plan_.kernels.items[k], n.dims));
    else if (buffer_.items[i] >= 0) {
      Node same = n;
      same.dims = kept_dims(k);
      return load(k, buffer_.items[i], same, space_map(plan_.kernels.items[k], same.dims));
    } else if (n.op->op_class == OpClass::elementwise) {
      KernelNode node = kernel_node(n, true);
      for (int a = 0; a < n.op->arity; ++a) node.in[a] = emit_in_order(k, n.in[a]);
      result = push(k, node);
    } else
      result = emit_in_order(k, n.in[0]);
    if (!stored_[i]) {
      memo_kernel_.items[i] = k;
      memo_index_.items[i] = result;
    }
    return result;
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
      walk(a, map.axis[d], step, &kernel.space);
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

 private:
  List<std::int32_t> memo_kernel_;  ///< the kernel in which a node's value was computed last, and where in it
  List<std::int16_t> memo_index_;
};

}  // namespace tenon::detail
