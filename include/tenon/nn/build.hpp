// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/concepts.hpp>

/// How sizes are inferred: what a layer becomes for inputs of a shape, and what it gives for them.
namespace tenon {

namespace diagnose {
template <class L, class In, bool Accepts>
inline constexpr bool layer_takes_this_shape = Accepts;
template <class L, class In, bool Keeps>
inline constexpr bool layer_gives_batches = Keeps;
}  // namespace diagnose

namespace nn {

namespace detail {

template <template <class> class>
struct TemplateOfOneType;
/// A spec has `build<In>`; it is looked for by name, for a shape that it does not take may stop the compiler.
template <class Spec>
concept LayerSpec = requires { typename TemplateOfOneType<Spec::template build>; };
template <class Spec>
concept SpecOrLayer = LayerSpec<Spec> || HasCall<Spec>;

template <class Spec, class In>
struct BuiltLayer : std::type_identity<Spec> {};
template <LayerSpec Spec, class In>
struct BuiltLayer<Spec, In> : std::type_identity<typename Spec::template build<In>> {};

/// Stands for a layer that could not be built: everything accepts it silently.
struct BrokenLayer {
  TENON_MODULE(BrokenLayer);
  static constexpr bool is_broken_model = true;
  constexpr Invalid call(auto const&...) const { return {}; }
};

template <class L, class In>
constexpr auto build() {
  using S = typename ShapeOfRow<RowOf<In>>::type;
  constexpr bool accepts = SpecOrLayer<L> && accepts_input<L, S>();
  static_assert(diagnose::layer_takes_this_shape<L, S, accepts>,
                "Build: this is no layer for inputs of this shape (layer, shape follow)");
  if constexpr (accepts)
    return std::type_identity<typename BuiltLayer<L, S>::type>{};
  else
    return std::type_identity<BrokenLayer>{};
}
template <class L, class In>
constexpr auto output() {
  using Y = decltype(call_layer(std::declval<typename decltype(build<L, In>())::type const&>(),
                                std::declval<BatchOf<In, 1> const&>(), std::declval<AnyContext&>()));
  if constexpr (is_broken_value<Y>)
    return std::type_identity<RowOf<In>>{};
  else {
    static_assert(diagnose::layer_gives_batches<L, In, is_batch<Y, 1>>,
                  "Output: the layer's output must keep the batch as its first axis");
    return std::type_identity<std::conditional_t<is_batch<Y, 1>, typename RowOfBatch<Y>::type, RowOf<In>>>{};
  }
}

}  // namespace detail

/// What a layer becomes for inputs of a shape, the way a Sequential builds it: `Build<Dense<30, Relu>, Shape<8>>` is a field of a
/// model. A layer that owns tensors is itself. In is a Shape, an `Input`, or a tuple of them.
template <class L, class In>
using Build = typename decltype(detail::build<L, In>())::type;

/// What a layer, or a spec of one, gives for inputs of a shape: an `Input`, or a tuple of them where it gives several.
template <class L, class In>
using Output = typename decltype(detail::output<L, In>())::type;

/// Its shape without the batch, Keras' compute_output_shape: `OutputShape<Dense<30>, Shape<8>>` is `Shape<30>`.
template <class L, class In>
using OutputShape = typename detail::ShapeOfRow<Output<L, In>>::type;

}  // namespace nn
}  // namespace tenon
