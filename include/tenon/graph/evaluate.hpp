// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

namespace tenon {

/// How the evaluator rounds.
enum class Precision {
  dtype,     ///< every node in its own dtype, as the kernels do
  reference  ///< floating nodes in double: what the tests compare with
};

/// The graph, element by element, in constant evaluation or at run time: the meaning of every op, without kernels.
/// `leaves[i]` holds leaf i's elements in row-major order. Returns each output's elements.
class Evaluator {
 public:
  using Values = detail::List<Scalar>;

  constexpr Evaluator(GraphView g, Precision precision) : g_(g), precision_(precision), values_(g.node_count) {}

  constexpr detail::List<Values> run(detail::List<Values> const& leaves) {
    for (NodeId i = 0; i < g_.node_count; ++i) {
      if (g_[i].op->op_class == OpClass::region)
        regions_.push_back({i, region(i)});
      else
        values_[i] = compute(g_[i], leaves);
    }
    detail::List<Values> results;
    for (int o = 0; o < g_.output_count; ++o) {
      Output const& out = g_.outputs[o];
      Values r = values_[out.node];
      if (out.map >= 0) {
        Values whole = out.leaf >= 0 ? leaves[out.leaf] : Values(static_cast<int>(out.dims.size()));
        scatter(r, g_.maps[out.map], g_[out.node].dims, whole, out.dims);
        r = static_cast<Values&&>(whole);
      }
      results.push_back(r);
    }
    return results;
  }

  /// Flat position, in an operand of shape `operand`, of the element a map sends `index` to.
  static constexpr int mapped(ViewMap const& map, Dims const& operand, Dims const& index) {
    Dims const strides = row_major(operand);
    int at = 0;
    for (int d = 0; d < map.rank; ++d) {
      AxisMap const a = map.axis[d];
      at += strides[d] * (a.offset + (a.axis >= 0 ? a.step * index[a.axis] : 0) + (a.tap >= 0 ? a.tap_step * index[a.tap] : 0));
    }
    return at;
  }
  /// The next index in row-major order.
  static constexpr void increment(Dims& index, Dims const& dims) {
    for (int d = dims.rank - 1; d >= 0; --d) {
      if (++index[d] < dims[d]) return;
      index[d] = 0;
    }
  }

 private:
  GraphView g_;
  Precision precision_;
  detail::List<Values> values_;
  struct RegionValues {
    NodeId region = -1;
    detail::List<Values> results = {};
  };
  detail::List<RegionValues> regions_;

  constexpr DType arithmetic(DType d) const { return precision_ == Precision::reference && is_floating(d) ? DType::f64 : d; }

  static constexpr void scatter(Values const& from, ViewMap const& map, Dims const& dims, Values& to, Dims const& to_dims) {
    Dims index{dims.rank, {}};
    for (int e = 0; e < from.size(); ++e, increment(index, dims)) to[mapped(map, to_dims, index)] = from[e];
  }

  constexpr Values compute(Node const& n, detail::List<Values> const& leaves) const {
    int const size = static_cast<int>(n.dims.size());
    switch (n.op->op_class) {
      case OpClass::leaf: return leaves[n.attr];
      case OpClass::constant: return Values(size, n.constant);
      case OpClass::reshape: return values_[n.in[0]];
      case OpClass::elementwise: return elementwise(n, size);
      case OpClass::view: {
        Values r(size);
        Dims index{n.dims.rank, {}};
        for (int e = 0; e < size; ++e, increment(index, n.dims))
          r[e] = values_[n.in[0]][mapped(g_.maps[n.attr], g_[n.in[0]].dims, index)];
        return r;
      }
      case OpClass::embed: {
        Values r(size, n.constant);
        scatter(values_[n.in[0]], g_.maps[n.attr], g_[n.in[0]].dims, r, n.dims);
        return r;
      }
      case OpClass::concat: {
        Values r(size);
        for (int part = 0; part < 2; ++part) {
          Dims const dims = g_[n.in[part]].dims;
          ViewMap map = ViewMap::identity(dims.rank);
          if (part == 1) map.axis[n.attr].offset = g_[n.in[0]].dims[n.attr];
          scatter(values_[n.in[part]], map, dims, r, n.dims);
        }
        return r;
      }
      case OpClass::reduce: return reduce(n, size);
      case OpClass::routine: return routine(n, size);
      case OpClass::operands: return {};
      case OpClass::result: {
        int i = regions_.size() - 1;
        while (regions_[i].region != n.in[0]) --i;
        return regions_[i].results[n.attr];
      }
      default: return matmul(n, size);
    }
  }

  constexpr detail::List<Values> region(NodeId id) const {
    if (g_.region_of(g_[id]).form.is_loop) return loop(id);
    return branch(id);
  }
  constexpr detail::List<Values> operands(NodeId region) const {
    detail::List<Values> r;
    for (NodeId list = g_[region].in[0]; g_[list].op == &op::operands; list = g_[list].in[1])
      r.push_back(values_[g_[list].in[0]]);
    return r;
  }
  /// Calls a function of the host on values in memory, as programs have them. No constant expression.
  detail::List<Values> host_call(FrozenRegion const& r, detail::List<Values> const& all) const {
    using Words = detail::List<std::uint64_t>;
    GraphView const body = g_.body(r.first_body);
    detail::List<Words> memory;
    detail::List<std::byte*> pointers;
    auto add = [&](int size, DType d) {
      memory.push_back(Words(1 + size * static_cast<int>(size_of(d)) / 8));
      pointers.push_back(reinterpret_cast<std::byte*>(memory[memory.size() - 1].begin()));
    };
    add(1, DType::i32);
    for (int k = 1; k < all.size(); ++k) {
      DType const d = body.leaves[k - 1].dtype;
      add(all[k].size(), d);
      visit_dtype(d, [&]<class T>(std::type_identity<T>) {
        for (int e = 0; e < all[k].size(); ++e) {
          T const x = std::is_floating_point_v<T> ? static_cast<T>(all[k][e].f) : static_cast<T>(all[k][e].i);
          __builtin_memcpy(pointers[k] + e * static_cast<int>(sizeof(T)), &x, sizeof(T));
        }
      });
    }
    for (int o = 0; o < body.output_count; ++o)
      add(static_cast<int>(body.outputs[o].dims.size()), body[body.outputs[o].node].dtype);
    r.form.host(pointers.begin());
    detail::List<Values> results;
    for (int o = 0; o < body.output_count; ++o) {
      Values v(static_cast<int>(body.outputs[o].dims.size()));
      visit_dtype(body[body.outputs[o].node].dtype, [&]<class T>(std::type_identity<T>) {
        for (int e = 0; e < v.size(); ++e) {
          T x;
          __builtin_memcpy(&x, pointers[all.size() + o] + e * static_cast<int>(sizeof(T)), sizeof(T));
          v[e] = std::is_floating_point_v<T> ? Scalar{static_cast<double>(x), 0} : Scalar{0, static_cast<std::int64_t>(x)};
        }
      });
      results.push_back(v);
    }
    return results;
  }
  constexpr detail::List<Values> branch(NodeId id) const {
    FrozenRegion const& r = g_.region_of(g_[id]);
    detail::List<Values> const all = operands(id);
    if (r.form.host != nullptr) return host_call(r, all);
    detail::List<Values> given;
    for (int k = 1; k < all.size(); ++k) given.push_back(all[k]);
    std::int64_t const chosen = all[0][0].i, last = r.bodies - 1;
    int const body = static_cast<int>(chosen < 0 ? 0 : chosen > last ? last : chosen);
    return Evaluator(g_.body(r.first_body + body), precision_).run(given);
  }
  constexpr detail::List<Values> loop(NodeId id) const {
    FrozenRegion const& r = g_.region_of(g_[id]);
    RegionForm const& f = r.form;
    GraphView const body = g_.body(r.first_body);
    detail::List<Values> const all = operands(id);
    detail::List<Values> carries, results;
    for (int c = 0; c < f.carries; ++c) carries.push_back(all[f.carry(c)]);
    for (int s = 0; s < f.stacked; ++s)
      results.push_back(Values(f.bound * static_cast<int>(body.outputs[f.carries + s].dims.size())));
    std::int64_t steps = f.bound;
    if (f.trip == Trip::counted) {
      std::int64_t const count = all[f.operands() - 1][0].i;
      steps = count < 0 ? 0 : count > steps ? steps : count;
    }
    std::int64_t step = 0;
    for (;; ++step) {
      if (f.trip != Trip::conditional ? step == steps : carries[0][0].i == 0 || (f.bound > 0 && step == f.bound)) break;
      auto const at = static_cast<int>(f.reversed ? steps - 1 - step : step);
      detail::List<Values> given;
      for (int c = 0; c < f.constants; ++c) given.push_back(all[c]);
      for (int c = 0; c < f.carries; ++c) given.push_back(carries[c]);
      for (int s = 0; s < f.sequences; ++s) {
        Values const& whole = all[f.sequence(s)];
        int const size = whole.size() / f.bound;
        Values element(size);
        for (int e = 0; e < size; ++e) element[e] = whole[at * size + e];
        given.push_back(element);
      }
      given.push_back(Values(1, Scalar{0, at}));
      detail::List<Values> const next = Evaluator(body, precision_).run(given);
      for (int c = 0; c < f.carries; ++c) carries[c] = next[c];
      for (int s = 0; s < f.stacked; ++s) {
        Values const& element = next[f.carries + s];
        for (int e = 0; e < element.size(); ++e) results[s][at * element.size() + e] = element[e];
      }
    }
    detail::List<Values> r_all;
    r_all.push_back(Values(1, Scalar{0, step}));
    for (Values const& c : carries) r_all.push_back(c);
    for (Values const& s : results) r_all.push_back(s);
    return r_all;
  }

  constexpr Values elementwise(Node const& n, int size) const {
    Values r(size);
    for (int e = 0; e < size; ++e) {
      Scalar in[3];
      for (int k = 0; k < n.op->arity; ++k) in[k] = values_[n.in[k]][e];
      DType const d = g_[n.in[n.op->arity - 1]].dtype;
      r[e] =
          n.op == &op::cast ? op::detail::cast_scalar(arithmetic(d), arithmetic(n.dtype), in[0]) : n.op->value(arithmetic(d), in);
    }
    return r;
  }

  constexpr Values reduce(Node const& n, int size) const {
    Values r(size);
    detail::List<bool> started(size, false);
    Dims const full = g_[n.in[0]].dims;
    Dims const strides = row_major(n.dims);
    Values const& in = values_[n.in[0]];
    Dims index{full.rank, {}};
    DType const d = arithmetic(n.dtype);
    for (int e = 0; e < in.size(); ++e, increment(index, full)) {
      int at = 0;
      for (int a = 0, k = 0; a < full.rank; ++a)
        if ((static_cast<std::uint32_t>(n.attr) >> a & 1u) == 0) at += strides[k++] * index[a];
      if (!started[at])
        r[at] = in[e];
      else {
        Scalar const pair[2] = {r[at], in[e]};
        r[at] = n.op->combine->value(d, pair);
      }
      started[at] = true;
    }
    if (n.op == &op::mean)
      for (int e = 0; e < size; ++e) {
        Scalar const pair[2] = {r[e], Scalar{static_cast<double>(in.size() / size), 0}};
        r[e] = record<op::Div>.value(d, pair);
      }
    return r;
  }

  constexpr Values routine(Node const& n, int size) const {
    Values r(size + 1);
    Dims dims[3];
    RoutineCall call;
    for (int k = 0; k < n.op->arity; ++k) {
      dims[k] = g_[n.in[k]].dims;
      call.in[k] = values_[n.in[k]].data();
      call.in_size[k] = values_[n.in[k]].size();
    }
    call.first = arithmetic(g_[n.in[0]].dtype);
    call.result = arithmetic(n.dtype);
    call.form = n.op->form(n, dims);
    call.out = r.begin();
    call.out_size = size;
    n.op->compute(call);
    r.truncate(size);
    return r;
  }

  constexpr Values matmul(Node const& n, int size) const {
    Values r(size);
    Values const &a = values_[n.in[0]], &b = values_[n.in[1]];
    int const rank = n.dims.rank, rows = n.dims[rank - 2], columns = n.dims[rank - 1];
    int inner = 1;
    for (int c = 0; c <= n.attr; ++c) inner *= g_[n.in[0]].dims[rank - 1 + c];
    DType const d = arithmetic(n.dtype);
    for (int e = 0; e < size; ++e) {
      int const batch = e / (rows * columns), i = e / columns % rows, j = e % columns;
      Scalar sum{};
      for (int k = 0; k < inner; ++k) {
        Scalar const three[3] = {a[(batch * rows + i) * inner + k], b[(batch * inner + k) * columns + j], sum};
        sum = record<op::Fma>.value(d, three);
      }
      r[e] = sum;
    }
    return r;
  }
};

/// Evaluates a graph on given leaves.
constexpr detail::List<Evaluator::Values> evaluate(GraphView g, detail::List<Evaluator::Values> const& leaves,
                                                   Precision precision = Precision::dtype) {
  return Evaluator(g, precision).run(leaves);
}

}  // namespace tenon
