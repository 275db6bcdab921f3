// SPDX-License-Identifier: MIT
#pragma once

#include "support/laws/gradient_laws.hpp"
#include "support/laws/loss_laws.hpp"

#include <vector>

/// What holds for every layer, built, for inputs of shape In (without the batch):
///
///   layer_laws<DenseLayer<8, 30>, Shape<8>, Shape<30>>();
namespace tenon_test {

/// Gives every parameter of a module numbers without a pattern.
template <class M>
M filled(double low = -0.7, double high = 0.7) {
  M m;
  std::size_t at = 3;
  tn::for_each_tensor(m, [&](tn::Path const&, auto& t) {
    using X = std::remove_cvref_t<decltype(t)>;
    if constexpr (tn::leaf_kind_of<X>() == tn::LeafKind::parameter)
      for (auto& x : t) x = static_cast<typename X::value_type>(spread(at++, low, high));
  });
  return m;
}

template <class Layer, class In, class Out>
void layer_laws() {
  static_assert(tn::Module<Layer> && tn::Layer<Layer, In>);
  Layer const layer = filled<Layer>();

  // The shape of the output, at several batch sizes; a row's output does not depend on the other rows.
  using X = typename Batched<In>::template tensor<float, 9>;
  X const x = spread_tensor<X>(-1.5, 1.5, 100);
  auto const y = tn::call(layer, x);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(y)>, typename Batched<Out>::template tensor<float, 9>>);
  auto check_batch = [&]<std::size_t B>(std::integral_constant<std::size_t, B>) {
    using Part = typename Batched<In>::template tensor<float, B>;
    Part part;
    for (std::size_t i = 0; i < Part::size; ++i) part.data()[i] = x.data()[2 * In::size + i];
    auto const z = tn::call(layer, part);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(z)>, typename Batched<Out>::template tensor<float, B>>);
    for (std::size_t i = 0; i < z.size; ++i) CHECK(z.data()[i] == Approx(y.data()[2 * Out::size + i]).epsilon(1e-5).margin(1e-6));
  };
  check_batch(std::integral_constant<std::size_t, 1>{});
  check_batch(std::integral_constant<std::size_t, 4>{});

  // The gradients of a weighted sum of the outputs, with respect to the parameters and to the input.
  constexpr auto weighted = [](auto const& l, auto const& in, auto const& w) { return tn::sum(l.call(in) * w); };
  using Small = typename Batched<In>::template tensor<float, 3>;
  using Weights = typename Batched<Out>::template tensor<float, 3>;
  constexpr tn::GraphView g = tn::Dual<decltype(weighted)>::template derived<Layer, Small, Weights>;
  Leaves leaves;
  auto add = [&leaves](auto const& t) {
    tn::Evaluator::Values v;
    for (auto const e : t) v.push_back({static_cast<double>(e), 0});
    leaves.push_back(v);
  };
  std::vector<int> of_output{-1};  // the leaf that an output is the gradient of
  tn::for_each_tensor(layer, [&](tn::Path const&, auto const& t) {
    if (tn::leaf_kind_of<std::remove_cvref_t<decltype(t)>>() == tn::LeafKind::parameter) of_output.push_back(leaves.size());
    add(t);
  });
  for (int i = 0; i < 2; ++i) of_output.push_back(leaves.size() + i);
  add(spread_tensor<Small>(-1.5, 1.5, 40));
  add(spread_tensor<Weights>(-1, 1, 400));
  REQUIRE(g.output_count == static_cast<int>(of_output.size()));
  check_graph_gradients(g, leaves, [&](int output) { return of_output[static_cast<std::size_t>(output)]; });
}

}  // namespace tenon_test
