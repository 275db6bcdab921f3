// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/body.hpp>
#include <tenon/graph/place.hpp>

/// Kernels in normal form: a small structural constant without names of buffers or nodes, so that equal kernels are
/// one instantiation and one symbol.
namespace tenon {

struct KernelSize {
  std::int32_t nodes = 0, loads = 0, stores = 0, rank = 0, trims = 0;
};

/// How a kernel's operand is walked; where it lies is a run-time argument.
template <int Rank>
struct Walk {
  DType dtype = DType::f32;
  std::int16_t value = -1;
  std::int32_t stride[Rank == 0 ? 1 : Rank] = {};
};

/// What a kernel is, as a template argument.
template <KernelSize Size>
struct Descriptor {
  static constexpr KernelSize size = Size;
  KernelKind kind = KernelKind::map;
  std::uint32_t combine = 0;
  std::int32_t kept = 0;
  std::int32_t extent[Size.rank == 0 ? 1 : Size.rank] = {};
  KernelNode nodes[Size.nodes == 0 ? 1 : Size.nodes] = {};
  Walk<Size.rank> loads[Size.loads == 0 ? 1 : Size.loads] = {};
  Walk<Size.rank> stores[Size.stores == 0 ? 1 : Size.stores] = {};
  Trim trims[Size.trims == 0 ? 1 : Size.trims] = {};
};

namespace detail {

constexpr KernelSize size_of_kernel(Kernel const& k) {
  return {k.nodes.size(), k.loads.size(), k.stores.size(), k.space.rank, k.trim_count};
}

}  // namespace detail

/// Where an operand of a step lies: byte offset in one of the program's memories.
struct Slot {
  Buffer::Where where = Buffer::workspace;
  std::int32_t index = 0;
  std::int64_t offset = 0;
};

struct PlanSize {
  std::int32_t kernels = 0, nodes = 0, accesses = 0, buffers = 0;
};

/// A kernel of a constant plan.
struct PlanKernel {
  KernelKind kind = KernelKind::map;
  std::uint32_t combine = 0;
  std::int32_t kept = 0;
  Dims space{};
  KernelSize size{};
  std::int32_t first_node = 0, first_access = 0;
  Trim trims[max_trims] = {};
  KernelLoop loops[max_nest] = {};
  /// Which of the plan's different kernels this is.
  std::int32_t distinct = 0;
};
/// A plan as a constant: flat arrays, kernel after kernel.
template <PlanSize Size>
struct Plan {
  PlanKernel kernels[Size.kernels + 1] = {};
  KernelNode nodes[Size.nodes + 1] = {};
  Access accesses[Size.accesses + 1] = {};  ///< loads, then stores, kernel after kernel
  Slot slots[Size.accesses + 1] = {};       ///< of the same accesses
  Buffer buffers[Size.buffers + 1] = {};
  std::int64_t workspace_bytes = 0;
  /// The first kernel of each kind that differs from the others: what has to be compiled.
  std::int32_t distinct[Size.kernels + 1] = {};
  std::int32_t distinct_count = 0;
  static constexpr PlanSize size = Size;
};

namespace detail {

/// The arrays of a plan, whatever their lengths: what goes through them is compiled once, not for each plan.
struct PlanArrays {
  PlanKernel* kernels;
  KernelNode* nodes;
  Access* accesses;
  Slot* slots;
  Buffer* buffers;
  std::int32_t* distinct;
};
struct PlanView {
  PlanKernel const* kernels;
  KernelNode const* nodes;
  Access const* accesses;
  Buffer const* buffers;
  PlanSize size;
};
template <PlanSize Size>
constexpr PlanView plan_view(Plan<Size> const& p) {
  return {p.kernels, p.nodes, p.accesses, p.buffers, Size};
}

/// Whether two kernels of a plan have one descriptor.
constexpr bool same_kernel(PlanArrays const& p, int a, int b) {
  PlanKernel const &x = p.kernels[a], &y = p.kernels[b];
  if (x.kind != y.kind || x.combine != y.combine || x.kept != y.kept || !(x.space == y.space) || x.size.nodes != y.size.nodes ||
      x.size.loads != y.size.loads || x.size.stores != y.size.stores || x.size.trims != y.size.trims)
    return false;
  for (int n = 0; n < x.size.trims; ++n)
    if (!(x.trims[n] == y.trims[n])) return false;
  for (int n = 0; n < x.size.nodes; ++n)
    if (!(p.nodes[x.first_node + n] == p.nodes[y.first_node + n])) return false;
  for (int n = 0; n < x.size.loads + x.size.stores; ++n) {
    Access const &u = p.accesses[x.first_access + n], &v = p.accesses[y.first_access + n];
    if (u.dtype != v.dtype || u.value != v.value || !(u.strides == v.strides)) return false;
  }
  return true;
}

/// Numbers the different kernels of a plan; gives how many they are.
constexpr std::int32_t number_kernels(PlanArrays const& p, int count) {
  int table_size = 64;
  while (table_size < 4 * count) table_size *= 2;
  List<std::int32_t> table(table_size);
  std::int32_t distinct = 0;
  for (int i = 0; i < count; ++i) {
    PlanKernel& h = p.kernels[i];
    std::uint32_t hash = h.combine + static_cast<std::uint32_t>(h.size.nodes * 64 + h.size.loads);
    for (int a = 0; a < h.space.rank; ++a) hash = hash * 31u + static_cast<std::uint32_t>(h.space.extent[a]);
    for (int n = 0; n < h.size.nodes; ++n) hash = (hash ^ p.nodes[h.first_node + n].op) * 0x9E3779B1u;
    int slot = static_cast<int>((hash ^ hash >> 16) & static_cast<std::uint32_t>(table_size - 1));
    while (table.items[slot] != 0 && !same_kernel(p, p.distinct[table.items[slot] - 1], i)) slot = (slot + 1) & (table_size - 1);
    if (table.items[slot] == 0) {
      p.distinct[distinct++] = i;
      table.items[slot] = distinct;
    }
    h.distinct = table.items[slot] - 1;
  }
  return distinct;
}

constexpr PlanSize size_of_plan(PlanDraft const& p) {
  PlanSize s;
  s.kernels = p.kernels.size();
  s.buffers = p.buffers.size();
  for (Kernel const& k : p.kernels) {
    s.nodes += k.nodes.size();
    s.accesses += k.loads.size() + k.stores.size();
  }
  return s;
}

constexpr void fill_plan(PlanArrays const& r, PlanDraft const& p) {
  int node = 0, access = 0;
  auto add = [&](Access const& a) {
    Buffer const& b = p.buffers[a.buffer];
    r.slots[access] = {b.where, b.index, b.offset + a.offset * static_cast<std::int64_t>(size_of(a.dtype))};
    r.accesses[access++] = a;
  };
  for (int i = 0; i < p.kernels.size(); ++i) {
    Kernel const& k = p.kernels[i];
    PlanKernel& h = r.kernels[i];
    h.kind = k.kind;
    h.combine = k.combine;
    h.kept = k.kept;
    h.space = k.space;
    h.size = size_of_kernel(k);
    h.first_node = node;
    h.first_access = access;
    for (int t = 0; t < k.trim_count; ++t) h.trims[t] = k.trims[t];
    for (int l = 0; l < max_nest; ++l) h.loops[l] = k.loops[l];
    for (KernelNode const& n : k.nodes) r.nodes[node++] = n;
    for (Access const& a : k.loads) add(a);
    for (Access const& a : k.stores) add(a);
  }
  for (int i = 0; i < p.buffers.size(); ++i) r.buffers[i] = p.buffers[i];
}
template <PlanSize Size, bool Number = true>
constexpr Plan<Size> copy_plan(PlanDraft const& p) {
  Plan<Size> r;
  PlanArrays const arrays{r.kernels, r.nodes, r.accesses, r.slots, r.buffers, r.distinct};
  fill_plan(arrays, p);
  r.workspace_bytes = p.workspace_bytes;
  if (Number) r.distinct_count = number_kernels(arrays, Size.kernels);
  return r;
}

/// A frozen plan as a draft again, for the next pass.
constexpr PlanDraft thaw(PlanView const& p) {
  PlanDraft d;
  d.kernels.reserve(p.size.kernels);
  d.buffers.reserve(p.size.buffers);
  for (int i = 0; i < p.size.kernels; ++i) {
    PlanKernel const& h = p.kernels[i];
    Kernel k;
    k.kind = h.kind;
    k.combine = h.combine;
    k.kept = h.kept;
    k.space = h.space;
    k.trim_count = h.size.trims;
    for (int t = 0; t < h.size.trims; ++t) k.trims[t] = h.trims[t];
    for (int l = 0; l < max_nest; ++l) k.loops[l] = h.loops[l];
    k.nodes.reserve(h.size.nodes);
    for (int n = 0; n < h.size.nodes; ++n) k.nodes.push_back(p.nodes[h.first_node + n]);
    for (int n = 0; n < h.size.loads; ++n) k.loads.push_back(p.accesses[h.first_access + n]);
    for (int n = 0; n < h.size.stores; ++n) k.stores.push_back(p.accesses[h.first_access + h.size.loads + n]);
    d.kernels.push_back(static_cast<Kernel&&>(k));
  }
  for (int i = 0; i < p.size.buffers; ++i) d.buffers.push_back(p.buffers[i]);
  return d;
}

constexpr PlanDraft in_order(PlanDraft plan) {
  UpdateOrder(plan).run();
  return plan;
}
/// The passes after fusion.
constexpr PlanDraft arranged(PlanDraft plan) {
  arrange(plan);
  return plan;
}

template <int Rank>
constexpr void fill_walks(Walk<Rank>* to, Access const* from, int count, bool is_store) {
  for (int n = 0; n < count; ++n) {
    to[n].dtype = from[n].dtype;
    if (is_store) to[n].value = from[n].value;
    for (int a = 0; a < Rank; ++a) to[n].stride[a] = from[n].strides[a];
  }
}
/// The descriptor of a kernel, of the arrays of its plan.
template <KernelSize Size>
constexpr Descriptor<Size> descriptor_of(PlanKernel const& h, KernelNode const* nodes, Access const* accesses) {
  Descriptor<Size> d;
  d.kind = h.kind;
  d.combine = h.combine;
  d.kept = h.kept;
  for (int a = 0; a < Size.rank; ++a) d.extent[a] = h.space[a];
  for (int t = 0; t < Size.trims; ++t) d.trims[t] = h.trims[t];
  for (int n = 0; n < Size.nodes; ++n) d.nodes[n] = nodes[h.first_node + n], d.nodes[n].flops = 0;
  fill_walks<Size.rank>(d.loads, accesses + h.first_access, Size.loads, false);
  fill_walks<Size.rank>(d.stores, accesses + h.first_access + Size.loads, Size.stores, true);
  return d;
}
/// That of kernel i of a plan.
template <KernelSize Size, class P>
constexpr Descriptor<Size> descriptor_of(P const& plan, int i) {
  return descriptor_of<Size>(plan.kernels[i], plan.nodes, plan.accesses);
}

/// Which nodes of a graph are stored.
template <int Nodes>
struct StoredNodes {
  bool node[Nodes + 1] = {};
};
template <int Nodes>
constexpr StoredNodes<Nodes> choose_stored(GraphView g) {
  StoredNodes<Nodes> s;
  List<bool> const chosen = StoreChoice(g).run();
  for (int i = 0; i < Nodes; ++i) s.node[i] = chosen.items[i];
  return s;
}
template <class Source>
inline constexpr auto stored_nodes = choose_stored<Source::graph.view().node_count>(Source::graph.view());

template <class Source>
constexpr PlanDraft fused_plan() {
  std::int64_t const* scratch = nullptr;
  if constexpr (count_own_regions(Source::graph.view()) != 0) scratch = OwnRegionsOf<Source>::scratch.bytes;
  return fuse(Source::graph.view(), stored_nodes<Source>.node, scratch);
}
template <class Source>
constexpr PlanSize fused_plan_size() {
  return size_of_plan(fused_plan<Source>());
}
// Fusion takes the most steps. That it is more than the compiler allows is no error but another overload: an assertion in front
// of the program names the flag.
template <class Source, PlanSize Size = fused_plan_size<Source>()>
constexpr PlanSize fused_size_of(int) {
  return Size;
}
template <class Source>
constexpr PlanSize fused_size_of(...) {
  return {-1};
}
template <class Source>
struct PlanLimit {
  static constexpr bool kept = fused_size_of<Source>(0).kernels >= 0;
};

}  // namespace detail

/// A lower bound of a plan's workspace: the most bytes, in whole cache lines, that are in use while one of its kernels runs.
template <PlanSize Size>
constexpr std::int64_t live_bytes(Plan<Size> const& p) {
  return live_bytes(detail::thaw(detail::plan_view(p)));
}

/// The plan of a graph, worked out once: `Source::graph` is a constant Graph. Fusion and the passes after it are
/// constant expressions of their own, for compilers limit the steps of one. Bodies are planned first. Of the passes after fusion
/// only the order of updates adds kernels.
template <class Source>
struct Planned {
  static constexpr PlanSize fused_size = detail::fused_size_of<Source>(0);
  /// Before the passes after fusion: a buffer for each value.
  static constexpr Plan<fused_size> fused = detail::copy_plan<fused_size, false>(detail::fused_plan<Source>());
  static constexpr PlanSize size = detail::updates(Source::graph.view(), 0, Source::graph.view().leaf_count)
                                       ? detail::size_of_plan(detail::in_order(detail::thaw(detail::plan_view(fused))))
                                       : fused_size;
  static constexpr Plan<size> plan = detail::copy_plan<size>(detail::arranged(detail::thaw(detail::plan_view(fused))));
};

}  // namespace tenon
