// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/kernel/described.hpp>

/// How the values of a fused kernel are computed: one lane value a node, all in registers. What is instantiated is a function
/// for each different operation on lanes, whatever the number of nodes: compilers take their time for every function.
namespace tenon::kernel {
inline namespace TENON_ISA {

/// The C++ type of a value of dtype `Kind` in a kernel of N lanes whose booleans are masks of Primary.
template <DType Kind, class Primary, int N>
using LaneValue = typename std::conditional_t<Kind == DType::boolean, std::type_identity<simd::mask<Primary, N>>,
                                              std::type_identity<simd::lane<cpp_type<Kind>, N>>>::type;

/// Values of one dtype.
template <DType Kind, class V, int Count>
struct Bank {
  V values[Count];
};
template <DType Kind, class V>
struct Bank<Kind, V, 0> {};
/// The values of some nodes. Kernels keep them apart by where they change and never copy them: optimisers then take them apart
/// into registers.
template <class... Banks>
struct Values : Banks... {};

template <DType Kind, class V, int Count>
TENON_INLINE auto& values_of(Bank<Kind, V, Count>& b) {
  return b.values;
}
template <DType Kind, class V, int Count>
TENON_INLINE auto& values_of(Bank<Kind, V, Count> const& b) {
  return b.values;
}

/// By how far in nodes vary.
enum class Level : std::uint8_t {
  invariant,  ///< the same everywhere
  row,        ///< not along the inner axis
  inner,      ///< the rest
  none        ///< no node
};
/// Where the value of a node is kept.
struct Place {
  Level level = Level::none;
  DType kind = DType::boolean;
  int number = 0;
};

/// Stands for an operand that an operation does not have.
struct NoOperand {};
inline constexpr NoOperand no_operand[1] = {};

/// The values among which those of a place are.
template <Level L, DType Kind, class A, class B, class C>
TENON_INLINE auto& values_at([[maybe_unused]] A const& invariants, [[maybe_unused]] B const& row,
                             [[maybe_unused]] C const& here) {
  if constexpr (L == Level::invariant)
    return values_of<Kind>(invariants);
  else if constexpr (L == Level::row)
    return values_of<Kind>(row);
  else if constexpr (L == Level::inner)
    return values_of<Kind>(here);
  else
    return no_operand;
}

template <class P, class M>
TENON_INLINE auto as_mask_of(M m) {
  using To = simd::mask<P, M::size>;
  if constexpr (std::is_same_v<M, To>)
    return m;
  else
    return simd::mask_cast<P>(m);
}

/// N elements `Stride` apart; of contiguous ones the first `Count` alone.
template <class V, class T, int N, int Stride, int Count = N>
TENON_INLINE V load_lanes(T const* p) {
  if constexpr (Stride == 1 && Count < N)
    return simd::load_first<N>(p, Count);
  else if constexpr (Stride == 1)
    return V::load(p);
  else if constexpr (Stride == 0 && !std::is_same_v<T, bool>)
    return V(*p);
  else {
    T gathered[N];
    for (int i = 0; i < N; ++i) gathered[i] = p[i * Stride];
    return V::load(gathered);
  }
}
/// Streamed, they bypass the caches (kernel/stream.hpp).
template <class T, int N, int Stride, bool Streamed = false, int Count = N, class V>
TENON_INLINE void store_lanes(V const& v, char* row, std::ptrdiff_t j) {
  T* const to = reinterpret_cast<T*>(row) + j * Stride;
  if constexpr (Streamed)
    stream(v, to);
  else if constexpr (Stride == 1 && Count < N)
    simd::store_first(v, to, Count);
  else if constexpr (Stride == 1 || N == 1)
    v.store(to);
  else {
    T scattered[N];
    v.store(scattered);
    for (int i = 0; i < N; ++i) to[i * Stride] = scattered[i];
  }
}

/// The value of one node: `row` is where what it loads lies, `payload` its constant's bits.
template <std::uint32_t Op, DType Kind, int Stride, class Primary, int N, int Count, class V, class X, class Y, class Z>
TENON_INLINE void compute_node(V& out, [[maybe_unused]] char const* const* row, [[maybe_unused]] std::int64_t payload,
                               [[maybe_unused]] std::ptrdiff_t j, [[maybe_unused]] X const& x, [[maybe_unused]] Y const& y,
                               [[maybe_unused]] Z const& z) {
  using T = cpp_type<Kind>;
  if constexpr (Op == kernel_op::folded) {
  } else if constexpr (Op == kernel_op::load) {
    out = load_lanes<V, T, N, Stride, Count>(reinterpret_cast<T const*>(*row) + j * Stride);
  } else if constexpr (Op == kernel_op::constant) {
    if constexpr (Kind == DType::boolean) {
      bool constants[N];
      for (int i = 0; i < N; ++i) constants[i] = payload != 0;
      out = V::load(constants);
    } else if constexpr (is_floating(Kind))
      out = V(static_cast<T>(__builtin_bit_cast(double, payload)));
    else
      out = V(static_cast<T>(payload));
  } else if constexpr (Op == op::cast.id) {
    if constexpr (Kind == DType::boolean)
      out = as_mask_of<Primary>(nonzero(x));
    else
      out = convert<T>(x);
  } else {
    using Function = typename OpOf<Op>::type;
    auto set = [&out](auto const& result) TENON_INLINE_LAMBDA {
      if constexpr (Kind == DType::boolean)
        out = as_mask_of<Primary>(result);
      else
        out = result;
    };
    if constexpr (std::is_same_v<Y, NoOperand>)
      set(Function::lane(x));
    else if constexpr (std::is_same_v<Z, NoOperand>)
      set(Function::lane(x, y));
    else
      set(Function::lane(x, y, z));
  }
}

/// What is done where, for each node of a kernel or of its epilogue.
struct NodePlace {
  Place place, operand[3];
  int stride = 0, load = 0;
};
template <int Nodes>
struct LevelTable {
  NodePlace of[Nodes + 1];
  int count[4] = {}, node[4][Nodes + 1] = {};  ///< the nodes of each level, the stores
  int kinds[11][3] = {};                       ///< how many values of a dtype a level has
};
/// Inner = -1: there is no inner axis.
constexpr Level level_of(std::uint32_t axes, int inner) {
  if (axes == 0) return Level::invariant;
  return inner >= 0 && (axes >> inner & 1u) == 0 && (axes & after_fold) == 0 ? Level::row : Level::inner;
}
constexpr void place_operands(NodePlace* of, KernelNode const& n, int i) {
  for (int k = 0; k < 3; ++k)
    if (n.in[k] >= 0) of[i].operand[k] = of[n.in[k]].place;
}
template <KernelSize Size>
constexpr LevelTable<Size.nodes> level_table(Descriptor<Size> const& d, KernelFacts<Size> const& facts, bool epilogue,
                                             int inner) {
  LevelTable<Size.nodes> t;
  for (int i = 0; i < Size.nodes; ++i) {
    KernelNode const& n = d.nodes[i];
    if (n.epilogue != epilogue) continue;
    int const at = static_cast<int>(level_of(facts.axes[i], inner));
    t.of[i].place = Place{static_cast<Level>(at), n.dtype, t.kinds[static_cast<int>(n.dtype)][at]++};
    t.node[at][t.count[at]++] = i;
    if (n.op == kernel_op::load) {
      t.of[i].load = static_cast<int>(n.payload);
      t.of[i].stride = inner < 0 ? 0 : d.loads[n.payload].stride[inner];
    } else if (n.op != kernel_op::folded)
      place_operands(t.of, n, i);
  }
  for (int s = 0; s < Size.stores; ++s)
    if (d.nodes[d.stores[s].value].epilogue == epilogue) t.node[3][t.count[3]++] = s;
  return t;
}

/// Whether an epilogue can read and write the first of N lanes alone: what lies along the axis is contiguous there, and of dtypes
/// whose N elements the target's instructions take by such a part.
template <class D, int Inner, int N>
constexpr bool takes_first_lanes() {
  auto along = [](auto const& walk) {
    bool const fits =
        (walk.dtype == DType::f32 && simd::stores_first<float, N>) || (walk.dtype == DType::f64 && simd::stores_first<double, N>);
    return walk.stride[Inner] == 1 && fits;
  };
  for (int i = 0; i < D::size.nodes; ++i)
    if (D::nodes[i].epilogue && D::nodes[i].op == kernel_op::load && D::loads[D::nodes[i].payload].stride[Inner] != 0 &&
        !along(D::loads[D::nodes[i].payload]))
      return false;
  for (int s = 0; s < D::size.stores; ++s)
    if (!along(D::stores[s])) return false;
  return true;
}

/// Computes the nodes before the fold, or those of the epilogue, level by level; Inner = -1: there is no inner axis. Only the
/// first `Count` of the N lanes are read and stored.
template <bool Epilogue, int Inner, class D, int N, int Count = N>
struct Evaluate {
  static constexpr LevelTable<D::size.nodes> table = level_table(D::descriptor, D::facts, Epilogue, Inner);

 private:
  template <int L, class Kinds>
  struct ValuesOf;
  template <int L, int... Kind>
  struct ValuesOf<L, std::integer_sequence<int, Kind...>> {
    using type = Values<Bank<D::facts.kinds[Kind], LaneValue<D::facts.kinds[Kind], typename D::Primary, N>,
                             table.kinds[static_cast<int>(D::facts.kinds[Kind])][L]>...>;
  };
  using Kinds = std::make_integer_sequence<int, D::facts.kind_count>;
  template <int L, class Seq>
  struct NodesOf;
  template <int L, int... K>
  struct NodesOf<L, std::integer_sequence<int, K...>> {
    using type = std::integer_sequence<int, table.node[L][K]...>;
  };
  template <int L>
  using Nodes = typename NodesOf<L, std::make_integer_sequence<int, table.count[L]>>::type;

 public:
  using Invariants = typename ValuesOf<0, Kinds>::type;
  using Row = typename ValuesOf<1, Kinds>::type;
  /// The inner values; that of the fold is set by whoever folds.
  using Here = typename ValuesOf<2, Kinds>::type;
  using Pointers = typename D::Pointers;

  TENON_LAYER static Invariants invariants([[maybe_unused]] Pointers const& p) {
    Invariants s;
    if constexpr (table.count[0] != 0) compute(s, s, s, s, p, 0, Nodes<0>{});
    return s;
  }
  /// The values of the row that `p` points at.
  TENON_LAYER static Row row([[maybe_unused]] Invariants const& invariants, [[maybe_unused]] Pointers const& p) {
    Row s;
    if constexpr (table.count[1] != 0) compute(s, invariants, s, s, p, 0, Nodes<1>{});
    return s;
  }
  /// The values at index j of the inner axis.
  TENON_LAYER static void here(Here& s, Invariants const& invariants, Row const& row, Pointers const& p, std::ptrdiff_t j = 0) {
    compute(s, invariants, row, s, p, j, Nodes<2>{});
  }
  /// Stores those of the values that are computed here.
  template <bool Streamed = false>
  TENON_LAYER static void store(Here const& s, Invariants const& invariants, Row const& row, Pointers const& p,
                                std::ptrdiff_t j = 0) {
    store_all<Streamed>(invariants, row, s, p, j, Nodes<3>{});
  }
  /// The value of node I.
  template <int I>
  TENON_INLINE static auto const& get(Invariants const& invariants, Row const& row, Here const& here) {
    return values_at<table.of[I].place.level, table.of[I].place.kind>(invariants, row, here)[table.of[I].place.number];
  }
  /// That of the fold.
  template <int Fold = D::folded>
  TENON_INLINE static auto& folded(Here& here) {
    return values_of<table.of[Fold].place.kind>(here)[table.of[Fold].place.number];
  }

 private:
  template <class S, class A, class B, class C, int... I>
  TENON_LAYER static void compute([[maybe_unused]] S& s, [[maybe_unused]] A const& a, [[maybe_unused]] B const& b,
                                  [[maybe_unused]] C const& c, [[maybe_unused]] Pointers const& p,
                                  [[maybe_unused]] std::ptrdiff_t j, std::integer_sequence<int, I...>) {
    (compute_node<D::nodes[I].op, D::nodes[I].dtype, table.of[I].stride, typename D::Primary, N, Count>(
         values_of<table.of[I].place.kind>(s)[table.of[I].place.number], p.load + table.of[I].load, D::nodes[I].payload, j,
         values_at<table.of[I].operand[0].level, table.of[I].operand[0].kind>(a, b, c)[table.of[I].operand[0].number],
         values_at<table.of[I].operand[1].level, table.of[I].operand[1].kind>(a, b, c)[table.of[I].operand[1].number],
         values_at<table.of[I].operand[2].level, table.of[I].operand[2].kind>(a, b, c)[table.of[I].operand[2].number]),
     ...);
  }
  template <bool Streamed, int... S>
  TENON_LAYER static void store_all([[maybe_unused]] Invariants const& a, [[maybe_unused]] Row const& b,
                                    [[maybe_unused]] Here const& c, [[maybe_unused]] Pointers const& p,
                                    [[maybe_unused]] std::ptrdiff_t j, std::integer_sequence<int, S...>) {
    (store_lanes<cpp_type<D::stores[S].dtype>, N, (Inner < 0 ? 0 : D::stores[S].stride[Inner < 0 ? 0 : Inner]), Streamed, Count>(
         get<D::stores[S].value>(a, b, c), p.store[S], j),
     ...);
  }
};

}  // namespace TENON_ISA
}  // namespace tenon::kernel
