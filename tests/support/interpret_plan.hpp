// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/evaluate.hpp>
#include <tenon/graph/place.hpp>
#include <tenon/tensor/expr.hpp>

#include <cstring>
#include <vector>

/// Runs a plan made at run time, an element at a time: what the kernels do, without a compiler. Passes can so be tested
/// on thousands of graphs.
namespace tenon_test {

namespace tn = tenon;

class PlanInterpreter {
 public:
  explicit PlanInterpreter(std::vector<tn::OpRecord const*> ops) : ops_(std::move(ops)) {}

  /// `leaves[i]` are leaf i's elements before and after; the result is every output's.
  std::vector<std::vector<tn::Scalar>> run(tn::GraphView g, tn::PlanDraft const& plan,
                                           std::vector<std::vector<tn::Scalar>>& leaves) {
    workspace_.assign(static_cast<std::size_t>(plan.workspace_bytes), std::byte{0xA5});
    leaves_ = &leaves;
    outputs_.clear();
    for (int o = 0; o < g.output_count; ++o)
      outputs_.emplace_back(static_cast<std::size_t>(g.outputs[o].dims.size()), tn::Scalar{1e30, 77});
    run(plan, 0, plan.kernels.size(), 0);
    return outputs_;
  }

 private:
  std::vector<tn::OpRecord const*> ops_;
  std::vector<std::vector<tn::Scalar>>* leaves_ = nullptr;
  std::vector<std::vector<tn::Scalar>> outputs_;
  std::vector<std::byte> workspace_;
  std::int32_t turn_[tn::max_nest] = {};  ///< of the loops around a kernel

  void run(tn::PlanDraft const& plan, int first, int last, int level) {
    for (int k = first; k < last;) {
      tn::KernelLoop const loop = level < tn::max_nest ? plan.kernels[k].loops[level] : tn::KernelLoop{};
      if (loop.times == 1)
        run(plan, plan.kernels[k]);
      else
        for (turn_[level] = 0; turn_[level] < loop.times; ++turn_[level]) run(plan, k, k + loop.count, level + 1);
      if (loop.times > 1) turn_[level] = 0;
      k += loop.count;
    }
  }
  /// The element that an access reaches at an index: read, or written when a value is given.
  tn::Scalar element(tn::PlanDraft const& plan, tn::Access const& a, tn::Dims const& index, tn::Scalar const* value = nullptr) {
    tn::Buffer const& b = plan.buffers[a.buffer];
    std::int64_t i = a.offset;
    for (int x = 0; x < a.strides.rank; ++x) i += std::int64_t{a.strides[x]} * index[x];
    for (int level = 0; level < tn::max_nest; ++level) i += std::int64_t{a.steps[level]} * turn_[level];
    auto const n = static_cast<std::size_t>(i);
    if (b.where != tn::Buffer::workspace) {
      auto& elements = b.where == tn::Buffer::leaf ? (*leaves_)[static_cast<std::size_t>(b.index)]
                                                   : outputs_[static_cast<std::size_t>(b.index)];
      if (value != nullptr) elements.at(n) = *value;
      return elements.at(n);
    }
    return tn::visit_dtype(a.dtype, [&]<class T>(std::type_identity<T>) {
      std::size_t const from = static_cast<std::size_t>(b.offset) + n * sizeof(T);
      static_cast<void>(workspace_.at(from + sizeof(T) - 1));
      T x{};
      if (value != nullptr) {
        x = tn::detail::from_scalar<T>(*value);
        std::memcpy(&workspace_[from], &x, sizeof x);
      } else
        std::memcpy(&x, &workspace_[from], sizeof x);
      return tn::detail::to_scalar(x);
    });
  }
  tn::OpRecord const* op(std::uint32_t id) const {
    for (tn::OpRecord const* r : ops_)
      if (r->id == id) return r;
    return nullptr;
  }
  tn::Scalar compute(tn::PlanDraft const& plan, tn::Kernel const& k, tn::KernelNode const& n, tn::Dims const& index,
                     std::vector<tn::Scalar> const& values) {
    if (n.op == tn::kernel_op::load) return element(plan, k.loads[static_cast<int>(n.payload)], index);
    if (n.op == tn::kernel_op::constant)
      return tn::is_floating(n.dtype) ? tn::Scalar{__builtin_bit_cast(double, n.payload), 0} : tn::Scalar{0, n.payload};
    tn::Scalar in[3];
    for (int i = 0; i < 3; ++i)
      if (n.in[i] >= 0) in[i] = values[static_cast<std::size_t>(n.in[i])];
    if (n.op == tn::op::cast.id) return tn::op::detail::cast_scalar(n.in_dtype, n.dtype, in[0]);
    return op(n.op)->value(n.in_dtype, in);
  }
  /// Stores the values from before the fold, or those of the epilogue.
  void store(tn::PlanDraft const& plan, tn::Kernel const& k, tn::Dims const& index, std::vector<tn::Scalar> const& values,
             bool epilogue) {
    for (tn::Access const& a : k.stores)
      if (k.nodes[a.value].epilogue == epilogue) element(plan, a, index, &values[static_cast<std::size_t>(a.value)]);
  }
  /// One element more of a fold or contraction.
  void fold(tn::Kernel const& k, tn::KernelNode const& node, std::vector<tn::Scalar> const& values, bool first,
            tn::Scalar& total) {
    tn::Scalar const x = values[static_cast<std::size_t>(node.in[0])];
    if (k.kind == tn::KernelKind::matmul) {
      tn::Scalar const three[] = {x, values[static_cast<std::size_t>(node.in[1])], total};
      total = tn::record<tn::op::Fma>.value(node.dtype, three);
    } else if (first)
      total = x;
    else {
      tn::Scalar const pair[] = {total, x};
      total = op(k.combine)->value(node.dtype, pair);
    }
  }
  void run(tn::PlanDraft const& plan, tn::Kernel const& k) {
    tn::Dims kept, folded;
    for (int i = 0; i < k.space.rank; ++i) (i < k.kept ? kept : folded).push_back(k.space[i]);
    std::vector<tn::Scalar> values(static_cast<std::size_t>(k.nodes.size()));
    tn::Dims index{k.space.rank, {}};
    for (std::int64_t e = 0; e < kept.size(); ++e) {
      std::vector<tn::Scalar> totals(static_cast<std::size_t>(k.nodes.size()));
      if (k.kind != tn::KernelKind::map)
        for (std::int64_t f = 0; f < folded.size(); ++f) {
          std::int64_t rest = f;
          for (int a = folded.rank - 1; a >= 0; --a) {
            index[k.kept + a] = static_cast<std::int32_t>(rest % folded[a]);
            rest /= folded[a];
          }
          for (int n = 0; n < k.nodes.size(); ++n)
            if (!k.nodes[n].epilogue) values[static_cast<std::size_t>(n)] = compute(plan, k, k.nodes[n], index, values);
          store(plan, k, index, values, false);
          for (int n = 0; n < k.nodes.size(); ++n)
            if (k.nodes[n].op == tn::kernel_op::folded) fold(k, k.nodes[n], values, f == 0, totals[static_cast<std::size_t>(n)]);
        }
      for (int a = k.kept; a < k.space.rank; ++a) index[a] = 0;
      for (int n = 0; n < k.nodes.size(); ++n) {
        if (k.nodes[n].op == tn::kernel_op::folded)
          values[static_cast<std::size_t>(n)] = totals[static_cast<std::size_t>(n)];
        else if (k.kind == tn::KernelKind::map || k.nodes[n].epilogue)
          values[static_cast<std::size_t>(n)] = compute(plan, k, k.nodes[n], index, values);
      }
      store(plan, k, index, values, k.kind != tn::KernelKind::map);
      for (int a = k.kept - 1; a >= 0; --a) {
        if (++index[a] < k.space[a]) break;
        index[a] = 0;
      }
    }
  }
};

}  // namespace tenon_test
