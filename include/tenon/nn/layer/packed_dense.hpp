// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/dense.hpp>
#include <tenon/op/shape_ops.hpp>
#include <tenon/trace/function.hpp>

namespace tenon::nn {

namespace detail {
/// Whether a function treats every element on its own, whatever the shape: told by its graph.
template <class F, class T>
constexpr bool is_elementwise() {
  constexpr GraphView g = Function<F>::template graph<Tensor<T, 2, 3>>;
  for (int i = 0; i < g.node_count; ++i) {
    OpClass const c = g.nodes[i].op->op_class;
    if (c != OpClass::leaf && c != OpClass::constant && c != OpClass::elementwise) return false;
  }
  return true;
}
/// Units whose weights lie side by side: two cache lines of them.
template <class T>
inline constexpr std::size_t packed_width = 128 / sizeof(T);
/// Whether a dense layer gains from being packed: its units fill panels, and the second cache does not hold its weights beside
/// other things.
template <class T, std::size_t In, std::size_t Units>
inline constexpr bool packing_pays = Units % packed_width<T> == 0 && In * Units * sizeof(T) >= 512 * 1024;
}  // namespace detail

/// A dense layer for inference, whose weights lie in panels of some units: a product reads them in order, instead of a part of
/// every row of a wide matrix. The values are those of the dense layer it is made of, and so are the results; it is not trained.
/// Made by `nn::packed`.   [..., In] -> [..., Units]
template <std::size_t In, std::size_t Units, class... Options>
struct PackedDenseLayer {
  using T = dtype_option<float, Options...>;
  static constexpr std::size_t width = detail::packed_width<T>, panels = Units / width;
  static_assert(Units % width == 0, "PackedDenseLayer: the units are a multiple of those of a panel, 128 bytes of weights");

  LayerParam<Kernel<GlorotUniform>, T, Shape<panels, In, width>, Kernel<NotTrainable>> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Units>, Bias<NotTrainable>> bias;
  TENON_MODULE(PackedDenseLayer, kernel, bias);
  static constexpr char name[] = "PackedDense";
  static constexpr bool supports_masking = true;
  template <class S>
  static constexpr bool accepts = DenseLayer<In, Units, Options...>::template accepts<S>;

  /// Takes the weights of a dense layer.
  constexpr void pack(DenseLayer<In, Units, Options...> const& dense) {
    for (std::size_t p = 0; p < panels; ++p)
      for (std::size_t i = 0; i < In; ++i)
        for (std::size_t u = 0; u < width; ++u)
          kernel.data()[(p * In + i) * width + u] = dense.kernel.data()[i * Units + p * width + u];
    if constexpr (has_bias<Options...>)
      for (std::size_t u = 0; u < Units; ++u) bias.data()[u] = dense.bias.data()[u];
  }
  /// The dense layer again.
  constexpr DenseLayer<In, Units, Options...> unpacked() const {
    DenseLayer<In, Units, Options...> dense;
    for (std::size_t p = 0; p < panels; ++p)
      for (std::size_t i = 0; i < In; ++i)
        for (std::size_t u = 0; u < width; ++u)
          dense.kernel.data()[i * Units + p * width + u] = kernel.data()[(p * In + i) * width + u];
    if constexpr (has_bias<Options...>)
      for (std::size_t u = 0; u < Units; ++u) dense.bias.data()[u] = bias.data()[u];
    return dense;
  }

  constexpr auto call(auto const& x) const {
    using Activation = activation_option<Linear, Options...>;
    using S = typename std::remove_cvref_t<decltype(x)>::shape_type;
    constexpr Dims result = [] {
      Dims d = dims_of<S>;
      d[d.rank - 1] = static_cast<std::int32_t>(Units);
      return d;
    }();
    // A row has a product with each panel, and what follows is done on these.
    auto const sums = with_bias(matmul(reshape_to_shape<Shape<S::size / In, 1, 1, In>>(x), kernel));
    if constexpr (detail::is_elementwise<Activation, T>())
      return reshape_to_shape<shape_from<result>>(Activation{}(sums));
    else
      return Activation{}(reshape_to_shape<shape_from<result>>(sums));
  }

 private:
  constexpr auto with_bias(auto const& sums) const {
    if constexpr (has_bias<Options...>)
      return sums + reshape_to_shape<Shape<panels, 1, width>>(bias);
    else
      return sums;
  }
};

}  // namespace tenon::nn
