// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>
#include <tenon/shape/shape.hpp>

namespace tenon::detail {

// Graphs name operations by addresses. GCC compares none in constant evaluation where it must think of null references
// (-fno-delete-null-pointer-checks, which these sanitizers imply): nothing would be recorded.
inline constexpr int some_object = 0, other_object = 0;
template <int At, bool Equal = (&some_object + At == &other_object + At)>
constexpr bool compares_addresses(int) {
  return !Equal;
}
template <int At>
constexpr bool compares_addresses(...) {
  return false;
}
static_assert(
    compares_addresses<0>(0),
    "Tenon: with these flags the compiler does not compare addresses in constant evaluation. To -fsanitize=undefined add "
    "-fno-sanitize=null,nonnull-attribute,returns-nonnull-attribute");

}  // namespace tenon::detail

namespace tenon {

class Derivation;

/// Index of a node in its graph; a node's inputs have smaller ones.
using NodeId = std::int32_t;

/// One element as a value of the graph: floating dtypes use `f`, integers and booleans `i`.
struct Scalar {
  double f = 0;
  std::int64_t i = 0;
};
/// Whether two elements have the same bits: -0 is not 0, and NaN equals itself.
constexpr bool same_scalar(Scalar a, Scalar b) {
  return __builtin_bit_cast(std::uint64_t, a.f) == __builtin_bit_cast(std::uint64_t, b.f) && a.i == b.i;
}

/// How the passes treat an op. Everything a user calls ends in these few.
enum class OpClass : std::uint8_t {
  leaf,         ///< memory that the caller provides
  constant,     ///< one value in every element
  elementwise,  ///< all inputs have the output's shape
  view,         ///< the output's elements are input elements at an affine index
  reshape,      ///< the same elements in the same order
  reduce,       ///< some axes folded with an associative op
  matmul,       ///< [..., m, k] x [..., k, n] -> [..., m, n]
  concat,       ///< two inputs one after the other along an axis
  embed,        ///< the input at an affine index in a constant: a padding, the adjoint of a slice
  routine,      ///< an algorithm on whole operands in memory: a scan, a sort, a factorisation
  operands,     ///< a list: the first input, then those of the second, which is a list too
  region,       ///< a loop or a branch, with bodies of its own: op/region.hpp
  result        ///< one of a region's results
};

/// Which dtypes an elementwise op accepts, and what it gives.
enum class Domain : std::uint8_t {
  any,
  numeric,
  floating,
  boolean,
  integer,
  discrete  ///< integers and booleans
};
enum class Codomain : std::uint8_t { same, boolean };

constexpr bool accepts(Domain domain, DType d) {
  return domain == Domain::any || (domain == Domain::numeric && !is_boolean(d)) ||
         (domain == Domain::floating && is_floating(d)) || (domain == Domain::boolean && is_boolean(d)) ||
         (domain == Domain::integer && is_integer(d)) || (domain == Domain::discrete && !is_floating(d));
}

constexpr std::uint32_t hash_name(char const* s) {
  std::uint32_t h = 2166136261u;
  for (; *s != 0; ++s) h = (h ^ static_cast<unsigned char>(*s)) * 16777619u;
  return h;
}

struct Node;
/// The operands of a routine as scalars, for constant evaluation.
struct RoutineCall {
  DType first = DType::f32, result = DType::f32;  ///< the dtypes of the first operand and of the result
  Dims form{};
  Scalar const* in[3] = {};
  int in_size[3] = {};
  Scalar* out = nullptr;
  int out_size = 0;
};

/// Where a node has the batch: index i of `axis` belongs to row i / inner.
struct BatchPlace {
  enum Kind : std::int8_t { none, here, mixed } kind = none;
  std::int8_t axis = 0;
  std::int32_t inner = 1;
  constexpr bool operator==(BatchPlace const&) const = default;
};

/// What the graph knows of an op. Made from the op's own struct by `record<Op>`; there is no central list.
struct OpRecord {
  char const* name;
  std::uint32_t id;
  OpClass op_class;
  int arity;
  Domain domain;
  Codomain codomain;
  /// Floating-point operations an element; for a reduction, of each input element.
  int flops;
  /// Adds the cotangents of its inputs; null where the derivative is zero or undefined.
  void (*derive)(Derivation&);
  /// The op on one element of dtype `d`, rounded to it.
  Scalar (*value)(DType d, Scalar const* in);
  /// What a reduction folds with.
  OpRecord const* combine;
  /// A routine: the numbers that it needs to know, from the node and the shapes of its operands.
  Dims (*form)(Node const&, Dims const* in) = nullptr;
  void (*compute)(RoutineCall const&) = nullptr;
  /// A routine along the axis attr / 2, which leaves the others as they are.
  bool along_axis = false;
  /// A routine on the last so many axes of its operands, for each index of those before them; 0: on all of them.
  int trailing_axes = 0;
  /// A routine that moves axes: where it has the batch, from where its operands have it.
  BatchPlace (*batch)(Node const&, Dims const* in, BatchPlace const* places) = nullptr;
};

/// The kernel side of a node: the op's struct by the record's id. An op's file specialises it.
template <std::uint32_t Id>
struct OpOf;

/// One node of a graph.
struct Node {
  OpRecord const* op = nullptr;
  NodeId in[3] = {-1, -1, -1};
  DType dtype = DType::f32;
  Dims dims{};
  /// leaf: its number; view, embed: its index map; reduce: the axes as bits; concat: the axis; matmul: how many axes it
  /// contracts beyond the first; region: its number; result: which one.
  std::int32_t attr = 0;
  /// constant: its value; embed: what stands where the input does not.
  Scalar constant{};
  /// Not 0: computed again, and not before its place in the graph, but together with its like (graph/rematerialise.hpp).
  std::int32_t again = 0;
};

/// Where along one axis of the operand a view reads: offset + step * (view index on `axis`), and where windows slide over
/// the axis + tap_step * (view index on `tap`). An axis of -1 has no part in it.
struct AxisMap {
  std::int32_t axis = -1;
  std::int32_t step = 0;
  std::int32_t offset = 0;
  std::int32_t tap = -1;
  std::int32_t tap_step = 0;
  constexpr bool operator==(AxisMap const&) const = default;
  constexpr bool windowed() const { return tap >= 0; }
  /// Adds a term; false if there are two others.
  constexpr bool add(std::int32_t along, std::int32_t by) {
    if (along < 0 || by == 0) return true;
    if (axis < 0 || axis == along) {
      axis = along;
      step += by;
    } else if (tap < 0 || tap == along) {
      tap = along;
      tap_step += by;
    } else
      return false;
    return true;
  }
};

/// The affine index map of a view, an entry an operand axis. Transposes, slices, broadcasts, new and dropped unit
/// axes, diagonals and sliding windows are all of this form, and so is any composition of them but windows of windows.
struct ViewMap {
  std::int32_t rank = 0;
  AxisMap axis[max_node_rank] = {};
  constexpr bool operator==(ViewMap const& other) const {
    if (rank != other.rank) return false;
    for (int i = 0; i < rank; ++i)
      if (!(axis[i] == other.axis[i])) return false;
    return true;
  }
  constexpr bool windowed() const {
    for (int i = 0; i < rank; ++i)
      if (axis[i].windowed()) return true;
    return false;
  }
  static constexpr ViewMap identity(int rank) {
    ViewMap m;
    m.rank = rank;
    for (int i = 0; i < rank; ++i) m.axis[i] = {i, 1, 0};
    return m;
  }
};

/// A composition of maps, where one map can say it.
struct Composition {
  ViewMap map{};
  bool ok = true;
};

/// The view `outer` of the view `inner` of an operand, as one map of the operand.
constexpr Composition compose(ViewMap const& inner, ViewMap const& outer) {
  Composition r;
  r.map.rank = inner.rank;
  for (int i = 0; i < inner.rank; ++i) {
    AxisMap const a = inner.axis[i];
    AxisMap m;  // assigned as a whole: g++ 12 forgets the defaults of an element whose members are assigned
    m.offset = a.offset;
    if (a.axis >= 0) {
      AxisMap const b = outer.axis[a.axis];
      m.offset += a.step * b.offset;
      m.axis = b.axis;
      m.step = b.axis < 0 ? 0 : a.step * b.step;
      if (b.windowed() || a.windowed()) {
        r.ok = m.add(b.tap, a.step * b.tap_step) && r.ok;
        if (a.windowed()) {
          AxisMap const t = outer.axis[a.tap];
          m.offset += a.tap_step * t.offset;
          r.ok = m.add(t.axis, a.tap_step * t.step) && m.add(t.tap, a.tap_step * t.tap_step) && r.ok;
        }
      }
    }
    r.map.axis[i] = m;
  }
  // No axis of a view with windows walks several axes of the operand: adjoints need not know of diagonals of windows.
  if (r.map.windowed()) {
    std::uint32_t seen = 0;
    auto once = [&seen](std::int32_t axis) {
      std::uint32_t const bit = axis < 0 ? 0u : 1u << axis;
      bool const first = (seen & bit) == 0;
      seen |= bit;
      return first;
    };
    for (int i = 0; i < r.map.rank; ++i) r.ok = once(r.map.axis[i].axis) && once(r.map.axis[i].tap) && r.ok;
  }
  return r;
}

}  // namespace tenon
