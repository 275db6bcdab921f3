// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>
#include <tenon/kernel/simd.hpp>

#include <utility>

/// How the values of a fused kernel are computed: one lane value a node, all in registers.
namespace tenon::kernel {
inline namespace TENON_ISA {

constexpr int floor_power_of_2(int n) {
  int p = 1;
  while (p * 2 <= n) p *= 2;
  return p;
}

/// What is known of a descriptor before any loop.
template <auto D>
struct Facts {
  static constexpr int nodes = D.size.nodes, loads = D.size.loads, stores = D.size.stores, rank = D.size.rank;

  /// For each node the axes it varies along, as bits.
  struct AxisBits {
    std::uint32_t of[nodes == 0 ? 1 : nodes];
  };
  static constexpr AxisBits axes = [] {
    AxisBits r{};
    for (int i = 0; i < nodes; ++i) {
      KernelNode const& n = D.nodes[i];
      if (n.op == kernel_op::load) {
        for (int a = 0; a < rank; ++a)
          if (D.loads[n.payload].stride[a] != 0) r.of[i] |= 1u << a;
      } else if (n.op == kernel_op::folded)
        r.of[i] = (1u << D.kept) - 1u;
      else
        for (int k = 0; k < 3; ++k)
          if (n.in[k] >= 0) r.of[i] |= r.of[n.in[k]];
    }
    // A rank-0 fold is no invariant either: it is not there before the loops.
    for (int i = 0; i < nodes; ++i) {
      KernelNode const& n = D.nodes[i];
      if (n.op == kernel_op::folded) r.of[i] |= 1u << 31;
      for (int k = 0; k < 3; ++k)
        if (n.op != kernel_op::folded && n.in[k] >= 0) r.of[i] |= r.of[n.in[k]] & (1u << 31);
    }
    return r;
  }();

  /// The dtype whose masks all booleans of the kernel travel as, and whose register sets the lane count.
  static constexpr DType primary = [] {
    DType best = D.nodes[0].dtype;
    auto rank_of = [](DType d) {
      return d == DType::f32 ? 5 : d == DType::f64 ? 4 : size_of(d) == 4 ? 3 : size_of(d) == 8 ? 2 : is_boolean(d) ? 0 : 1;
    };
    for (int i = 0; i < nodes; ++i)
      if (rank_of(D.nodes[i].dtype) > rank_of(best)) best = D.nodes[i].dtype;
    return best;
  }();
  using Primary = std::conditional_t<primary == DType::boolean, std::uint8_t, cpp_type<primary>>;

  /// Lanes for an axis of this extent: a register's worth, less where the axis is shorter.
  static constexpr int lanes_for(int extent) {
    int const native = simd::native_lanes<Primary>;
    return extent >= native ? native : floor_power_of_2(extent < 1 ? 1 : extent);
  }
};

/// The C++ type of node I's value in a kernel of N lanes.
template <auto D, int N, int I>
using ValueOf =
    typename std::conditional_t<D.nodes[I].dtype == DType::boolean, std::type_identity<simd::mask<typename Facts<D>::Primary, N>>,
                                std::type_identity<simd::lane<cpp_type<D.nodes[I].dtype>, N>>>::type;

template <auto D, int N, int I>
struct ValueSlot {
  ValueOf<D, N, I> value;
};
/// The values of some nodes, by index. Kernels keep them apart by where they change and never copy them: optimisers
/// then take them apart into registers.
template <auto D, int N, class Nodes>
struct Values;
template <auto D, int N, int... I>
struct Values<D, N, std::integer_sequence<int, I...>> : ValueSlot<D, N, I>... {};

template <int I, auto D, int N>
TENON_INLINE auto& value(ValueSlot<D, N, I>& s) {
  return s.value;
}
template <int I, auto D, int N>
TENON_INLINE auto const& value(ValueSlot<D, N, I> const& s) {
  return s.value;
}

// Numbers of a descriptor are read in constant expressions only: clang 19 crashes where a template argument of class
// type becomes an object.
template <auto D, int I, int Axis>
inline constexpr std::ptrdiff_t load_step = D.loads[I].stride[Axis] * static_cast<std::ptrdiff_t>(size_of(D.loads[I].dtype));
template <auto D, int I, int Axis>
inline constexpr std::ptrdiff_t store_step = D.stores[I].stride[Axis] * static_cast<std::ptrdiff_t>(size_of(D.stores[I].dtype));

/// Where each operand's current row begins.
template <auto D>
struct Pointers {
  char const* load[Facts<D>::loads == 0 ? 1 : Facts<D>::loads];
  char* store[Facts<D>::stores == 0 ? 1 : Facts<D>::stores];

  TENON_INLINE explicit Pointers(std::byte* const* p) {
    for (int i = 0; i < Facts<D>::loads; ++i) load[i] = reinterpret_cast<char const*>(p[i]);
    for (int i = 0; i < Facts<D>::stores; ++i) store[i] = reinterpret_cast<char*>(p[Facts<D>::loads + i]);
  }
  /// Moves every operand `by` steps along an axis.
  template <int Axis>
  TENON_INLINE void advance(std::ptrdiff_t by = 1) {
    advance_loads<Axis>(by, std::make_integer_sequence<int, Facts<D>::loads>{});
    advance_stores<Axis>(by, std::make_integer_sequence<int, Facts<D>::stores>{});
  }

 private:
  template <int Axis, int... I>
  TENON_INLINE void advance_loads([[maybe_unused]] std::ptrdiff_t by, std::integer_sequence<int, I...>) {
    ((load[I] += by * load_step<D, I, Axis>), ...);
  }
  template <int Axis, int... I>
  TENON_INLINE void advance_stores([[maybe_unused]] std::ptrdiff_t by, std::integer_sequence<int, I...>) {
    ((store[I] += by * store_step<D, I, Axis>), ...);
  }
};

/// Runs `f` for every index of the axes First, ..., Last - 1, with pointers moved there.
template <int First, int Last, auto D, class F>
TENON_INLINE void for_each_index(Pointers<D> const& p, F const& f) {
  if constexpr (First >= Last)
    f(p);
  else {
    constexpr std::int32_t extent = D.extent[First];
    Pointers<D> q = p;
    for (std::int32_t i = 0; i < extent; ++i) {
      for_each_index<First + 1, Last>(q, f);
      q.template advance<First>();
    }
  }
}

template <class P, class M>
TENON_INLINE auto as_mask_of(M m) {
  using To = simd::mask<P, M::size>;
  if constexpr (std::is_same_v<M, To>)
    return m;
  else
    return simd::mask_cast<P>(m);
}

/// N elements `Stride` apart.
template <class V, class T, int N, int Stride>
TENON_INLINE V load_lanes(T const* p) {
  if constexpr (Stride == 1)
    return V::load(p);
  else if constexpr (Stride == 0 && !std::is_same_v<T, bool>)
    return V(*p);
  else {
    T gathered[N];
    for (int i = 0; i < N; ++i) gathered[i] = p[i * Stride];
    return V::load(gathered);
  }
}

/// By how far in nodes vary.
enum class Level {
  invariant,  ///< the same everywhere
  row,        ///< not along the inner axis
  inner       ///< the rest
};

template <class E, int L, class Seq = std::make_integer_sequence<int, E::lists.count[L]>>
struct NodesOf;
template <class E, int L, int... K>
struct NodesOf<E, L, std::integer_sequence<int, K...>> {
  using type = std::integer_sequence<int, E::lists.nodes[L][K]...>;
};

/// Computes the nodes before the fold, or those of the epilogue, level by level; Inner = -1: there is no inner axis.
template <bool Epilogue, int Inner, auto D, int N>
struct Evaluate {
  using F = Facts<D>;

  static constexpr Level level(int i) {
    std::uint32_t const axes = F::axes.of[i];
    if (axes == 0) return Level::invariant;
    if (Inner >= 0 && (axes >> (Inner < 0 ? 0 : Inner) & 1u) == 0 && (axes >> 31) == 0) return Level::row;
    return Level::inner;
  }

  /// The nodes of each level.
  struct Lists {
    int count[3] = {}, nodes[3][F::nodes + 1] = {};
  };
  static constexpr Lists lists = [] {
    Lists r;
    for (int i = 0; i < F::nodes; ++i)
      if (D.nodes[i].epilogue == Epilogue) {
        int const l = static_cast<int>(level(i));
        r.nodes[l][r.count[l]++] = i;
      }
    return r;
  }();
  template <Level L>
  using Nodes = typename NodesOf<Evaluate, static_cast<int>(L)>::type;

  using Invariants = Values<D, N, Nodes<Level::invariant>>;
  using Row = Values<D, N, Nodes<Level::row>>;
  /// The inner values; that of the fold is set by whoever folds.
  using Here = Values<D, N, Nodes<Level::inner>>;

  TENON_INLINE static Invariants invariants(Pointers<D> const& p) {
    Invariants s;
    compute(s, s, s, s, p, 0, Nodes<Level::invariant>{});
    return s;
  }
  /// The values of the row that `p` points at.
  TENON_INLINE static Row row(Invariants const& invariants, Pointers<D> const& p) {
    Row s;
    compute(s, invariants, s, s, p, 0, Nodes<Level::row>{});
    return s;
  }
  /// The values at index j of the inner axis.
  TENON_INLINE static void here(Here& s, Invariants const& invariants, Row const& row, Pointers<D> const& p,
                                std::ptrdiff_t j = 0) {
    compute(s, invariants, row, s, p, j, Nodes<Level::inner>{});
  }
  /// Stores those of the values that are computed here.
  TENON_INLINE static void store(Here const& s, Invariants const& invariants, Row const& row, Pointers<D> const& p,
                                 std::ptrdiff_t j = 0) {
    store_all(invariants, row, s, p, j, std::make_integer_sequence<int, F::stores>{});
  }
  /// The value of node I.
  template <int I, class A, class B, class C>
  TENON_INLINE static auto const& get(A const& invariants, B const& row, C const& here) {
    if constexpr (level(I) == Level::invariant)
      return value<I>(invariants);
    else if constexpr (level(I) == Level::row)
      return value<I>(row);
    else
      return value<I>(here);
  }

 private:
  template <class S, class A, class B, class C, int... I>
  TENON_INLINE static void compute([[maybe_unused]] S& s, [[maybe_unused]] A const& invariants, [[maybe_unused]] B const& row,
                                   [[maybe_unused]] C const& here, [[maybe_unused]] Pointers<D> const& p,
                                   [[maybe_unused]] std::ptrdiff_t j, std::integer_sequence<int, I...>) {
    (node<I>(value<I>(s), invariants, row, here, p, j), ...);
  }

  template <int I, class V, class A, class B, class C>
  TENON_INLINE static void node([[maybe_unused]] V& out, [[maybe_unused]] A const& a, [[maybe_unused]] B const& b,
                                [[maybe_unused]] C const& c, [[maybe_unused]] Pointers<D> const& p,
                                [[maybe_unused]] std::ptrdiff_t j) {
    constexpr KernelNode n = D.nodes[I];
    using T = cpp_type<n.dtype>;
    using Primary = typename F::Primary;
    if constexpr (n.op == kernel_op::folded) {
    } else if constexpr (n.op == kernel_op::load) {
      constexpr int stride = Inner < 0 ? 0 : D.loads[n.payload].stride[Inner < 0 ? 0 : Inner];
      out = load_lanes<V, T, N, stride>(reinterpret_cast<T const*>(p.load[n.payload]) + j * stride);
    } else if constexpr (n.op == kernel_op::constant) {
      if constexpr (n.dtype == DType::boolean) {
        bool constants[N];
        for (int i = 0; i < N; ++i) constants[i] = n.payload != 0;
        out = V::load(constants);
      } else if constexpr (is_floating(n.dtype))
        out = V(static_cast<T>(__builtin_bit_cast(double, n.payload)));
      else
        out = V(static_cast<T>(n.payload));
    } else if constexpr (n.op == op::cast.id) {
      auto const x = get<n.in[0]>(a, b, c);
      if constexpr (n.dtype == DType::boolean)
        out = as_mask_of<Primary>(nonzero(x));
      else
        out = convert<T>(x);
    } else {
      using Op = typename OpOf<n.op>::type;
      auto const result = [&]() TENON_INLINE_LAMBDA {
        if constexpr (n.in[1] < 0)
          return Op::lane(get<n.in[0]>(a, b, c));
        else if constexpr (n.in[2] < 0)
          return Op::lane(get<n.in[0]>(a, b, c), get<n.in[1]>(a, b, c));
        else
          return Op::lane(get<n.in[0]>(a, b, c), get<n.in[1]>(a, b, c), get<n.in[2]>(a, b, c));
      }();
      if constexpr (n.dtype == DType::boolean)
        out = as_mask_of<Primary>(result);
      else
        out = result;
    }
  }

  template <class A, class B, class C, int... I>
  TENON_INLINE static void store_all(A const& invariants, B const& row, C const& here, Pointers<D> const& p, std::ptrdiff_t j,
                                     std::integer_sequence<int, I...>) {
    (store_one<I>(invariants, row, here, p, j), ...);
  }
  template <int I, class A, class B, class C>
  TENON_INLINE static void store_one([[maybe_unused]] A const& invariants, [[maybe_unused]] B const& row,
                                     [[maybe_unused]] C const& here, [[maybe_unused]] Pointers<D> const& p,
                                     [[maybe_unused]] std::ptrdiff_t j) {
    constexpr int from = D.stores[I].value;
    if constexpr (D.nodes[from].epilogue == Epilogue) store_lanes<I>(get<from>(invariants, row, here), p, j);
  }
  template <int I, class V>
  TENON_INLINE static void store_lanes(V const& v, Pointers<D> const& p, std::ptrdiff_t j) {
    constexpr int stride = Inner < 0 ? 0 : D.stores[I].stride[Inner < 0 ? 0 : Inner];
    using T = cpp_type<D.stores[I].dtype>;
    T* const to = reinterpret_cast<T*>(p.store[I]) + j * stride;
    if constexpr (stride == 1 || N == 1)
      v.store(to);
    else {
      T scattered[N];
      v.store(scattered);
      for (int i = 0; i < N; ++i) to[i * stride] = scattered[i];
    }
  }
};

/// Runs `compute(j)` and `write(values, j)` over [0, Extent) in steps of N lanes. The last, overlapping block is computed
/// before anything is written and written last, so that updates in place stay right without a scalar tail.
template <int Extent, int N, class Compute, class Write>
TENON_INLINE void for_each_block(Compute const& compute, Write const& write) {
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
