// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/region_memory.hpp>

#include <utility>

/// The bodies of loops and branches as programs of their own.
namespace tenon {

/// A body of a region in a graph, as a source of its own: `Whole` is the source of the function it is in.
template <class Whole, int Number>
struct BodySource {
  struct Frozen {
    constexpr GraphView view() const { return Whole::graph.view().body(Number); }
  };
  static constexpr Frozen graph{};
};

namespace detail {

template <class Source>
struct WholeOf : std::type_identity<Source> {};
template <class Whole, int Number>
struct WholeOf<BodySource<Whole, Number>> : std::type_identity<Whole> {};

/// How many regions a graph runs itself, not through others.
constexpr int count_own_regions(GraphView g) {
  int n = 0;
  for (NodeId i = 0; i < g.node_count; ++i) n += g.nodes[i].op->op_class == OpClass::region ? 1 : 0;
  return n;
}

}  // namespace detail

template <class Source>
struct Planned;

namespace detail {

/// The memory that each region of a graph needs to run, by its number.
template <int Numbers>
struct RegionScratch {
  std::int64_t bytes[Numbers + 1] = {};
};

template <class Source>
struct OwnRegionsOf {
  static constexpr int count = count_own_regions(Source::graph.view());
  struct Numbers {
    int of[count + 1] = {}, largest = -1;
  };
  static constexpr Numbers numbers = [] {
    Numbers r;
    GraphView const g = Source::graph.view();
    int at = 0;
    for (NodeId i = 0; i < g.node_count; ++i)
      if (g.nodes[i].op->op_class == OpClass::region) {
        r.of[at++] = g.nodes[i].attr;
        r.largest = g.nodes[i].attr > r.largest ? g.nodes[i].attr : r.largest;
      }
    return r;
  }();
  using Whole = typename WholeOf<Source>::type;

  template <int Region, int... Body>
  static constexpr std::int64_t largest_workspace(std::integer_sequence<int, Body...>) {
    constexpr int first = Source::graph.view().whole.regions[Region].first_body;
    std::int64_t most = 0;
    ((most = Planned<BodySource<Whole, first + Body>>::plan.workspace_bytes > most
                 ? Planned<BodySource<Whole, first + Body>>::plan.workspace_bytes
                 : most),
     ...);
    return most;
  }
  template <int... I>
  static constexpr auto scratch_of(std::integer_sequence<int, I...>) {
    RegionScratch<numbers.largest + 1> r;
    [[maybe_unused]] constexpr GraphView g = Source::graph.view();
    ((r.bytes[numbers.of[I]] =
          alternates_bytes(g, g.whole.regions[numbers.of[I]]) +
          largest_workspace<numbers.of[I]>(std::make_integer_sequence<int, g.whole.regions[numbers.of[I]].bodies>{})),
     ...);
    return r;
  }
  static constexpr auto scratch = scratch_of(std::make_integer_sequence<int, count>{});
};

}  // namespace detail

}  // namespace tenon
