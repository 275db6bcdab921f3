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

/// Where each operand's current row begins.
template <int Loads, int Stores>
struct Pointers {
  char const* load[Loads == 0 ? 1 : Loads];
  char* store[Stores == 0 ? 1 : Stores];

  TENON_INLINE explicit Pointers(std::byte* const* p) {
    for (int i = 0; i < Loads; ++i) load[i] = reinterpret_cast<char const*>(p[i]);
    for (int i = 0; i < Stores; ++i) store[i] = reinterpret_cast<char*>(p[Loads + i]);
  }
};

/// What is known of a descriptor before any loop. Helpers take this type: a compiler writes a value out anew wherever it is a
/// template argument, and a type once.
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

  using Pointers = kernel::Pointers<size.loads, size.stores>;
  using LoadIndices = std::make_integer_sequence<int, size.loads>;
  using StoreIndices = std::make_integer_sequence<int, size.stores>;

  /// By how many bytes a step along an axis moves each operand.
  struct Steps {
    std::ptrdiff_t load[size.loads + 1][size.rank + 1] = {}, store[size.stores + 1][size.rank + 1] = {};
  };
  static constexpr Steps steps = [] {
    Steps r;
    for (int a = 0; a < size.rank; ++a) {
      for (int i = 0; i < size.loads; ++i)
        r.load[i][a] = loads[i].stride[a] * static_cast<std::ptrdiff_t>(size_of(loads[i].dtype));
      for (int i = 0; i < size.stores; ++i)
        r.store[i][a] = stores[i].stride[a] * static_cast<std::ptrdiff_t>(size_of(stores[i].dtype));
    }
    return r;
  }();

  /// For each node the axes it varies along, as bits; and whether a fold lies before it.
  static constexpr std::uint32_t folded_bit = 1u << 31;
  struct AxisBits {
    std::uint32_t of[size.nodes + 1] = {};
  };
  static constexpr AxisBits axes = [] {
    AxisBits r;
    for (int i = 0; i < size.nodes; ++i) {
      KernelNode const& n = nodes[i];
      std::uint32_t along = 0;
      if (n.op == kernel_op::load) {
        for (int a = 0; a < size.rank; ++a)
          if (loads[n.payload].stride[a] != 0) along |= 1u << a;
      } else if (n.op == kernel_op::folded)
        along = ((1u << kept) - 1u) | folded_bit;  // a rank-0 fold is no invariant either: it is not there before the loops
      else
        for (int k = 0; k < 3; ++k)
          if (n.in[k] >= 0) along |= r.of[n.in[k]];
      r.of[i] = along;
    }
    return r;
  }();

  /// The node that a fold or contraction gives, or -1.
  static constexpr int folded = [] {
    for (int i = 0; i < size.nodes; ++i)
      if (nodes[i].op == kernel_op::folded) return i;
    return -1;
  }();

  /// The dtype whose masks all booleans of the kernel travel as, and whose register sets the lane count.
  static constexpr DType primary = [] {
    DType best = nodes[0].dtype;
    auto rank_of = [](DType d) {
      return d == DType::f32 ? 5 : d == DType::f64 ? 4 : size_of(d) == 4 ? 3 : size_of(d) == 8 ? 2 : is_boolean(d) ? 0 : 1;
    };
    for (int i = 0; i < size.nodes; ++i)
      if (rank_of(nodes[i].dtype) > rank_of(best)) best = nodes[i].dtype;
    return best;
  }();
  using Primary = std::conditional_t<primary == DType::boolean, std::uint8_t, cpp_type<primary>>;

  /// The dtypes of its nodes.
  struct Kinds {
    int count = 0;
    DType of[11] = {};
  };
  static constexpr Kinds kinds = [] {
    Kinds r;
    bool seen[11] = {};
    for (int i = 0; i < size.nodes; ++i) {
      DType const d = nodes[i].dtype;
      if (!seen[static_cast<int>(d)]) r.of[r.count++] = d;
      seen[static_cast<int>(d)] = true;
    }
    return r;
  }();

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
  ((p.load[L] += by * D::steps.load[L][Axis]), ...);
  ((p.store[S] += by * D::steps.store[S][Axis]), ...);
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
