// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/plan.hpp>
#include <tenon/graph/region_memory.hpp>

/// When the buffers of a plan are in use.
namespace tenon::detail {

/// From which kernel to which a buffer of the workspace is in use, and the memory that it takes.
struct Life {
  std::int32_t buffer = -1, first = -1, last = -1;
  std::int64_t bytes = 0;
};

/// The loops around a kernel that have others in them too: kernels `begin` to `end` take turns.
struct LoopRange {
  std::int32_t begin, end;
};
constexpr LoopRange loop_around(PlanDraft const& plan, int kernel, int level) {
  int begin = kernel;
  while (plan.kernels.items[begin].loops[level].count == 0) --begin;
  return {begin, begin + plan.kernels.items[begin].loops[level].count};
}

/// The buffers of a plan's workspace, in the order in which they are written first. What a loop does not write anew each time is
/// in use as long as the loop runs.
constexpr List<Life> lives_of(PlanDraft const& plan) {
  List<Life> lives;
  lives.reserve(plan.buffers.size());
  List<std::int32_t> number(plan.buffers.size(), -1);
  auto use = [&](Access const& a, int k) {
    std::int32_t& n = number.items[a.buffer];
    Buffer const& b = plan.buffers.items[a.buffer];
    if (n < 0 && b.where == Buffer::workspace) n = lives.push_back(Life{a.buffer, k, k, padded_bytes(b.bytes)});
    if (n >= 0) lives.items[n].last = k;
  };
  bool loops = false;
  for (int k = 0; k < plan.kernels.size(); ++k) {
    for (Access const& a : plan.kernels.items[k].loads) use(a, k);
    for (Access const& a : plan.kernels.items[k].stores) use(a, k);
    loops = loops || plan.kernels.items[k].loops[0].times > 1;
  }
  if (!loops) return lives;
  List<Life> const once = lives;
  auto widen = [&](Access const& a, int k) {
    int const n = number.items[a.buffer];
    if (n < 0) return;
    for (int level = 0; level < max_nest && plan.kernels.items[k].loops[level].times > 1; ++level) {
      LoopRange const r = loop_around(plan, k, level);
      if (a.steps[level] == 0 && once.items[n].first >= r.begin && once.items[n].last < r.end) continue;
      if (r.begin < lives.items[n].first) lives.items[n].first = r.begin;
      if (r.end - 1 > lives.items[n].last) lives.items[n].last = r.end - 1;
    }
  };
  for (int k = 0; k < plan.kernels.size(); ++k) {
    for (Access const& a : plan.kernels.items[k].loads) widen(a, k);
    for (Access const& a : plan.kernels.items[k].stores) widen(a, k);
  }
  return lives;
}

/// The most bytes that are in use at once: no placement takes less.
constexpr std::int64_t most_in_use(List<Life> const& lives, int kernels) {
  List<std::int64_t> change(kernels + 1);
  for (Life const& b : lives) {
    change.items[b.first] += b.bytes;
    change.items[b.last + 1] -= b.bytes;
  }
  std::int64_t now = 0, most = 0;
  for (int k = 0; k < kernels; ++k) {
    now += change.items[k];
    most = now > most ? now : most;
  }
  return most;
}

}  // namespace tenon::detail
