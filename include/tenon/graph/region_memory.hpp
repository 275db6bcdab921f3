// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// The memory of loops and branches.
namespace tenon {

/// Alignment of every buffer in the workspace: a cache line, and the widest lane.
inline constexpr std::int64_t buffer_alignment = 64;

namespace detail {

constexpr std::int64_t padded_bytes(std::int64_t bytes) {
  return (bytes + buffer_alignment - 1) / buffer_alignment * buffer_alignment;
}

constexpr int result_count(GraphView g, FrozenRegion const& r) {
  return r.form.is_loop ? r.form.results() : g.body(r.first_body).output_count;
}

struct ResultBytes {
  DType dtype = DType::i32;
  std::int64_t bytes = 4;
};
/// Of a region's result.
constexpr ResultBytes result_bytes(GraphView g, FrozenRegion const& r, int result) {
  if (r.form.is_loop && result == RegionForm::steps_run) return {};
  GraphView const body = g.body(r.first_body);
  Output const& o = body.outputs[r.form.is_loop ? result - 1 : result];
  DType const dtype = body[o.node].dtype;
  bool const stacked = r.form.is_loop && result > r.form.carries;
  return {dtype, o.dims.size() * static_cast<std::int64_t>(size_of(dtype)) * (stacked ? r.form.bound : 1)};
}

/// What a region needs to run: a second place for each carry, which alternate, then the workspace of its largest body.
constexpr std::int64_t alternates_bytes(GraphView g, FrozenRegion const& r) {
  std::int64_t bytes = 0;
  if (r.form.is_loop)
    for (int c = 0; c < r.form.carries; ++c) bytes += padded_bytes(result_bytes(g, r, RegionForm::last_carry(c)).bytes);
  return bytes;
}

}  // namespace detail
}  // namespace tenon
