// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/emit.hpp>
#include <tenon/graph/join_products.hpp>
#include <tenon/graph/padding.hpp>
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
class Fuser : detail::KernelEmitter {
 public:
  /// `stored` says which nodes get memory: what `StoreChoice` gave; `scratch` how many bytes each region needs to run.
  constexpr Fuser(GraphView g, bool const* stored, std::int64_t const* scratch)
      : KernelEmitter(g, stored), scratch_(scratch), latest_(g.node_count, -1), aligned_(g.node_count, true),
        in_order_(g.node_count, true) {}

  constexpr PlanDraft run() {
    make_external_buffers();
    for (NodeId i = 0; i < g_.node_count; ++i) visit(i);
    write_outputs();
    complete_regions();
    detail::ReductionJoin(plan_, max_kernel_nodes).run();
    drop_unread_stores();
    detail::ProductJoin(plan_, max_kernel_nodes).run();
    return static_cast<PlanDraft&&>(plan_);
  }

 private:
  static constexpr int max_kernel_nodes = detail::StoreChoice::max_kernel_nodes;

  std::int64_t const* scratch_;
  detail::List<std::int32_t> latest_;  ///< the last kernel that a node's value needs
  detail::List<bool> aligned_;         ///< whether it reads that kernel's results at its own index only
  detail::List<bool> in_order_;        ///< the same of the place in their order: through reshapes too

  static constexpr bool stands_alone(OpClass c) {
    return c == OpClass::concat || c == OpClass::embed || c == OpClass::routine || is_control(c);
  }

  // ---- grouping

  constexpr void make_external_buffers() {
    for (NodeId i = 0; i < g_.node_count; ++i)
      if (class_of(i) == OpClass::leaf) {
        Node const& n = g_.nodes[i];
        buffer_.items[i] = plan_.buffers.push_back(Buffer{Buffer::leaf, n.attr, 0, bytes_of(n), i});
      }
  }
  constexpr void visit(NodeId i) {
    Node const& n = g_.nodes[i];
    OpClass const c = n.op->op_class;
    if (c == OpClass::leaf) return;
    for (int k = 0; k < n.op->arity; ++k) {
      NodeId const in = n.in[k];
      if (latest_.items[in] > latest_.items[i]) {
        latest_.items[i] = latest_.items[in];
        aligned_.items[i] = aligned_.items[in];
        in_order_.items[i] = in_order_.items[in];
      } else if (latest_.items[in] == latest_.items[i]) {
        aligned_.items[i] = aligned_.items[i] && aligned_.items[in];
        in_order_.items[i] = in_order_.items[i] && in_order_.items[in];
      }
    }
    bool const moves = c == OpClass::view && !detail::unit_axes_only(g_, i);
    if (latest_.items[i] >= 0 && (moves || c == OpClass::reshape)) aligned_.items[i] = false;
    if (latest_.items[i] >= 0 && moves) in_order_.items[i] = false;
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
    if (n.again != 0) plan_.kernels.items[kernel_.items[i]].again = n.again;
    // These buffers are written by two kernels or in an order of their own: nobody joins them.
    aligned_.items[i] = in_order_.items[i] = !stands_alone(c);
  }

  /// Whether kernel k is none for a value that is computed again where it stands.
  constexpr bool is_put_before(NodeId i, std::int32_t k) const {
    return g_.nodes[i].again != 0 && g_.nodes[i].again != plan_.kernels.items[k].again;
  }
  constexpr void elementwise(NodeId i) {
    std::int32_t k = latest_.items[i];
    if (k < 0 || !aligned_.items[i] || !detail::same_space(plan_.kernels.items[k], g_.nodes[i].dims) ||
        plan_.kernels.items[k].nodes.length > max_kernel_nodes / 2 || is_put_before(i, k)) {
      if (follows_reshaped(k, i) && !is_put_before(i, k)) return finish(i, k, emit_in_order(k, i));
      k = new_kernel(KernelKind::map, g_.nodes[i].dims);
    }
    finish(i, k, emit_here(k, i));
  }

  /// Whether a node can join the kernel of a product or a reduction that it follows through reshapes.
  constexpr bool follows_reshaped(std::int32_t k, NodeId i) const {
    if (k < 0 || !in_order_.items[i] || g_.nodes[i].dims.size() == 1) return false;
    Kernel const& kernel = plan_.kernels.items[k];
    if ((kernel.kind != KernelKind::matmul && kernel.kind != KernelKind::reduce) || kernel.nodes.length > max_kernel_nodes / 2 ||
        g_.nodes[i].dims.size() != kept_dims(k).size())
      return false;
    int most = max_kernel_nodes / 2;
    return follows_in_order(k, i, most);
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
    detail::add_trims(g_, kernel, n.in[0], left);
    bool const bytes = detail::multiplies_bytes(g_, n);
    std::int16_t const a = bytes ? emit_bytes(k, n.in[0], left) : emit(k, n.in[0], left);
    std::int16_t const b = bytes ? emit_bytes(k, n.in[1], right) : emit(k, n.in[1], right);
    finish(i, k, push(k, KernelNode{kernel_op::folded, n.dtype, n.dtype, true, {a, b, -1}, 0, 0}));
  }

  /// What a cast of bytes, or a view of it, is made of.
  constexpr std::int16_t emit_bytes(std::int32_t k, NodeId i, ViewMap const& map) {
    detail::ByteOperand const operand = detail::byte_operand(g_, i);
    return emit(k, operand.bytes, operand.view < 0 ? map : compose(g_.maps[g_.nodes[operand.view].attr], map).map);
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
    Dims const dims = g_.nodes[n.in[0]].dims;
    if (detail::is_frame(g_.maps[n.attr], n.dims, dims))
      detail::for_each_piece(g_.maps[n.attr], n.dims, dims,
                             [&](Dims const& space, Dims const& steps, std::int32_t a, std::int32_t b) {
                               std::int32_t const k = new_kernel(KernelKind::map, space);
                               std::int16_t const value = push_constant(k, n.dtype, n.constant, false);
                               store(k, Access{buffer_.items[i], n.dtype, a, steps, value});
                               if (a != b) store(k, Access{buffer_.items[i], n.dtype, b, steps, value});
                             });
    else if (dims.size() != n.dims.size()) {  // else no element is left out
      std::int32_t const fill = new_kernel(KernelKind::map, n.dims);
      store(fill, Access{buffer_.items[i], n.dtype, 0, row_major(n.dims), push_constant(fill, n.dtype, n.constant, false)});
    }
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
          kernel.stores.items[r] =
              Access{plan_.buffers.push_back(Buffer{Buffer::workspace, -1, 0, bytes.bytes, -1}), bytes.dtype, 0, {}, -1};
        }
      kernel.stores.push_back(
          Access{plan_.buffers.push_back(Buffer{Buffer::workspace, -1, 0, scratch_[number], -1}), DType::u8, 0, {}, -1});
    }
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
      bool const mapped = out.map >= 0 && k >= 0 && !detail::same_space(plan_.kernels.items[k], n.dims);
      if (k >= 0 && !several && !mapped) {
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
