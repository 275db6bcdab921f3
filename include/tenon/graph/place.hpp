// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/in_place.hpp>
#include <tenon/graph/order.hpp>
#include <tenon/graph/row_blocks.hpp>

namespace tenon {

namespace detail {

/// Where buffers were put, and the bytes that takes.
struct Offsets {
  List<std::int64_t> of;  ///< by the number of a life
  std::int64_t end = 0;
};

/// Follows a program and gives each buffer a hole that is large enough, else the end, when it is written first; what is read
/// for the last time leaves a hole. The same backwards is as good a placement, and often another one.
/// Complexity: linear but for the holes, which are few.
class InTimeOrder {
 public:
  constexpr InTimeOrder(List<Life> const& lives, int kernels)
      : lives_(lives), kernels_(kernels), offsets_{List<std::int64_t>(lives.size()), 0}, born_(kernels, -1), dies_(kernels, -1),
        next_born_(lives.size()), next_to_die_(lives.size()) {}

  /// `best`: the smallest hole that is large enough, instead of the first.
  constexpr Offsets run(bool backwards, bool best) {
    for (int n = lives_.size() - 1; n >= 0; --n) {
      Life const& life = lives_.items[n];
      enter(born_, next_born_, backwards ? kernels_ - 1 - life.last : life.first, n);
      enter(dies_, next_to_die_, backwards ? kernels_ - 1 - life.first : life.last, n);
    }
    for (int k = 0; k < kernels_; ++k) {
      for (std::int32_t n = born_.items[k]; n >= 0; n = next_born_.items[n]) place(n, best);
      for (std::int32_t n = dies_.items[k]; n >= 0; n = next_to_die_.items[n]) release(n);
    }
    return static_cast<Offsets&&>(offsets_);
  }

 private:
  struct Hole {
    std::int64_t begin = 0, end = 0;
  };
  List<Life> const& lives_;
  int kernels_;
  Offsets offsets_;
  List<std::int32_t> born_, dies_;  ///< of a kernel: the first of its lives; the others follow in the next two
  List<std::int32_t> next_born_, next_to_die_;
  List<Hole> holes_;  ///< by address, never touching
  std::int64_t end_ = 0;

  static constexpr void enter(List<std::int32_t>& first, List<std::int32_t>& next, int kernel, int n) {
    next.items[n] = first.items[kernel];
    first.items[kernel] = n;
  }
  constexpr void place(int n, bool best) {
    std::int64_t const bytes = lives_.items[n].bytes;
    int at = -1;
    std::int64_t smallest = 0;
    for (int i = 0; i < holes_.length && (best || at < 0); ++i) {
      std::int64_t const size = holes_.items[i].end - holes_.items[i].begin;
      if (size >= bytes && (at < 0 || size < smallest)) {
        at = i;
        smallest = size;
      }
    }
    if (at >= 0) {
      offsets_.of.items[n] = holes_.items[at].begin;
      holes_.items[at].begin += bytes;
      if (holes_.items[at].begin == holes_.items[at].end) erase(at);
    } else {
      offsets_.of.items[n] = end_;
      end_ += bytes;
      if (end_ > offsets_.end) offsets_.end = end_;
    }
  }
  constexpr void release(int n) {
    std::int64_t const begin = offsets_.of.items[n], end = begin + lives_.items[n].bytes;
    int i = 0;
    while (i < holes_.length && holes_.items[i].end < begin) ++i;
    bool const before = i < holes_.length && holes_.items[i].end == begin;
    int const after = before ? i + 1 : i;
    bool const behind = after < holes_.length && holes_.items[after].begin == end;
    if (before && behind) {
      holes_.items[i].end = holes_.items[after].end;
      erase(after);
    } else if (before)
      holes_.items[i].end = end;
    else if (behind)
      holes_.items[after].begin = begin;
    else {
      holes_.push_back(Hole{});
      for (int j = holes_.length - 1; j > i; --j) holes_.items[j] = holes_.items[j - 1];
      holes_.items[i] = {begin, end};
    }
    // Free space at the end is not a hole.
    if (holes_.length > 0 && holes_.items[holes_.length - 1].end == end_) {
      end_ = holes_.items[holes_.length - 1].begin;
      holes_.truncate(holes_.length - 1);
    }
  }
  constexpr void erase(int i) {
    for (int j = i; j + 1 < holes_.length; ++j) holes_.items[j] = holes_.items[j + 1];
    holes_.truncate(holes_.length - 1);
  }
};

/// Gives buffers offsets in any order: each goes to the lowest place that is free while it is in use.
/// Complexity: quadratic.
constexpr Offsets in_order(List<Life> const& lives, List<std::int32_t> const& order) {
  Offsets r{List<std::int64_t>(lives.size()), 0};
  List<std::int32_t> placed;  // by offset
  placed.reserve(lives.size());
  for (std::int32_t const n : order) {
    Life const& life = lives.items[n];
    std::int64_t at = 0;
    for (std::int32_t const other : placed) {
      Life const& o = lives.items[other];
      if (o.last < life.first || life.last < o.first) continue;
      if (r.of.items[other] - at >= life.bytes) break;
      if (r.of.items[other] + o.bytes > at) at = r.of.items[other] + o.bytes;
    }
    r.of.items[n] = at;
    if (at + life.bytes > r.end) r.end = at + life.bytes;
    int i = placed.push_back(n);
    for (; i > 0 && r.of.items[placed.items[i - 1]] > at; --i) placed.items[i] = placed.items[i - 1];
    placed.items[i] = n;
  }
  return r;
}

/// Gives every workspace buffer an offset: tries ways to do so until one takes no more than what is in use at once.
/// Those that are quadratic are for small programs; large ones have many ways to fill a hole.
class Placement {
 public:
  constexpr explicit Placement(PlanDraft& plan)
      : plan_(plan), lives_(lives_of(plan)), least_(most_in_use(lives_, plan.kernels.size())) {}

  constexpr void run() {
    for (int way = 0; way < 4 && !is_done(); ++way)
      keep(InTimeOrder(lives_, plan_.kernels.size()).run((way & 1) != 0, (way & 2) != 0));
    if (!is_done() && lives_.size() <= few) {
      largest_first(false);
      largest_first(true);
    }
    for (int n = 0; n < lives_.size(); ++n) plan_.buffers.items[lives_.items[n].buffer].offset = best_.of.items[n];
    plan_.workspace_bytes = best_.end;
  }

 private:
  static constexpr int few = 96;
  /// How many pairs of buffers may be looked at in search of a better order: compilers limit steps.
  static constexpr int most_pairs = 20'000;

  PlanDraft& plan_;
  List<Life> lives_;
  std::int64_t least_;
  Offsets best_{{}, -1};

  constexpr bool is_done() const { return best_.end == least_; }
  constexpr void keep(Offsets&& found) {
    if (best_.end < 0 || found.end < best_.end) best_ = static_cast<Offsets&&>(found);
  }

  /// Large buffers first, as long as they are in use if `long_lived`; then the one that ends last goes to the front, again
  /// and again.
  constexpr void largest_first(bool long_lived) {
    int const n = lives_.size();
    auto weight = [&](std::int32_t i) {
      Life const& b = lives_.items[i];
      return long_lived ? b.bytes * (b.last - b.first + 1) : b.bytes;
    };
    List<std::int32_t> order(n);
    for (int i = 0; i < n; ++i) {
      int at = i;
      for (; at > 0 && weight(order.items[at - 1]) < weight(i); --at) order.items[at] = order.items[at - 1];
      order.items[at] = i;
    }
    for (int round = 0; round < 32 && round * n * n <= most_pairs && !is_done(); ++round) {
      Offsets found = in_order(lives_, order);
      int at = 0;
      for (int i = 0; i < n; ++i)
        if (found.of.items[order.items[i]] + lives_.items[order.items[i]].bytes == found.end) at = i;
      std::int32_t const highest = order.items[at];
      for (; at > 0; --at) order.items[at] = order.items[at - 1];
      order.items[0] = highest;
      keep(static_cast<Offsets&&>(found));
    }
  }
};

}  // namespace detail

/// A lower bound of a plan's workspace: the most bytes, in whole cache lines, that are in use while one of its kernels runs.
constexpr std::int64_t live_bytes(PlanDraft const& plan) {
  return detail::most_in_use(detail::lives_of(plan), plan.kernels.size());
}

namespace detail {
/// The passes after fusion, which end in kernels of normal form.
constexpr void arrange(PlanDraft& plan, BlockBytes const& caches = {}) {
  UpdateOrder(plan).run();
  InPlace(plan).run();
  for (Kernel& k : plan.kernels) collapse(k);
  RowBlocks(plan, caches).run();
  Placement(plan).run();
}
}  // namespace detail

/// The whole plan of a graph: kernels in order, every buffer with its place. Those of bodies are worked out on the way.
constexpr PlanDraft make_plan(GraphView g, detail::BlockBytes const& caches = {}) {
  detail::List<std::int64_t> scratch;
  for (NodeId i = 0; i < g.node_count; ++i) {
    if (g[i].op->op_class != OpClass::region) continue;
    FrozenRegion const& r = g.region_of(g[i]);
    std::int64_t largest = 0;
    for (int k = 0; k < r.bodies; ++k) {
      std::int64_t const bytes = make_plan(g.body(r.first_body + k), caches).workspace_bytes;
      largest = bytes > largest ? bytes : largest;
    }
    while (scratch.size() <= g[i].attr) scratch.push_back(0);
    scratch.items[g[i].attr] = detail::alternates_bytes(g, r) + largest;
  }
  detail::List<bool> const stored = detail::StoreChoice(g).run();
  PlanDraft plan = fuse(g, stored.items, scratch.items);
  detail::arrange(plan, caches);
  return plan;
}

}  // namespace tenon
