// SPDX-License-Identifier: MIT
#pragma once

#include "support/op_laws.hpp"

#include <tenon/graph/derive.hpp>

#include <cstdlib>

/// Random graphs, made while compiling, run by the kernels and by the evaluator.
namespace tenon_test {

/// A stream of small numbers, in constant evaluation too.
struct Dice {
  std::uint64_t state;
  constexpr int operator()(int sides) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(sides));
  }
};

/// Grows a graph op by op. Values stay of order one, so that rounding does not hide mistakes; integers wrap and are
/// compared exactly.
class GraphMaker {
 public:
  constexpr GraphMaker(std::uint64_t seed, tn::DType dtype) : dice_{seed * 7919 + 17}, dtype_(dtype) {}

  constexpr tn::GraphDraft run(int leaves, int ops, int outputs, int updates) {
    for (int i = 0; i < leaves; ++i) {
      tn::Dims d;
      int const rank = 1 + dice_(3);
      for (int a = 0; a < rank; ++a) d.push_back(extents[dice_(8)]);
      pool_.push_back(draft_.add_leaf(dtype_, d, tn::LeafKind::input));
    }
    for (int i = 0; i < ops; ++i) {
      tn::NodeId const id = grow();
      if (id >= 0 && draft_.builder[id].dims.size() <= 400) pool_.push_back(id);
    }
    for (int i = 0; i < outputs; ++i) draft_.add_output(pool_[pool_.size() - 1 - dice_(pool_.size() < 6 ? pool_.size() : 6)]);
    for (int i = 0; i < updates; ++i) update(dice_(leaves));
    return static_cast<tn::GraphDraft&&>(draft_);
  }

  /// One result, and its cotangents with respect to all leaves but the last, which is that of the result.
  constexpr tn::GraphDraft run_with_gradient(int leaves, int ops) {
    tn::GraphDraft d = run(leaves, ops, 1, 0);
    tn::NodeId const y = d.outputs[0].node;
    tn::detail::List<tn::NodeId> wrt;
    for (tn::NodeId const leaf : d.builder.current) wrt.push_back(leaf);
    tn::NodeId const seed = d.add_leaf(dtype_, d.builder[y].dims, tn::LeafKind::input);
    for (tn::NodeId const g : tn::derive(d.builder, y, seed, wrt)) d.add_output(g);
    return d;
  }

 private:
  static constexpr int extents[] = {1, 2, 3, 4, 5, 7, 9, 17};
  Dice dice_;
  tn::DType dtype_;
  tn::GraphDraft draft_;
  tn::detail::List<tn::NodeId> pool_;

  constexpr bool floating() const { return tn::is_floating(dtype_); }
  constexpr tn::Value pick() {
    return {&draft_.builder,
            pool_[dice_(3) == 0 ? dice_(pool_.size()) : pool_.size() - 1 - dice_(pool_.size() < 5 ? pool_.size() : 5)]};
  }
  constexpr tn::Dims dims(tn::Value v) const { return draft_.builder[v.id].dims; }
  constexpr tn::Value scaled(tn::Value v, double by) { return floating() ? v * by : v; }

  constexpr tn::NodeId grow() {
    switch (dice_(12)) {
      case 0:
      case 1: return binary();
      case 2:
      case 3: return unary();
      case 4: return reduction();
      case 5: return product();
      case 6: return slice();
      case 7: return concatenation();
      case 8: return windows().id;
      case 9: return convolution();
      case 10: return folded_windows();
      default: return layout();
    }
  }

  // A partner that broadcasts: by luck, or the value itself reduced, transposed or as it is.
  constexpr tn::Value partner(tn::Value a) {
    for (int tries = 0; tries < 6; ++tries) {
      tn::Value const b = pick();
      if (tn::broadcast(dims(a), dims(b)).ok && tn::broadcast(dims(a), dims(b)).dims.size() <= 400) return b;
    }
    if (dims(a).rank > 0 && dice_(2) == 0)
      return {a.builder, tn::expand_reduced(*a.builder, tn::reduce(*a.builder, tn::op::max, a.id, 1), dims(a), 1)};
    return a;
  }
  constexpr tn::NodeId binary() {
    tn::Value const a = pick(), b = partner(a);
    switch (dice_(6)) {
      case 0: return scaled(a + b, 0.5).id;
      case 1: return scaled(a - b, 0.5).id;
      case 2: return scaled(a * b, 0.25).id;
      case 3: return tn::elementwise<tn::op::Maximum>(a, b).id;
      case 4: return tn::elementwise<tn::op::Minimum>(a, b).id;
      default: return tn::elementwise<tn::op::Where>(tn::elementwise<tn::op::Less>(a, tn::constant_like(a, 0)), a, b).id;
    }
  }
  constexpr tn::NodeId unary() {
    tn::Value const a = pick();
    switch (dice_(floating() ? 6 : 3)) {
      case 0: return (-a).id;
      case 1: return tn::elementwise<tn::op::Abs>(a).id;
      case 2: return tn::elementwise<tn::op::Relu>(a).id;
      case 3: return tn::elementwise<tn::op::Tanh>(a).id;
      case 4: return tn::elementwise<tn::op::Sigmoid>(a).id;
      default: return (tn::elementwise<tn::op::Square>(a) * 0.25).id;
    }
  }
  constexpr tn::NodeId reduction() {
    tn::Value const a = pick();
    int const rank = dims(a).rank;
    if (rank == 0) return -1;
    auto const axes = static_cast<std::uint32_t>(1 + dice_((1 << rank) - 1));
    bool const keep = dice_(3) == 0;
    tn::OpRecord const& op = dice_(2) == 0 ? tn::op::max : floating() ? tn::op::mean : tn::op::sum;
    tn::NodeId const r = tn::reduce(draft_.builder, op, a.id, axes);
    return keep ? tn::expand_reduced(draft_.builder, r, dims(a), axes) : r;
  }
  constexpr tn::NodeId product() {
    for (int tries = 0; tries < 8; ++tries) {
      tn::Value a = pick(), b = pick();
      if (dice_(3) == 0 && dims(a).rank > 1) a = {a.builder, tn::transpose_last(*a.builder, a.id)};
      if (dice_(3) == 0 && dims(b).rank > 1) b = {b.builder, tn::transpose_last(*b.builder, b.id)};
      tn::MatmulRule const r = tn::MatmulRule::of(dims(a), dims(b));
      if (!r.ok || r.full.size() > 400) continue;
      return scaled(tn::Matmul::record(a, b), 1.0 / (4 * r.left[r.left.rank - 1])).id;
    }
    return -1;
  }
  constexpr tn::NodeId slice() {
    tn::Value const a = pick();
    tn::Dims const d = dims(a);
    tn::SliceItem items[tn::max_rank];
    for (int i = 0; i < d.rank; ++i) {
      tn::SliceItem& s = items[i];
      int const kind = dice_(5);
      if (kind == 0 && d.rank > 1)
        s = {tn::SliceItem::index, dice_(d[i]), 0, 1};
      else if (kind == 1)
        s = {tn::SliceItem::range, tn::slice_end, tn::slice_end, -1 - dice_(2)};
      else if (kind == 2)
        s = {tn::SliceItem::range, dice_(d[i]), tn::slice_end, 1 + dice_(3)};
    }
    tn::ResolvedSlice const r = tn::resolve(d, items, d.rank);
    tn::ViewMap m;
    m.rank = d.rank;
    for (int i = 0; i < d.rank; ++i) m.axis[i] = {r.target[i], r.target[i] < 0 ? 0 : r.step[i], r.offset[i]};
    return tn::make_view(draft_.builder, a.id, m, r.dims);
  }
  /// Windows over one or two axes; the taps are the last axes.
  constexpr tn::Value windows() {
    tn::Value const a = pick();
    tn::Dims dims = this->dims(a);
    tn::ViewMap map = tn::ViewMap::identity(dims.rank);
    for (int i = 0, n = dims.rank; i < n && dims.rank < 5; ++i) {
      int const extent = dims[i], taps = 2 + dice_(2), step = 1 + dice_(3), tap_step = dice_(4) == 0 ? 2 : 1;
      int const reach = tap_step * (taps - 1), flipped = dice_(3) == 0 ? 1 : 0, first = dice_(2);
      if (extent <= reach + first || dice_(2) == 0) continue;
      dims[i] = (extent - 1 - reach - first) / step + 1;
      map.axis[i] = {i, step, first + (flipped != 0 ? reach : 0), dims.rank, flipped != 0 ? -tap_step : tap_step};
      dims.push_back(taps);
    }
    if (dims.size() > 400) return a;
    return {a.builder, tn::make_view(draft_.builder, a.id, map, dims)};
  }
  /// A view, looked at from what it shows: windows added where they overlap.
  constexpr tn::NodeId folded_windows() {
    tn::Builder& b = draft_.builder;
    tn::Value const x = windows();
    if (b[x.id].op != &tn::op::view) return x.id;
    tn::Node const view = b[x.id];
    tn::Value const y = floating() ? tn::elementwise<tn::op::Tanh>(x) : x;
    return scaled({&b, tn::adjoint::of_view(b, y.id, b.maps[view.attr], b[view.in[0]].dims)}, 0.25).id;
  }
  /// Windows times a kernel made of the elements of some value, folded over all taps and perhaps over more.
  constexpr tn::NodeId convolution() {
    tn::Value const x = windows(), other = pick();
    tn::Dims const d = dims(x);
    if (d.rank == 0) return -1;
    int const columns = 1 + dice_(4), folded = 1 + dice_(d.rank < 3 ? d.rank : 3);
    tn::Dims kernel;
    tn::detail::NamedAxes left{x.id, {}}, right{-1, {}};
    tn::Dims out;
    for (int i = 0; i < d.rank; ++i) {
      left.names.push_back(i);
      if (i < d.rank - folded)
        out.push_back(i);
      else {
        kernel.push_back(d[i]);
        right.names.push_back(i);
      }
    }
    kernel.push_back(columns);
    right.names.push_back(d.rank);
    out.push_back(d.rank);
    if (dims(other).size() < kernel.size() || kernel.size() == columns) return -1;
    tn::Builder& b = draft_.builder;
    tn::Dims const flat{1, {static_cast<std::int32_t>(dims(other).size())}}, part{1, {static_cast<std::int32_t>(kernel.size())}};
    right.node = tn::reshape(b, tn::make_view(b, tn::reshape(b, other.id, flat), tn::ViewMap::identity(1), part), kernel);
    return scaled({&b, tn::detail::contract(b, left, right, out)}, 1.0 / (4 * static_cast<double>(kernel.size() / columns))).id;
  }
  constexpr tn::NodeId concatenation() {
    tn::Value const a = pick();
    tn::Value b = pick();
    int const rank = dims(a).rank;
    if (rank == 0) return -1;
    int const axis = dice_(rank);
    tn::Dims x = dims(b), y = dims(a);
    x[axis] = y[axis];
    if (!(x == y) || x.rank != rank) b = a;
    return tn::concat(draft_.builder, a.id, b.id, axis);
  }
  constexpr tn::NodeId layout() {
    tn::Value const a = pick();
    tn::Dims const d = dims(a);
    if (d.rank < 2 || dice_(3) == 0) {
      tn::Dims flat{1, {static_cast<std::int32_t>(d.size())}};
      for (int f = 2; f < 6; ++f)
        if (d.size() % f == 0 && dice_(2) == 0) flat = tn::Dims{2, {f, static_cast<std::int32_t>(d.size() / f)}};
      return tn::reshape(draft_.builder, a.id, flat);
    }
    tn::Dims order{d.rank, {}};
    for (int i = 0; i < d.rank; ++i) order[i] = i;
    for (int i = d.rank - 1; i > 0; --i) {
      int const j = dice_(i + 1);
      std::int32_t const t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    return tn::permute(draft_.builder, a.id, order);
  }
  // A new value for a leaf, from values that read it and others.
  constexpr void update(int leaf) {
    tn::Value const old{&draft_.builder, draft_.builder.current[leaf]};
    for (int i = 0; i < draft_.outputs.size(); ++i)
      if (draft_.outputs[i].leaf == leaf) return;
    tn::Value next = scaled(old - partner(old), 0.5);
    for (int tries = 0; tries < 6; ++tries) {
      tn::Value const v = pick();
      if (dims(v) == dims(old)) next = scaled(next + v, 0.5);
    }
    if (dims(next) == dims(old)) draft_.add_update(leaf, next.id);
  }
};

/// The memory of a program: random leaves, outputs, and a workspace of exactly the right size full of NaN.
template <class T>
struct GraphMemory {
  std::vector<std::vector<T>> values;
  std::vector<std::byte*> pointers;
  tn::detail::List<tn::Evaluator::Values> leaves;
  std::byte* workspace;

  GraphMemory(tn::GraphView g, std::size_t workspace_bytes) {
    auto add = [this](tn::Dims const& d) { values.emplace_back(static_cast<std::size_t>(d.size()) + 1); };
    Random random;
    for (int i = 0; i < g.leaf_count; ++i) {
      add(g.leaves[i].dims);
      values.back().pop_back();
      tn::Evaluator::Values v;
      for (T& x : values.back()) {
        x = random.sample<T>(-2, 2);
        v.push_back(std::is_floating_point_v<T> ? tn::Scalar{static_cast<double>(x), 0}
                                                : tn::Scalar{0, static_cast<std::int64_t>(x)});
      }
      leaves.push_back(v);
    }
    for (int o = 0; o < g.output_count; ++o) add(g.outputs[o].dims);
    for (auto& m : values) pointers.push_back(reinterpret_cast<std::byte*>(m.data()));
    std::size_t const bytes = (workspace_bytes + 63) / 64 * 64;
    workspace = static_cast<std::byte*>(std::aligned_alloc(64, bytes));
    std::memset(workspace, 0xff, bytes);
    pointers.push_back(workspace);
  }
  ~GraphMemory() { std::free(workspace); }
  GraphMemory(GraphMemory const&) = delete;
  GraphMemory& operator=(GraphMemory const&) = delete;

  /// Compares outputs and updated leaves with the evaluator's.
  void compare(tn::GraphView g, double tolerance) const {
    auto const want = tn::evaluate(g, leaves, std::is_floating_point_v<T> ? tn::Precision::reference : tn::Precision::dtype);
    for (int o = 0; o < g.output_count; ++o) {
      auto const& got = values[static_cast<std::size_t>(g.outputs[o].leaf >= 0 ? g.outputs[o].leaf : g.leaf_count + o)];
      Worst w{"output " + std::to_string(o), 0, {}};
      for (int i = 0; i < want[o].size(); ++i) {
        T const x = got[static_cast<std::size_t>(i)];
        double const off = std::is_floating_point_v<T>         ? std::abs(static_cast<double>(x) - want[o][i].f)
                           : x == static_cast<T>(want[o][i].i) ? 0
                                                               : 1;
        w.add(off, std::to_string(i));
      }
      w.check(tolerance);
    }
  }
};

/// Runs the graph of a recorder with the kernels and compares with the evaluator.
template <class T, class Recorder>
void check_program(double tolerance) {
  using P = tn::kernel::Program<tn::Frozen<Recorder>>;
  tn::GraphView const g = tn::Frozen<Recorder>::graph.view();
  GraphMemory<T> m(g, P::workspace_bytes);
  P::run(m.pointers.data());
  m.compare(g, tolerance);
}

/// Checks the derivatives in a graph of `run_with_gradient` against central differences of its first output.
inline void check_derivatives(tn::GraphView g, double tolerance) {
  Random random;
  tn::detail::List<tn::Evaluator::Values> leaves;
  for (int i = 0; i < g.leaf_count; ++i) {
    tn::Evaluator::Values v(static_cast<int>(g.leaves[i].dims.size()));
    for (tn::Scalar& x : v) x.f = random.uniform(-2, 2);
    leaves.push_back(v);
  }
  auto value = [&] {
    auto const y = tn::evaluate(g, leaves, tn::Precision::reference)[0];
    double sum = 0;
    for (int i = 0; i < y.size(); ++i) sum += y[i].f * leaves[g.leaf_count - 1][i].f;
    return sum;
  };
  auto const results = tn::evaluate(g, leaves, tn::Precision::reference);
  for (int k = 0; k + 1 < g.leaf_count; ++k) {
    Worst w{"derivative with respect to leaf " + std::to_string(k), 0, {}};
    for (int i = 0; i < leaves[k].size(); i += 1 + leaves[k].size() / 20) {
      constexpr double h = 1e-6;
      double const saved = leaves[k][i].f;
      leaves[k][i].f = saved + h;
      double const above = value();
      leaves[k][i].f = saved - h;
      double const below = value();
      leaves[k][i].f = saved;
      double const want = (above - below) / (2 * h), got = results[k + 1][i].f;
      w.add(std::abs(got - want) / (1 + std::abs(want)),
            std::to_string(i) + ": " + std::to_string(got) + ", not " + std::to_string(want));
    }
    w.check(tolerance);
  }
}

template <std::uint64_t Seed, int Leaves, int Ops>
struct RandomGradient {
  static constexpr tn::GraphDraft record() { return GraphMaker(Seed, tn::DType::f32).run_with_gradient(Leaves, Ops); }
};
template <std::uint64_t Seed, class T, int Leaves, int Ops, int Outputs, int Updates>
struct RandomRecorder {
  static constexpr tn::GraphDraft record() { return GraphMaker(Seed, tn::dtype_of<T>).run(Leaves, Ops, Outputs, Updates); }
};

}  // namespace tenon_test
