// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>

/// Regions of a finished graph, to be recorded in another.
namespace tenon::detail {

constexpr Region thawed_region(GraphView g, FrozenRegion const& r);

constexpr Body thawed_body(GraphView g) {
  Body body;
  body.parameters = List<NodeId>(g.leaf_count);
  for (NodeId i = 0; i < g.node_count; ++i) {
    Node n = g[i];
    if (n.op->op_class == OpClass::region) n.attr = body.graph.regions.push_back(thawed_region(g, g.region_of(n)));
    if (n.op == &op::leaf) body.parameters[n.attr] = i;
    body.graph.nodes.push_back(n);
  }
  for (int i = 0; i < g.map_count; ++i) body.graph.maps.push_back(g.maps[i]);
  for (int o = 0; o < g.output_count; ++o) body.results.push_back(g.outputs[o].node);
  return body;
}
constexpr Region thawed_region(GraphView g, FrozenRegion const& r) {
  Region region;
  region.form = r.form;
  for (int k = 0; k < r.bodies; ++k) region.bodies.push_back(thawed_body(g.body(r.first_body + k)));
  return region;
}

}  // namespace tenon::detail
