// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>
#include <tenon/graph/text.hpp>

#include <vector>

/// What became of a graph: its kernels as text, and its workspace over time as a picture.
namespace tenon {

namespace detail {

inline std::string slot_text(Slot const& s) {
  char const* const where[] = {"leaf ", "output ", "workspace + "};
  return where[s.where] + std::to_string(s.where == Buffer::workspace ? s.offset : s.index);
}
/// Whether a kernel is the last of the loop around it at a level.
template <class P>
bool ends_loop(P const& plan, int kernel, int level) {
  int first = kernel;
  while (plan.kernels[first].loops[level].count == 0) --first;
  return kernel == first + plan.kernels[first].loops[level].count - 1;
}
/// Of each buffer of the workspace: from which kernel to which it is in use.
template <class P>
std::vector<Life> lives(P const& plan) {
  std::vector<Life> r(static_cast<std::size_t>(P::size.buffers));
  for (int k = 0; k < P::size.kernels; ++k) {
    auto const& h = plan.kernels[k];
    for (int a = h.first_access; a < h.first_access + h.size.loads + h.size.stores; ++a) {
      Life& life = r[static_cast<std::size_t>(plan.accesses[a].buffer)];
      if (life.first < 0) life.first = k;
      life.last = k;
    }
  }
  return r;
}

}  // namespace detail

/// The kernels of a program, one a line in the order in which they run: the loop nest, its extents (kept | folded), the
/// operations fused in it, what it reads -> what it writes; `8 times { ... }` around kernels that take turns on a part of their
/// rows. `Source` is a program's or function's `source`.
template <class Source>
std::string plan_text() {
  auto const& plan = Planned<Source>::plan;
  GraphView const g = Source::graph.view();
  auto name_of_op = [&g](std::uint32_t id) -> std::string {
    if (id == kernel_op::folded) return "fold";
    for (NodeId i = 0; i < g.node_count; ++i)
      if (g[i].op->id == id) return g[i].op->name;
    return "op";
  };
  char const* const kinds[] = {"map", "reduce", "matmul", "routine", "region"};
  std::string s;
  for (int k = 0; k < Planned<Source>::size.kernels; ++k) {
    auto const& h = plan.kernels[k];
    s += std::to_string(k) + ": ";
    for (int level = 0; level < max_nest; ++level)
      if (h.loops[level].count > 1) s += std::to_string(h.loops[level].times) + " times { ";
    s += kinds[static_cast<int>(h.kind)] + std::string(" [");
    for (int a = 0; a < h.space.rank; ++a)
      s += (a == 0 ? a == h.kept ? "| " : "" : a == h.kept ? " | " : ", ") + std::to_string(h.space[a]);
    s += "]";
    if (h.kind == KernelKind::routine) s += " " + name_of_op(h.combine);
    for (int n = h.first_node; n < h.first_node + h.size.nodes; ++n)
      if (plan.nodes[n].op != kernel_op::load && plan.nodes[n].op != kernel_op::constant) s += " " + name_of_op(plan.nodes[n].op);
    s += " : ";
    int const stores = h.first_access + h.size.loads;
    for (int a = h.first_access; a < stores + h.size.stores; ++a)
      s += (a == stores ? " -> " : a == h.first_access ? "" : ", ") + detail::slot_text(plan.slots[a]);
    for (int level = 0; level < max_nest; ++level)
      if (h.loops[level].times > 1 && detail::ends_loop(plan, k, level)) s += " }";
    s += "\n";
  }
  return s + "workspace: " + std::to_string(plan.workspace_bytes) + " bytes\n";
}

/// The workspace over time as an SVG: kernels from left to right, bytes from top to bottom, a box a buffer for as long as it is
/// in use.
template <class Source>
std::string memory_map() {
  auto const& plan = Planned<Source>::plan;
  constexpr int kernels = Planned<Source>::size.kernels, width = 900, height = 400, left = 60, top = 20;
  double const x_unit = double(width) / (kernels == 0 ? 1 : kernels);
  double const y_unit = double(height) / static_cast<double>(plan.workspace_bytes == 0 ? 1 : plan.workspace_bytes);
  auto number = [](double v) {
    std::string const digits = std::to_string(v);
    return digits.substr(0, digits.find('.') + 2);
  };
  std::string s = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(width + left + 20) + "\" height=\"" +
                  std::to_string(height + top + 40) + "\" font-family=\"sans-serif\" font-size=\"10\">\n";
  s += "<text x=\"4\" y=\"" + std::to_string(top + 4) + "\">0</text><text x=\"4\" y=\"" + std::to_string(top + height) + "\">" +
       std::to_string(plan.workspace_bytes) + " B</text>\n";
  auto const lives = detail::lives(plan);
  GraphView const g = Source::graph.view();
  for (std::size_t i = 0; i < lives.size(); ++i) {
    Buffer const& b = plan.buffers[i];
    if (b.where != Buffer::workspace || lives[i].first < 0) continue;
    double const x = left + lives[i].first * x_unit, w = (lives[i].last - lives[i].first + 1) * x_unit;
    double const y = top + static_cast<double>(b.offset) * y_unit, h = static_cast<double>(b.bytes) * y_unit;
    std::string const what = std::string(g[b.node].op->name) + " " + detail::type_text(g[b.node].dtype, g[b.node].dims);
    s += "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(w) + "\" height=\"" + number(h) +
         "\" fill=\"#9fc5e8\" stroke=\"#333\"><title>" + what + ", kernels " + std::to_string(lives[i].first) + " to " +
         std::to_string(lives[i].last) + ", " + std::to_string(b.bytes) + " bytes at " + std::to_string(b.offset) +
         "</title></rect>\n";
  }
  s += "<text x=\"" + std::to_string(left) + "\" y=\"" + std::to_string(top + height + 20) + "\">kernels 0 to " +
       std::to_string(kernels - 1) + "</text>\n";
  return s + "</svg>\n";
}

}  // namespace tenon
