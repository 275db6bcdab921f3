// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/evaluate.hpp>
#include <tenon/trace/function.hpp>

#include <vector>

/// Traced functions by the meaning of their graphs, without kernels: a signature costs the compiler a trace, so that dozens of
/// shapes and options can be tried. That kernels do the same is the matter of other tests.
namespace tenon_test {

namespace tn = tenon;

/// f(arguments...), the elements of its first result in row-major order. What f assigns of modules and variables is written.
template <class F, class... A>
std::vector<double> interpret(F, A&&... args) {
  tn::GraphView g = tn::Function<F>::template graph<A...>;  // not constexpr: g++ 12 stumbles over it in a lambda
  tn::detail::List<tn::Evaluator::Values> leaves;
  auto add = [&](auto const& t) {
    tn::Evaluator::Values v;
    for (auto const e : t) v.push_back(tn::detail::to_scalar(e));
    leaves.push_back(v);
  };
  auto each = [](auto& x, auto const& visit) {
    using X = std::remove_cvref_t<decltype(x)>;
    if constexpr (tn::Module<X>)
      tn::for_each_tensor(x, [&](tn::Path const&, auto& t) { visit(t); });
    else
      visit(x);
  };
  (each(args, add), ...);
  auto const results = tn::evaluate(g, leaves);
  int leaf = 0;
  auto update = [&]<class T>(T& t) {
    for (int o = 0; o < g.output_count; ++o)
      if constexpr (!std::is_const_v<T>)
        if (g.outputs[o].leaf == leaf)
          for (int i = 0; i < results[o].size(); ++i)
            t.data()[i] = tn::detail::from_scalar<typename T::value_type>(results[o][i]);
    ++leaf;
  };
  (each(args, update), ...);
  std::vector<double> first;
  for (int o = 0; o < g.output_count && first.empty(); ++o)
    if (g.outputs[o].leaf < 0)
      for (int i = 0; i < results[o].size(); ++i)
        first.push_back(tn::is_floating(g.nodes[g.outputs[o].node].dtype) ? results[o][i].f
                                                                          : static_cast<double>(results[o][i].i));
  return first;
}

}  // namespace tenon_test
