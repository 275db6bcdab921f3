// SPDX-License-Identifier: MIT
#pragma once

#include "support/catch.hpp"

#include <tenon/embedded.hpp>
#include <tenon/graph/evaluate.hpp>

#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

namespace tenon_test {

/// The program of a module's `step(context)`: every variable that it assigns is updated in place.
template <class M>
struct StepSource {
  static constexpr tenon::GraphDraft record() {
    tenon::detail::Trace t;
    M m;
    t.mark(m);
    tenon::nn::Context<true> context(t.draft.builder);
    m.step(context);
    tenon::nn::detail::record_updates(t.draft);
    return static_cast<tenon::GraphDraft&&>(t.draft);
  }
  static constexpr auto& graph = tenon::Frozen<StepSource>::graph;
};

/// Elements of a dtype in memory, aligned as the kernels want it.
class Elements {
 public:
  Elements(tenon::DType dtype, std::int64_t count)
      : dtype_(dtype), count_(static_cast<std::size_t>(count)),
        bytes_(static_cast<std::byte*>(::operator new(padded(), std::align_val_t{64}))) {
    std::memset(bytes_.get(), 0xA5, padded());  // an element that nobody writes is not 0
  }
  std::byte* data() { return bytes_.get(); }
  std::size_t size() const { return count_; }

  tenon::Scalar operator[](std::size_t i) const {
    return tenon::visit_dtype(dtype_, [&]<class T>(std::type_identity<T>) {
      T x;
      std::memcpy(&x, bytes_.get() + i * sizeof(T), sizeof(T));
      return tenon::detail::to_scalar(x);
    });
  }
  void set(std::size_t i, tenon::Scalar s) {
    tenon::visit_dtype(dtype_, [&]<class T>(std::type_identity<T>) {
      T const x = tenon::detail::from_scalar<T>(s);
      std::memcpy(bytes_.get() + i * sizeof(T), &x, sizeof(T));
    });
  }
  /// Whether the bytes beyond the last element are as they were.
  bool padding_is_untouched() const {
    for (std::size_t i = count_ * tenon::size_of(dtype_); i < padded(); ++i)
      if (bytes_.get()[i] != std::byte{0xA5}) return false;
    return true;
  }

 private:
  struct Free {
    void operator()(std::byte* p) const { ::operator delete(p, std::align_val_t{64}); }
  };
  std::size_t padded() const { return count_ * tenon::size_of(dtype_) + 64; }
  tenon::DType dtype_;
  std::size_t count_;
  std::unique_ptr<std::byte, Free> bytes_;
};

/// A program, without its type: tests of many programs compile faster.
struct AnyProgram {
  tenon::GraphView graph;
  std::size_t workspace_bytes;
  void (*run)(std::byte* const* memory);
};
template <class Source>
AnyProgram program_of() {
  using P = tenon::kernel::Program<Source>;
  return {Source::graph.view(), P::workspace_bytes, [](std::byte* const* memory) { P::run(memory); }};
}

/// Runs a program twice on leaves of its own and compares with the graph's meaning, evaluated element by element in
/// double: outputs, updated leaves, leaves that nobody updates, and that nothing else is written.
inline void program_means_its_graph(AnyProgram const& program, double tolerance) {
  using namespace tenon;
  GraphView const g = program.graph;
  std::mt19937 random(7);
  std::vector<Elements> memory;
  detail::List<Evaluator::Values> leaves;
  for (int i = 0; i < g.leaf_count; ++i) {
    auto const count = g.leaves[i].dims.size();
    memory.emplace_back(g.leaves[i].dtype, count);
    Evaluator::Values values;
    for (std::size_t e = 0; e < static_cast<std::size_t>(count); ++e) {
      double const u = 0.1 + 0.8 * static_cast<double>(random() >> 8) / (1 << 24);
      memory.back().set(e, Scalar{u, static_cast<std::int64_t>(random() % 2)});
      values.push_back(memory.back()[e]);
    }
    leaves.push_back(values);
  }
  for (int o = 0; o < g.output_count; ++o) memory.emplace_back(g[g.outputs[o].node].dtype, g.outputs[o].dims.size());
  memory.emplace_back(DType::u8, static_cast<std::int64_t>(program.workspace_bytes));
  std::vector<std::byte*> pointers;
  for (Elements& e : memory) pointers.push_back(e.data());

  for (int run = 0; run < 2; ++run) {
    auto const expected = evaluate(g, leaves, Precision::reference);
    for (int o = 0; o < g.output_count; ++o)
      if (g.outputs[o].leaf >= 0) leaves[g.outputs[o].leaf] = expected[o];
    program.run(pointers.data());
    auto compare = [&](Elements const& got, Evaluator::Values const& want, char const* what, int number) {
      REQUIRE(got.size() == static_cast<std::size_t>(want.size()));
      double worst = 0;
      for (std::size_t e = 0; e < got.size(); ++e) {
        Scalar const w = want[static_cast<int>(e)], x = got[e];
        double const off = std::abs(w.f - x.f) / (1 + std::abs(w.f)) + std::abs(static_cast<double>(w.i - x.i));
        worst = off <= worst ? worst : off;  // NaN counts
      }
      INFO(what << ' ' << number << " in run " << run);
      CHECK(worst <= tolerance);
      CHECK(got.padding_is_untouched());
    };
    for (int i = 0; i < g.leaf_count; ++i) compare(memory[static_cast<std::size_t>(i)], leaves[i], "leaf", i);
    for (int o = 0; o < g.output_count; ++o)
      if (g.outputs[o].leaf < 0) compare(memory[static_cast<std::size_t>(g.leaf_count + o)], expected[o], "output", o);
    // The next run starts from what this one left, rounded as it is.
    for (int i = 0; i < g.leaf_count; ++i)
      for (int e = 0; e < leaves[i].size(); ++e) leaves[i][e] = memory[static_cast<std::size_t>(i)][static_cast<std::size_t>(e)];
  }
}
template <class Source>
void program_means_its_graph(double tolerance = 2e-5) {
  program_means_its_graph(program_of<Source>(), tolerance);
}

}  // namespace tenon_test
