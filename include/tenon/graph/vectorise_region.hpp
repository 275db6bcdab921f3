// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/hoist.hpp>

/// Loops and branches for many inputs at once.
namespace tenon {

// In graph/vectorise.hpp, which includes this.
constexpr detail::List<NodeId> vectorise(Builder& b, detail::List<NodeId> const& roots, detail::List<NodeId> const& one,
                                         detail::List<NodeId> const& many, std::int32_t extent);

namespace detail {

/// The first of many inputs, with an identity of its own: what a computation for one is recorded from.
constexpr NodeId one_of(Builder& b, NodeId many) {
  Dims const d = b[many].dims;
  Dims dims{d.rank - 1, {}};
  ViewMap first;
  first.rank = d.rank;
  for (int i = 1; i < d.rank; ++i) {
    dims[i - 1] = d[i];
    first.axis[i] = {i - 1, 1, 0};
  }
  return make_alias(b, make_view(b, many, first, dims));
}

/// Exchanges the first two axes.
constexpr NodeId exchange_first(Builder& b, NodeId x) {
  Dims d = b[x].dims;
  ViewMap map = ViewMap::identity(d.rank);
  map.axis[0] = {1, 1, 0};
  map.axis[1] = {0, 1, 0};
  std::int32_t const first = d[0];
  d[0] = d[1];
  d[1] = first;
  return make_view(b, x, map, d);
}

/// A region for all inputs. Those of its operands that are mapped have one more axis in front. A template only so that what it
/// calls may be defined behind it.
template <class = void>
class RegionForAll {
 public:
  struct Result {
    NodeId node = -1;
    bool mapped = false;
  };

  constexpr RegionForAll(Builder& b, NodeId region, List<NodeId> const& operands, List<bool> const& mapped, std::int32_t extent)
      : b_(b), region_(b.regions[b[region].attr]), operands_(operands), mapped_(mapped), extent_(extent) {}

  constexpr List<Result> run() {
    if (region_.form.transposed) b_.fail(RecordError::unbounded_loop, DType::i32, Dims{});
    if (region_.form.host != nullptr) return host_calls();
    // No conditional expression: g++ 12 frees its operands too early.
    if (region_.form.is_loop) return loop();
    if (mapped_[0]) return all_branches();
    return branch();
  }

 private:
  Builder& b_;
  Region region_;
  List<NodeId> operands_;
  List<bool> mapped_;
  std::int32_t extent_;

  /// A body on mapped parameters: `many` are its parameters, -1 where they are not mapped.
  constexpr List<NodeId> body_for_all(Body const& before, Body& body, List<bool> const& mapped, List<NodeId> const& roots,
                                      List<bool>& result_mapped) {
    Transplant move(before.graph, body.graph);
    List<NodeId> one, many, moved_roots;
    for (int p = 0; p < before.parameters.size(); ++p) {
      NodeId const old = before.parameters[p];
      Dims const dims = before.graph[old].dims;
      NodeId const now = body.add_parameter(before.graph[old].dtype, mapped[p] ? with_first(extent_, dims) : dims);
      if (mapped[p]) {
        many.push_back(now);
        one.push_back(one_of(body.graph, now));
      }
      move.set(old, mapped[p] ? one[one.size() - 1] : now);
    }
    moved_roots = move.run(roots);
    List<bool> const depends = depends_on(body.graph, one);
    List<NodeId> const all = vectorise(body.graph, moved_roots, one, many, extent_);
    List<NodeId> results;
    for (int r = 0; r < roots.size(); ++r) {
      result_mapped[r] = result_mapped[r] || depends[moved_roots[r]];
      results.push_back(result_mapped[r] ? all[r] : moved_roots[r]);
    }
    return results;
  }
  static constexpr List<bool> depends_on(Builder const& b, List<NodeId> const& on) {
    List<bool> r(b.nodes.size(), false);
    for (NodeId const n : on) r.items[n] = true;
    for (NodeId i = 0; i < b.nodes.size(); ++i)
      for (int k = 0; k < b[i].op->arity; ++k) r.items[i] = r.items[i] || r.items[b[i].in[k]];
    return r;
  }
  constexpr NodeId for_all(Builder& b, NodeId x) {
    Dims const d = b[x].dims;
    ViewMap map;
    map.rank = d.rank;
    for (int i = 0; i < d.rank; ++i) map.axis[i] = {i + 1, 1, 0};
    return make_view(b, x, map, with_first(extent_, d));
  }

  static constexpr NodeId any_of_all(Builder& b, NodeId flags) {
    return cast(b, reduce(b, op::max, cast(b, flags, DType::i32), 1), DType::boolean);
  }

  /// A function of the host knows of one input only: it is called in a loop.
  constexpr List<Result> host_calls() {
    Region loop;
    loop.form.bound = extent_;
    loop.bodies.push_back(Body{});
    Body& body = loop.bodies[0];
    List<NodeId> outside, inside(operands_.size(), -1);
    for (int mapped = 0; mapped < 2; ++mapped)  // constants, then sequences
      for (int k = 0; k < operands_.size(); ++k)
        if (mapped_[k] == (mapped == 1)) {
          Node const& n = b_[operands_[k]];
          outside.push_back(operands_[k]);
          inside[k] = body.add_parameter(n.dtype, mapped == 1 ? without_first(n.dims) : n.dims);
          ++(mapped == 1 ? loop.form.sequences : loop.form.constants);
        }
    body.add_parameter(DType::i32, Dims{});
    int const results = region_.bodies[0].results.size();
    NodeId const call = make_region(body.graph, Region(region_), inside);
    for (int r = 0; r < results; ++r) body.results.push_back(region_result(body.graph, call, r));
    loop.form.stacked = results;
    NodeId const all = make_region(b_, static_cast<Region&&>(loop), outside);
    List<Result> r;
    for (int i = 0; i < results; ++i) r.push_back({region_result(b_, all, 1 + i), true});
    return r;
  }

  // ---- branches

  constexpr List<Result> branch() {
    int const results = region_.bodies[0].results.size();
    List<bool> parameters, result_mapped(results, false);
    for (int k = 1; k < mapped_.size(); ++k) parameters.push_back(mapped_[k]);
    // A result is mapped if it is in one of the bodies.
    for (Body const& before : region_.bodies) {
      List<NodeId> given;
      for (int p = 0; p < parameters.size(); ++p)
        if (parameters[p]) given.push_back(before.parameters[p]);
      List<bool> const depends = depends_on(before.graph, given);
      for (int r = 0; r < results; ++r) result_mapped[r] = result_mapped[r] || depends[before.results[r]];
    }
    Region region;
    region.form = region_.form;
    for (Body const& before : region_.bodies) {
      region.bodies.push_back(Body{});
      Body& body = region.bodies[region.bodies.size() - 1];
      body.results = body_for_all(before, body, parameters, before.results, result_mapped);
    }
    return results_of(static_cast<Region&&>(region), operands_, result_mapped, false);
  }
  /// Where the choice differs from input to input, all bodies run and the choice is among their results.
  constexpr List<Result> all_branches() {
    int const results = region_.bodies[0].results.size();
    List<NodeId> one, many, chosen;
    for (int k = 0; k < operands_.size(); ++k) {
      one.push_back(mapped_[k] ? one_of(b_, operands_[k]) : operands_[k]);
      if (mapped_[k]) many.push_back(operands_[k]);
    }
    for (int body = region_.bodies.size() - 1; body >= 0; --body) {
      Transplant move(region_.bodies[body].graph, b_);
      for (int p = 0; p + 1 < one.size(); ++p) move.set(region_.bodies[body].parameters[p], one[p + 1]);
      List<NodeId> const given = move.run(region_.bodies[body].results);
      for (int r = 0; r < results; ++r)
        if (chosen.size() < results)
          chosen.push_back(given[r]);
        else {
          Value const limit{&b_, b_.constant(DType::i32, Dims{}, Scalar{0, body})};
          Value const here = elementwise<op::LessEqual>(Value{&b_, one[0]}, limit);
          chosen[r] = elementwise<op::Where>(here, Value{&b_, given[r]}, Value{&b_, chosen[r]}).id;
        }
    }
    List<NodeId> ones;
    for (int k = 0; k < operands_.size(); ++k)
      if (mapped_[k]) ones.push_back(one[k]);
    List<Result> r;
    for (NodeId const n : vectorise(b_, chosen, ones, many, extent_)) r.push_back({n, true});
    return r;
  }

  // ---- loops

  constexpr List<Result> loop() {
    RegionForm const& form = region_.form;
    Body const& before = region_.bodies[0];
    // A carry is mapped if its first value is, or if it comes to depend on something that is.
    List<bool> parameters = mapped_;
    while (parameters.size() > form.position()) parameters.truncate(parameters.size() - 1);
    parameters.push_back(false);
    List<bool> depends;
    for (bool more = true; more;) {
      List<NodeId> given;
      for (int p = 0; p < form.position(); ++p)
        if (parameters[p]) given.push_back(before.parameters[p]);
      depends = depends_on(before.graph, given);
      more = false;
      for (int c = 0; c < form.carries; ++c)
        if (depends[before.results[c]] && !parameters[form.carry(c)]) parameters[form.carry(c)] = more = true;
    }
    bool const counts_differ = form.trip == Trip::counted && mapped_[form.operands() - 1];
    bool const ends_differ = form.trip == Trip::conditional && parameters[form.carry(0)];
    if (counts_differ || ends_differ) return masked_loop(parameters);

    List<bool> result_mapped(before.results.size(), false);
    for (int r = 0; r < before.results.size(); ++r)
      result_mapped[r] = r < form.carries ? parameters[form.carry(r)] : depends[before.results[r]];
    Region region;
    region.form = form;
    region.bodies.push_back(Body{});
    Body& body = region.bodies[0];
    body.results = body_for_all(before, body, parameters, before.results, result_mapped);
    List<NodeId> operands;
    for (int p = 0; p < form.position(); ++p) operands.push_back(operand(p, parameters[p]));
    if (form.trip == Trip::counted) operands.push_back(operands_[form.operands() - 1]);
    return results_of(static_cast<Region&&>(region), operands, result_mapped, true);
  }
  /// An operand as the loop for all takes it: sequences have the steps first.
  constexpr NodeId operand(int p, bool is_mapped) {
    NodeId const given = operands_[p];
    if (!is_mapped) return given;
    NodeId const all = mapped_[p] ? given : for_all(b_, given);
    return p >= region_.form.sequence(0) ? exchange_first(b_, all) : all;
  }

  /// Where some inputs need more steps than others, all take as many as the longest, and keep what they have once they are
  /// done. The carries are those of the loop, all mapped, and how long each input goes on: a flag or the number of its steps.
  constexpr List<Result> masked_loop(List<bool> parameters) {
    RegionForm const& form = region_.form;
    Body const& before = region_.bodies[0];
    bool const counted = form.trip == Trip::counted;
    for (int c = 0; c < form.carries; ++c) parameters[form.carry(c)] = true;
    Region region;
    region.form = form;
    RegionForm& f = region.form;
    List<bool> result_mapped(before.results.size(), true);
    Body inner;
    List<NodeId> const stepped = body_for_all(before, inner, parameters, before.results, result_mapped);

    // The body again with one more parameter in front of the rest: a constant with the counts, or a carry with one flag.
    Body body;
    Transplant move(inner.graph, body.graph);
    List<NodeId> operands;
    auto add = [&](NodeId given, DType dtype, Dims const& dims) {
      operands.push_back(given);
      return body.add_parameter(dtype, dims);
    };
    NodeId const count = operands_[form.operands() - 1];
    NodeId counts = -1;
    if (counted) {
      counts = add(count, DType::i32, Dims{1, {extent_}});
      ++f.constants;
    }
    for (int p = 0; p < form.position(); ++p) {
      if (!counted && p == form.constants) {  // whether any goes on
        NodeId const flags = mapped_[form.carry(0)] ? operands_[form.carry(0)] : for_all(b_, operands_[form.carry(0)]);
        add(any_of_all(b_, flags), DType::boolean, Dims{});
        ++f.carries;
      }
      NodeId const old = inner.parameters[p];
      move.set(old, add(operand(p, parameters[p]), inner.graph[old].dtype, inner.graph[old].dims));
    }
    NodeId const position = body.add_parameter(DType::i32, Dims{});
    move.set(inner.parameters[form.position()], position);
    if (counted) operands.push_back(reduce(b_, op::max, count, 1));
    Builder& g = body.graph;
    NodeId const active =
        counted ? elementwise<op::Less>(Value{&g, position}, Value{&g, counts}).id : body.parameters[f.constants + 1];
    List<NodeId> const next = move.run(stepped);
    auto where_active = [&](NodeId now, NodeId otherwise) {
      Dims dims{g[now].dims.rank, {extent_}};
      for (int i = 1; i < dims.rank; ++i) dims[i] = 1;
      return elementwise<op::Where>(Value{&g, reshape(g, active, dims)}, Value{&g, now}, Value{&g, otherwise}).id;
    };
    for (int c = 0; c < form.carries; ++c)
      body.results.push_back(where_active(next[c], body.parameters[f.constants + (counted ? 0 : 1) + c]));
    if (!counted) {
      List<NodeId> with_flag;
      with_flag.push_back(any_of_all(g, body.results[0]));
      for (NodeId const n : body.results) with_flag.push_back(n);
      body.results = with_flag;
    }
    for (int s = 0; s < form.stacked; ++s) {
      NodeId const y = next[form.carries + s];
      body.results.push_back(where_active(y, g.constant(g[y].dtype, g[y].dims, Scalar{})));
    }
    region.bodies.push_back(static_cast<Body&&>(body));
    List<bool> all_mapped(f.carries + form.stacked, true);
    all_mapped[0] = counted;
    List<Result> r = results_of(static_cast<Region&&>(region), operands, all_mapped, true);
    if (!counted) {  // without the flag of all
      List<Result> without;
      for (int i = 0; i < r.size(); ++i)
        if (i != RegionForm::last_carry(0)) without.push_back(r[i]);
      r = without;
    }
    return r;
  }

  /// `mapped` is that of the bodies' results; a loop has one more in front.
  constexpr List<Result> results_of(Region&& region, List<NodeId> const& operands, List<bool> const& mapped, bool is_loop) {
    RegionForm const form = region.form;
    NodeId const all = is_loop ? make_loop(b_, static_cast<Region&&>(region), operands)
                               : make_region(b_, static_cast<Region&&>(region), operands);
    List<Result> r;
    if (is_loop) r.push_back({region_result(b_, all, RegionForm::steps_run), false});
    for (int i = 0; i < mapped.size(); ++i) {
      NodeId n = region_result(b_, all, i + (is_loop ? 1 : 0));
      if (is_loop && i >= form.carries && mapped[i]) n = exchange_first(b_, n);
      r.push_back({n, mapped[i]});
    }
    return r;
  }
};

}  // namespace detail
}  // namespace tenon
