// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

/// Which values of a program are worth computing again rather than keeping.
namespace tenon::detail {

/// A value that is not kept: every node from `before` on reads a second one, computed there.
struct Recomputation {
  NodeId value = -1, before = -1;
};
struct Recomputations {
  static constexpr int most = 32;
  Recomputation of[most] = {};  ///< users before what they use
  int count = 0;
};

/// void, once T is known: what is a template for it is not compiled before.
template <class T>
using VoidFor = std::conditional_t<sizeof(T*) != 0, void, T>;

/// Of each node, whether kernels find its value in memory; the others are computed where they are read.
template <class = void>
constexpr List<bool> nodes_in_memory(GraphView g, PlanDraft const& fused) {
  List<bool> r(g.node_count, false);
  for (NodeId i = 0; i < g.node_count; ++i) r.items[i] = g[i].op->op_class == OpClass::leaf;
  for (Kernel const& k : fused.kernels)
    for (Access const& a : k.loads)
      if (NodeId const n = fused.buffers.items[a.buffer].node; n >= 0) r.items[n] = true;
  return r;
}

/// The bytes that are in use while each kernel runs.
template <class = void>
constexpr List<std::int64_t> bytes_in_use(PlanDraft const& plan) {
  List<std::int64_t> r(plan.kernels.size() + 1);
  List<Life> const lives = lives_of(plan);
  for (int i = 0; i < lives.size(); ++i) {
    r.items[lives.items[i].first] += lives.items[i].bytes;
    r.items[lives.items[i].last + 1] -= lives.items[i].bytes;
  }
  for (int k = 1; k < r.size(); ++k) r.items[k] += r.items[k - 1];
  return r;
}

/// Chooses values that lie in memory unread while the kernel with the most memory runs, one by one: that which takes most off
/// the bytes above the budget, over all kernels, for each operation it costs. Where it is computed again its operands must be
/// there: those that would be gone by then are kept longer, or are computed again earlier, which counts against it. Where
/// everything is used at once there is nothing to choose.
/// Greedy as in Chen et al., Training Deep Nets with Sublinear Memory Cost (2016), with costs and sizes as in Jain et al.,
/// Checkmate (2020), who solve it exactly, in hours.
/// Complexity: values * kernels for each choice; what is chosen in one round is bounded, as compilers limit steps.
template <class = void>  // a template only to be compiled when used
class RecomputeChoice {
 public:
  /// `plan` has its kernels in order and a buffer for each value. In the finished plan, `placed`, some share memory or take
  /// turns, and `in_use` bytes are left.
  constexpr RecomputeChoice(GraphView g, PlanDraft const& plan, PlanDraft const& placed, int buffers,
                            List<std::int64_t> const& in_use, std::int64_t budget)
      : g_(g), plan_(plan), placed_(placed), in_use_(in_use), budget_(budget), in_memory_(nodes_in_memory(g, plan)),
        buffer_of_(g.node_count, -1), updated_(g.leaf_count, plan.kernels.size()), values_(buffers) {}

  constexpr Recomputations run() {
    for (int k = 1; k < plan_.kernels.size(); ++k)
      if (in_use_.items[k] > in_use_.items[peak_]) peak_ = k;
    for (int b = 0; b < values_.size(); ++b) enter(b);
    for (int k = 0; k < plan_.kernels.size(); ++k) follow(k);
    while (chosen_ < Recomputations::most && in_use_.items[peak_] > budget_ && steps_ < most_steps) {
      int best = -1;
      double best_score = 0;
      for (int v = 0; v < values_.size(); ++v) {
        if (!is_candidate(v)) continue;
        Effect const e = choose(v, false);
        double const score = static_cast<double>(-e.above) / static_cast<double>(e.work);
        if (e.above >= 0 || score <= best_score) continue;
        best = v;
        best_score = score;
      }
      if (best < 0) break;
      choose(best, true);
    }
    return collected();
  }

 private:
  struct Value {
    NodeId node = -1, before = -1;
    std::int64_t bytes = 0, work = -1;        ///< to compute it again; -1: not known yet, 0: that cannot be done
    int until = 0;                            ///< the kernel that overwrites a variable which that takes
    int last = -1, previous = -1, next = -1;  ///< kernels that use it: the last; the last before the peak, the first after it
    bool at_peak = false, chosen = false;
    List<std::int32_t> operands = {};  ///< what has to be in memory for that
  };
  /// What a choice does to the bytes above the budget, over all kernels, and what it costs.
  struct Effect {
    std::int64_t above = 0, work = 0;
    constexpr void operator+=(Effect e) { above += e.above, work += e.work; }
  };
  static constexpr int most_steps = 40'000, most_nodes = 48, most_depth = 8;

  GraphView g_;
  PlanDraft const& plan_;
  PlanDraft const& placed_;
  List<std::int64_t> in_use_;
  std::int64_t budget_;
  List<bool> in_memory_;
  List<std::int32_t> buffer_of_;  ///< of a node
  List<std::int32_t> updated_;    ///< of a leaf: the kernel that overwrites it
  List<Value> values_;            ///< by buffer
  int peak_ = 0, steps_ = 0, chosen_ = 0, depth_ = 0;

  constexpr void enter(int b) {
    Buffer const& buffer = plan_.buffers.items[b];
    if (buffer.where != Buffer::workspace || buffer.node < 0) return;
    values_.items[b].node = buffer.node;
    values_.items[b].bytes = padded_bytes(placed_.buffers.items[b].bytes);
    buffer_of_.items[buffer.node] = b;
  }
  constexpr void follow(int k) {
    Kernel const& kernel = plan_.kernels.items[k];
    for (Access const& a : kernel.stores) {
      Buffer const& b = plan_.buffers.items[a.buffer];
      if (b.where == Buffer::leaf && k < updated_.items[b.index]) updated_.items[b.index] = k;
      if (use(a.buffer, k) && k > peak_) values_.items[a.buffer].at_peak = true;  // it is not complete before
    }
    NodeId first = -1;
    for (Access const& a : kernel.loads) {
      if (!use(a.buffer, k) || k <= peak_) continue;
      Value& v = values_.items[a.buffer];
      if (first < 0) first = first_node(kernel);
      if (first > v.node && (v.before < 0 || first < v.before)) v.before = first;
    }
  }
  /// The node that a kernel begins with: a fold or contraction rather than what comes after it.
  constexpr NodeId first_node(Kernel const& kernel) const {
    NodeId first = g_.node_count;
    for (Access const& s : kernel.stores) {
      NodeId const last = plan_.buffers.items[s.buffer].node;
      if (last < 0) continue;
      first = last < first ? last : first;
      List<bool> needed(last + 1, false);
      needed.items[last] = true;
      int open = 1;
      for (NodeId i = last; open > 0; --i) {
        if (!needed.items[i]) continue;
        --open;
        Node const& n = g_[i];
        if ((n.op->op_class == OpClass::matmul || n.op->op_class == OpClass::reduce) && i < first) first = i;
        for (int k = 0; k < n.op->arity; ++k)
          if (NodeId const in = n.in[k]; !in_memory_.items[in] && !needed.items[in]) {
            needed.items[in] = true;
            ++open;
          }
      }
    }
    return first;
  }
  constexpr bool use(int buffer, int k) {
    if (buffer >= values_.size() || values_.items[buffer].node < 0) return false;
    Value& v = values_.items[buffer];
    v.last = k;
    if (k < peak_)
      v.previous = k;
    else if (k == peak_)
      v.at_peak = true;
    else if (v.next < 0)
      v.next = k;
    return true;
  }

  constexpr bool is_candidate(int b) {
    Value& v = values_.items[b];
    if (v.node < 0 || v.chosen || v.at_peak || v.previous < 0 || v.next < 0 || v.before < 0 || v.bytes == 0) return false;
    return can_be_computed(v, v.next);
  }
  constexpr bool can_be_computed(Value& v, int k) const {
    if (v.work < 0) describe(v);
    return v.work > 0 && k <= v.until;
  }
  /// What it takes to compute a value again: the nodes down to those in memory.
  constexpr void describe(Value& v) const {
    v.work = 0;
    v.until = plan_.kernels.size();
    std::int64_t work = g_[v.node].dims.size();
    List<bool> needed(v.node + 1, false), read(v.node + 1, false);
    needed.items[v.node] = true;
    int open = 1, nodes = 0;
    for (NodeId i = v.node; open > 0; --i) {
      if (!needed.items[i]) continue;
      --open;
      Node const& n = g_[i];
      if (is_control(n.op->op_class) || ++nodes > most_nodes) return;
      work += work_of(n);
      for (int k = 0; k < n.op->arity; ++k) {
        NodeId const in = n.in[k];
        if (read.items[in] || needed.items[in]) continue;
        if (!in_memory_.items[in]) {
          needed.items[in] = true;
          ++open;
          continue;
        }
        read.items[in] = true;
        if (g_[in].op == &op::leaf) {
          if (updated_.items[g_[in].attr] < v.until) v.until = updated_.items[g_[in].attr];
        } else if (buffer_of_.items[in] < 0)
          return;
        else
          v.operands.push_back(buffer_of_.items[in]);
      }
    }
    v.work = work > 0 ? work : 1;
  }
  constexpr std::int64_t work_of(Node const& n) const {
    std::int64_t size = n.dims.size();
    switch (n.op->op_class) {
      case OpClass::constant:
      case OpClass::view:
      case OpClass::reshape: return 0;
      case OpClass::matmul:
        for (int c = 0; c <= n.attr; ++c) size *= g_[n.in[0]].dims[n.dims.rank - 1 + c];
        return 2 * size;
      case OpClass::reduce: return g_[n.in[0]].dims.size();
      case OpClass::routine:
        for (int k = 0; k < n.op->arity; ++k)
          if (g_[n.in[k]].dims.size() > size) size = g_[n.in[k]].dims.size();
        return size * (n.op->flops > 0 ? n.op->flops : 1);
      default: return size * (n.op->flops > 0 ? n.op->flops : 1);
    }
  }

  constexpr std::int64_t above(std::int64_t bytes) const { return bytes > budget_ ? bytes - budget_ : 0; }
  /// Changes what is in use from one kernel to another.
  constexpr Effect change(int first, int last, std::int64_t by, bool commit) {
    Effect e;
    for (int k = first; k <= last; ++k) {
      e.above += above(in_use_.items[k] + by) - above(in_use_.items[k]);
      if (commit) in_use_.items[k] += by;
    }
    steps_ += last >= first ? last - first + 4 : 4;
    return e;
  }
  /// A value is not kept.
  constexpr Effect choose(int b, bool commit) {
    Value& v = values_.items[b];
    Effect e = change(v.previous + 1, v.next - 1, -v.bytes, commit);
    e += compute(b, v.next, v.before, commit);
    return e;
  }
  /// A value is computed in front of kernel k.
  constexpr Effect compute(int b, int k, NodeId before, bool commit) {
    Value& v = values_.items[b];
    Effect e{0, v.work};
    if (commit) v.chosen = true, ++chosen_;
    ++depth_;
    for (std::int32_t const w : v.operands) e += need(w, k, before, commit);
    --depth_;
    return e;
  }
  /// Somebody needs a value in kernel k, after the peak.
  constexpr Effect need(int b, int k, NodeId before, bool commit) {
    Value& v = values_.items[b];
    Effect e;
    if (k > v.last) {
      e = change(v.last + 1, k, v.bytes, false);
      if (!v.chosen && e.above > 0 && depth_ < most_depth && can_be_computed(v, k)) {
        Effect again = change(k, k, v.bytes, false);
        again += compute(b, k, before, false);
        if (again.above < e.above) {
          if (commit) {
            change(k, k, v.bytes, true);
            compute(b, k, before, true);
            v.next = v.last = k;
            v.before = before;
          }
          return again;
        }
      }
      if (commit) change(v.last + 1, k, v.bytes, true);
    }
    if (v.chosen && k < v.next) {
      e += change(k, v.next - 1, v.bytes, commit);
      for (std::int32_t const w : v.operands) e += need(w, k, before, commit);
    }
    if (commit) {
      if (k > v.last) v.last = k;
      if (v.next < 0 || k < v.next) v.next = k;
      if (v.before < 0 || before < v.before) v.before = before;
    }
    return e;
  }

  constexpr Recomputations collected() const {
    Recomputations r;
    for (Value const& v : values_) {
      if (!v.chosen || r.count == Recomputations::most) continue;
      int i = r.count++;
      for (; i > 0 && r.of[i - 1].value < v.node; --i) r.of[i] = r.of[i - 1];
      r.of[i] = {v.node, v.before};
    }
    return r;
  }
};

}  // namespace tenon::detail
