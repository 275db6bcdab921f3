// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>
#include <tenon/kernel/simd.hpp>

#include <utility>

/// A kernel's descriptor as a type, and the loops that walk its operands.
namespace tenon::kernel {
inline namespace TENON_ISA {

constexpr int floor_power_of_2(int n) {
  int p = 1;
  while (p * 2 <= n) p *= 2;
  return p;
}

/// An extent cut into `count` pieces that differ by one at most: first those of `size`, then `larger` ones of size + 1.
struct Cut {
  int size = 1, count = 1, larger = 0;
};
constexpr Cut cut(int extent, int most) {
  int const count = (extent + most - 1) / most;
  return {extent / count, count, extent % count};
}
/// f of the size of each piece, a constant, in their order.
template <Cut Pieces, class F>
TENON_INLINE void for_each_cut(F const& f) {
  for (int i = 0; i < Pieces.count - Pieces.larger; ++i) f(std::integral_constant<int, Pieces.size>{});
  if constexpr (Pieces.larger != 0)
    for (int i = 0; i < Pieces.larger; ++i) f(std::integral_constant<int, Pieces.size + 1>{});
}

/// Where the windows of a contraction stand whose taps may lie on padding, along each axis of that kind.
template <int Trims>
struct Places {
  std::int32_t place[Trims] = {};
};
template <>
struct Places<0> {};

/// Where each operand's current row begins.
template <int Loads, int Stores, int Trims = 0>
struct Pointers : Places<Trims> {
  char const* load[Loads == 0 ? 1 : Loads];
  char* store[Stores == 0 ? 1 : Stores];

  TENON_INLINE explicit Pointers(std::byte* const* p) {
    for (int i = 0; i < Loads; ++i) load[i] = reinterpret_cast<char const*>(p[i]);
    for (int i = 0; i < Stores; ++i) store[i] = reinterpret_cast<char*>(p[Loads + i]);
  }
};

/// What is known of a descriptor before any loop. Functions outside of the types of kernels work it out, once for all kernels
/// of a size: whatever stands in a type of its own for each kernel is instantiated for each.
template <KernelSize Size>
struct KernelFacts {
  /// By how many bytes a step along an axis moves each operand.
  std::ptrdiff_t load_step[Size.loads + 1][Size.rank + 1] = {}, store_step[Size.stores + 1][Size.rank + 1] = {};
  /// For each node the axes it varies along, as bits; and whether a fold lies before it.
  std::uint32_t axes[Size.nodes + 1] = {};
  /// The node that a fold or contraction gives, or -1.
  int folded = -1;
  /// The dtype whose masks all booleans of the kernel travel as, and whose register sets the lane count.
  DType primary = DType::boolean;
  /// The dtypes of its nodes.
  int kind_count = 0;
  DType kinds[11] = {};
};
inline constexpr std::uint32_t after_fold = 1u << 31;

constexpr std::uint32_t axes_of_inputs(KernelNode const& n, std::uint32_t const* axes) {
  std::uint32_t along = 0;
  for (int k = 0; k < 3; ++k)
    if (n.in[k] >= 0) along |= axes[n.in[k]];
  return along;
}
constexpr int register_rank(DType d) {
  return d == DType::f32 ? 5 : d == DType::f64 ? 4 : size_of(d) == 4 ? 3 : size_of(d) == 8 ? 2 : is_boolean(d) ? 0 : 1;
}
template <int Rank>
constexpr void fill_steps(Walk<Rank> const* walks, int count, std::ptrdiff_t (*steps)[Rank + 1]) {
  for (int i = 0; i < count; ++i)
    for (int a = 0; a < Rank; ++a) steps[i][a] = walks[i].stride[a] * static_cast<std::ptrdiff_t>(size_of(walks[i].dtype));
}
template <int Rank>
constexpr std::uint32_t axes_walked(Walk<Rank> const& w) {
  std::uint32_t along = 0;
  for (int a = 0; a < Rank; ++a)
    if (w.stride[a] != 0) along |= 1u << a;
  return along;
}
template <KernelSize Size>
constexpr KernelFacts<Size> facts_of(Descriptor<Size> const& d) {
  KernelFacts<Size> r;
  fill_steps<Size.rank>(d.loads, Size.loads, r.load_step);
  fill_steps<Size.rank>(d.stores, Size.stores, r.store_step);
  bool seen[11] = {};
  r.primary = d.nodes[0].dtype;
  for (int i = 0; i < Size.nodes; ++i) {
    KernelNode const& n = d.nodes[i];
    if (n.op == kernel_op::load)
      r.axes[i] = axes_walked(d.loads[n.payload]);
    else if (n.op == kernel_op::folded) {
      r.axes[i] = ((1u << d.kept) - 1u) | after_fold;  // a rank-0 fold is no invariant either: it is not there before the loops
      r.folded = i;
    } else
      r.axes[i] = axes_of_inputs(n, r.axes);
    if (register_rank(n.dtype) > register_rank(r.primary)) r.primary = n.dtype;
    if (!seen[static_cast<int>(n.dtype)]) r.kinds[r.kind_count++] = n.dtype;
    seen[static_cast<int>(n.dtype)] = true;
  }
  return r;
}

/// A kernel as a type. Helpers take this type: a compiler writes a value out anew wherever it is a template argument, and a
/// type once.
template <auto Descriptor>
struct Described {
  static constexpr auto descriptor = Descriptor;
  static constexpr KernelSize size = descriptor.size;
  static constexpr KernelKind kind = descriptor.kind;
  static constexpr std::uint32_t combine = descriptor.combine;
  static constexpr std::int32_t kept = descriptor.kept;
  static constexpr auto const& extent = descriptor.extent;
  static constexpr auto const& nodes = descriptor.nodes;
  static constexpr auto const& loads = descriptor.loads;
  static constexpr auto const& stores = descriptor.stores;

  static constexpr auto const& trims = descriptor.trims;

  using Pointers = kernel::Pointers<size.loads, size.stores, size.trims>;
  using LoadIndices = std::make_integer_sequence<int, size.loads>;
  using StoreIndices = std::make_integer_sequence<int, size.stores>;

  static constexpr KernelFacts<size> facts = facts_of(descriptor);
  static constexpr int folded = facts.folded;
  using Primary = std::conditional_t<facts.primary == DType::boolean, std::uint8_t, cpp_type<facts.primary>>;

  /// Lanes for an axis of this extent: a register's worth, less where the axis is shorter.
  static constexpr int lanes_for(int extent) {
    int const native = simd::native_lanes<Primary>;
    return extent >= native ? native : floor_power_of_2(extent < 1 ? 1 : extent);
  }
};

/// Moves every operand `by` steps along an axis.
template <class D, int Axis, int... L, int... S>
TENON_INLINE void advance([[maybe_unused]] typename D::Pointers& p, [[maybe_unused]] std::ptrdiff_t by,
                          std::integer_sequence<int, L...>, std::integer_sequence<int, S...>) {
  ((p.load[L] += by * D::facts.load_step[L][Axis]), ...);
  ((p.store[S] += by * D::facts.store_step[S][Axis]), ...);
  if constexpr (D::size.trims != 0)
    for (int t = 0; t < D::size.trims; ++t)
      if (D::trims[t].outer == Axis) p.place[t] += static_cast<std::int32_t>(by) * D::trims[t].step;
}
template <class D, int Axis>
TENON_INLINE void advance(typename D::Pointers& p, std::ptrdiff_t by = 1) {
  advance<D, Axis>(p, by, typename D::LoadIndices{}, typename D::StoreIndices{});
}

/// Runs `f` for every index of the axes First, ..., Last - 1, with pointers moved there.
template <class D, int First, int Last, class F>
TENON_LAYER void for_each_index(typename D::Pointers const& p, F const& f) {
  if constexpr (First >= Last)
    f(p);
  else {
    constexpr std::int32_t extent = D::extent[First];
    typename D::Pointers q = p;
    for (std::int32_t i = 0; i < extent; ++i) {
      for_each_index<D, First + 1, Last>(q, f);
      advance<D, First>(q);
    }
  }
}

/// Runs `compute(j)` and `write(values, j)` over [0, Extent) in steps of N lanes. The last, overlapping block is computed
/// before anything is written and written last, so that updates in place stay right without a scalar tail.
template <int Extent, int N, class Compute, class Write>
TENON_LAYER void for_each_block(Compute const& compute, Write const& write) {
  constexpr std::ptrdiff_t whole = Extent - Extent % N;
  if constexpr (Extent % N == 0)
    for (std::ptrdiff_t j = 0; j < whole; j += N) write(compute(j), j);
  else {
    auto const last = compute(Extent - N);
    for (std::ptrdiff_t j = 0; j < whole; j += N) write(compute(j), j);
    write(last, Extent - N);
  }
}

}  // namespace TENON_ISA
}  // namespace tenon::kernel
