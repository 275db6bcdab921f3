// SPDX-License-Identifier: MIT
// Graphs and plans for people and other programs.
#include "support/catch.hpp"

#include <tenon/embedded.hpp>
#include <tenon/graph/dot.hpp>
#include <tenon/graph/plan_text.hpp>
#include <tenon/trace/names.hpp>

#include <string>
#include <vector>

namespace tn = tenon;

namespace {

struct Affine {
  tn::Param<float, 3, 5> kernel;
  tn::Param<float, 5> bias;
  TENON_MODULE(Affine, kernel, bias);
  constexpr auto call(auto const& x) const { return tn::matmul(x, kernel) + bias; }
};
struct Net {
  Affine first;
  tn::Variable<float> calls;
  TENON_MODULE(Net, first, calls);
  constexpr auto call(auto const& x) const { return tn::softmax(first.call(x)); }
};
using X = tn::Tensor<float, 4, 3>;
constexpr auto f = tn::function([](auto const& net, auto const& x) { return net.call(x) * 2.f; });

int count(std::string const& text, std::string const& part) {
  int n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("leaf_names: arguments, fields of modules, parts of tuples") {
  CHECK(tn::leaf_names<Net, X>() == std::vector<std::string>{"x0.first.kernel", "x0.first.bias", "x0.calls", "x1"});
  CHECK(tn::leaf_names<float, std::tuple<X, std::tuple<X, int>>>() == std::vector<std::string>{"x0", "x1.0", "x1.1.0", "x1.1.1"});
}

TEST_CASE("to_dot: a node a statement, an edge an operand") {
  tn::GraphView const g = f.graph<Net, X>;
  std::string const dot = tn::to_dot(g, tn::leaf_names<Net, X>());
  INFO(dot);
  CHECK(dot.starts_with("digraph"));
  CHECK(count(dot, "[label=") == g.node_count);
  int edges = 0;
  for (tn::NodeId i = 0; i < g.node_count; ++i) edges += g[i].op->arity;
  CHECK(count(dot, " -> ") == edges);
  CHECK(count(dot, "peripheries=2") == 1);
  CHECK(dot.find("x0.first.kernel\nfloat32[3, 5]") != std::string::npos);
  CHECK(count(dot, "#cfe2f3") == 2);  // parameters
  CHECK(count(dot, "{") == count(dot, "}"));
}

TEST_CASE("to_json: names, kinds, shapes, inputs, axes") {
  std::string const json = tn::to_json(f.graph<Net, X>, tn::leaf_names<Net, X>());
  INFO(json);
  CHECK(json.find("\"op\": \"matmul\", \"dtype\": \"float32\", \"shape\": [4, 5], \"inputs\": [") != std::string::npos);
  CHECK(json.find("\"kind\": \"parameter\", \"name\": \"x0.first.bias\"") != std::string::npos);
  CHECK(json.find("\"op\": \"sum\", \"dtype\": \"float32\", \"shape\": [4]") != std::string::npos);
  CHECK(json.find("\"axes\": [1]") != std::string::npos);
  CHECK(json.find("\"value\": \"2.000000\"") != std::string::npos);
  for (char const* pair : {"{}", "[]"}) CHECK(count(json, std::string(1, pair[0])) == count(json, std::string(1, pair[1])));
  CHECK(count(json, "\"") % 2 == 0);
}

TEST_CASE("plan_text and memory_map: kernels and the workspace") {
  using Source = decltype(f)::source<Net, X>;
  std::string const text = tn::plan_text<Source>();
  INFO(text);
  CHECK(count(text, "\n") == tn::Planned<Source>::size.kernels + 1);
  CHECK(text.find("matmul [4, 5 | 3] fold : leaf 3, leaf 0 -> workspace") != std::string::npos);
  CHECK(text.find("reduce [4 | 5]") != std::string::npos);
  CHECK(text.find("-> output 0") != std::string::npos);
  CHECK(text.find("workspace: " + std::to_string(tn::Planned<Source>::plan.workspace_bytes) + " bytes") != std::string::npos);
  std::string const svg = tn::memory_map<Source>();
  INFO(svg);
  int buffers = 0;
  for (tn::Buffer const& b : tn::Planned<Source>::plan.buffers)
    buffers += b.where == tn::Buffer::workspace && b.bytes > 0 && b.node >= 0 ? 1 : 0;
  CHECK(count(svg, "<rect ") <= buffers);
  CHECK(count(svg, "<rect ") >= 2);
  CHECK(count(svg, "<title>") == count(svg, "</title>"));
  CHECK(svg.find("matmul float32[4, 5]") + svg.find("add float32[4, 5]") != 2 * std::string::npos);
}
