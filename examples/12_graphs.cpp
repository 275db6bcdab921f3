// SPDX-License-Identifier: MIT
// What the compiler made of a function: its graph as text, for Graphviz and as JSON; its kernels; its memory.
// 12_graphs DIRECTORY writes model.dot, model.json and memory.svg there.
#include <tenon/tenon.hpp>

#include <tenon/graph/dot.hpp>
#include <tenon/graph/plan_text.hpp>
#include <tenon/trace/names.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace tn = tenon;

// [model]
struct Model {
  tn::Param<float, 8, 16> hidden;
  tn::Param<float, 16, 3> scores;
  TENON_MODULE(Model, hidden, scores);
  constexpr auto call(auto const& x) const { return tn::softmax(tn::matmul(tn::tanh(tn::matmul(x, hidden)), scores)); }
};
using Input = tn::Tensor<float, 32, 8>;
// [end]

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}
void write(std::string const& path, std::string const& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  check(file.good(), path.c_str());
}

// [function]
constexpr auto predict = tn::function([](auto const& model, auto const& x) { return model.call(x); });
constexpr tn::GraphView graph = decltype(predict)::graph<Model, Input>;  // constants, all of it
static_assert(graph.leaf_count == 3 && graph.output_count == 1);
// [end]

}  // namespace

int main(int argc, char** argv) {
  // [look]
  std::fputs(tn::to_text(graph).c_str(), stdout);
  auto const names = tn::leaf_names<Model, Input>();  // x0.hidden, x0.scores, x1
  std::string const dot = tn::to_dot(graph, names);   // dot -Tsvg
  std::string const json = tn::to_json(graph, names);
  using Source = decltype(predict)::source<Model, Input>;
  std::fputs(tn::plan_text<Source>().c_str(), stdout);   // the kernels, in the order in which they run
  std::string const picture = tn::memory_map<Source>();  // the workspace over time, an SVG
  // [end]
  check(names.size() == 3 && names[0] == "x0.hidden", "names");
  check(dot.find("x0.scores") != std::string::npos, "dot");
  check(json.find("\"op\": \"matmul\"") != std::string::npos, "json");
  check(picture.find("<rect") != std::string::npos, "picture");
  if (argc > 1) {
    std::string const directory = argv[1];
    write(directory + "/model.dot", dot);
    write(directory + "/model.json", json);
    write(directory + "/memory.svg", picture);
  }
}
