// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// What the fusion pass makes of a graph: kernels over named buffers.
namespace tenon {

/// The loop nest of a kernel.
enum class KernelKind : std::uint8_t {
  map,      ///< every element on its own
  reduce,   ///< the trailing axes folded
  matmul,   ///< a contraction of two operands over the trailing axis, or several of equal extents that are independent
  routine,  ///< an algorithm on whole operands; the space is its form
  region    ///< a loop or a branch: its bodies are programs of their own
};

/// One value inside a kernel. `op` is the id of an elementwise op's record, or one of those below.
struct KernelNode {
  std::uint32_t op = 0;
  DType dtype = DType::f32;
  /// The dtype the op computes in: that of its last input.
  DType in_dtype = DType::f32;
  /// After the fold or contraction rather than before it.
  bool epilogue = false;
  std::int16_t in[3] = {-1, -1, -1};
  /// Operations an element, for the cost model. The kernels' descriptors leave it out.
  std::int16_t flops = 0;
  /// load: the operand's number. constant: its bits, as a double or a 64-bit integer.
  std::int64_t payload = 0;
  constexpr bool operator==(KernelNode const&) const = default;
};

namespace kernel_op {
inline constexpr std::uint32_t load = hash_name("load");
inline constexpr std::uint32_t constant = hash_name("constant");
/// What the fold or contraction gives.
inline constexpr std::uint32_t folded = hash_name("folded");
}  // namespace kernel_op

/// Memory that kernels read and write.
struct Buffer {
  enum Where : std::uint8_t { leaf, output, workspace } where = workspace;
  std::int32_t index = -1;  ///< the leaf's or output's number
  std::int64_t offset = 0;  ///< workspace: bytes from its start
  std::int64_t bytes = 0;
  NodeId node = -1;
};

/// A loop around kernels: `count` of them, from the one that has it on, run `times` times. Loops lie in each other, the outermost
/// first; a kernel's space is what one time does.
struct KernelLoop {
  std::int32_t count = 1, times = 1;
};
inline constexpr int max_nest = 3;

/// How a kernel walks a buffer: element offset, and a stride for each axis of its space; a store of what comes after a
/// fold has none for the folded axes.
struct Access {
  std::int32_t buffer = -1;
  DType dtype = DType::f32;
  std::int32_t offset = 0;
  Dims strides{};
  /// store: the kernel node whose value goes there.
  std::int16_t value = -1;
  /// Elements from one time to the next of each loop around the kernel; 0 where every time takes the place of the one before.
  std::int32_t steps[max_nest] = {};
};

/// Where the left operand of a contraction is zero: a window's tap on padding. With index i of the kept axis `outer` and j of the
/// contracted axis `inner`, unless 0 <= offset + step * i + tap_step * j < extent. Kernels may leave these products out.
struct Trim {
  std::int32_t outer = -1, inner = -1, step = 0, tap_step = 0, offset = 0, extent = 0;
  constexpr bool operator==(Trim const&) const = default;
};
inline constexpr int max_trims = 3;  // an axis of space each

struct Kernel {
  KernelKind kind = KernelKind::map;
  /// reduce: the id of the op that folds. routine: that of the op. region: its number.
  std::uint32_t combine = 0;
  /// Kept axes, then folded (reduce) or contracted (matmul) ones.
  Dims space{};
  std::int32_t kept = 0;
  detail::List<KernelNode> nodes;
  detail::List<Access> loads;
  detail::List<Access> stores;
  Trim trims[max_trims] = {};
  std::int32_t trim_count = 0;
  KernelLoop loops[max_nest] = {};
  /// As that of the nodes it computes: it becomes a part of no kernel that has another.
  std::int32_t again = 0;
};

namespace detail {
/// The folds or contractions of a kernel: several where small products were joined to one kernel.
constexpr int product_count(Kernel const& k) {
  int n = 0;
  for (KernelNode const& node : k.nodes) n += node.op == kernel_op::folded ? 1 : 0;
  return n;
}
}  // namespace detail

struct PlanDraft {
  detail::List<Kernel> kernels;
  detail::List<Buffer> buffers;
  std::int64_t workspace_bytes = 0;
};

}  // namespace tenon
