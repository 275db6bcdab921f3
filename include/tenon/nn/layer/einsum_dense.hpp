// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/options.hpp>
#include <tenon/op/einsum.hpp>

namespace tenon {

namespace diagnose {
template <class Pattern, class Output, class Input>
inline constexpr bool output_has_the_patterns_axes = false;
}  // namespace diagnose

namespace nn {

/// The axes of an `EinsumDense`'s result that have a bias, by their letters.
struct BiasAxesOption {};
template <FixedString Letters>
struct BiasAxes : BiasAxesOption {
  static constexpr bool has(char c) {
    for (std::size_t i = 0; i < Letters.size; ++i)
      if (Letters.text[i] == c) return true;
    return false;
  }
};

namespace detail {

/// The parameters' shapes of "input,kernel->output" for a batch of inputs, and whether there are such.
struct EinsumShapes {
  bool ok = false;
  Dims kernel{}, bias{};

  /// `output` has the extents of the result's letters: all behind "...", else all but the first; 0 is what the input has.
  template <class Bias>
  static constexpr EinsumShapes of(einsum_detail::Pattern const& p, Dims const& input, Dims const& output, Bias has_bias) {
    EinsumShapes r;
    einsum_detail::Term const &x = p.in[0], &k = p.in[1], &y = p.out;
    bool const elided = y.ellipsis == 0;
    if (p.fault.kind != einsum_detail::Fault::none || p.operands != 2 || !p.explicit_output || k.ellipsis >= 0) return r;
    if (output.rank != y.rank - (elided ? 0 : 1) || input.rank < x.rank || (x.ellipsis < 0 && input.rank != x.rank)) return r;
    auto in_input = [&](char c) {
      for (int i = 0; i < x.rank; ++i)
        if (x.name[i] == c) return input[x.ellipsis >= 0 && i >= x.ellipsis ? input.rank - x.rank + i : i];
      return 0;
    };
    auto extent = [&](char c) {
      for (int i = 0; i < y.rank; ++i)
        if (y.name[i] == c) {
          int const at = elided ? i : i - 1, given = at < 0 ? 0 : output[at], there = in_input(c);
          return given != 0 && there != 0 && given != there ? 0 : given != 0 ? given : there;
        }
      return in_input(c);
    };
    r.ok = true;
    for (int i = 0; i < k.rank; ++i) {
      r.kernel.push_back(extent(k.name[i]));
      r.ok = r.ok && extent(k.name[i]) > 0;
    }
    bool begun = false;
    for (int i = 0; i < y.rank; ++i) {
      begun = begun || has_bias(y.name[i]);
      if (begun) r.bias.push_back(has_bias(y.name[i]) ? extent(y.name[i]) : 1);
      r.ok = r.ok && extent(y.name[i]) > 0;
    }
    // Axes of an ellipsis behind the letters.
    for (int i = x.rank; i < input.rank && begun && y.ellipsis > 0; ++i) r.bias.push_back(1);
    return r;
  }
};

template <class Bias>
constexpr EinsumShapes einsum_shapes_of(einsum_detail::Pattern const& p, Dims const& row, Dims const& output) {
  Dims input{1, {1}};
  for (int i = 0; i < row.rank; ++i) input.push_back(row[i]);
  return EinsumShapes::of(p, input, output, [](char c) { return Bias::has(c); });
}
template <FixedString P, class In, class Output, class... Options>
inline constexpr EinsumShapes einsum_shapes = einsum_shapes_of<option_of_kind<BiasAxesOption, BiasAxes<"">, Options...>>(
    einsum_detail::parse(P.text, int(P.size)), dims_of<In>, dims_of<Output>);

}  // namespace detail

/// Built, with a kernel and a bias of these shapes.
template <FixedString P, class KernelShape, class BiasShape, class... Options>
struct EinsumDenseLayer {
  using T = dtype_option<float, Options...>;
  MainParam<Kernel<GlorotUniform>, T, KernelShape, Options...> kernel;
  OptionalParam<BiasShape::rank != 0, Bias<Zeros>, T, BiasShape, Options...> bias;
  TENON_MODULE(EinsumDenseLayer, kernel, bias);
  static constexpr char name[] = "EinsumDense";
  constexpr auto call(auto const& x) const {
    using Activation = activation_option<Linear, Options...>;
    if constexpr (BiasShape::rank != 0)
      return Activation{}(einsum<P>(x, kernel) + bias);
    else
      return Activation{}(einsum<P>(x, kernel));
  }
};

/// activation(einsum(x, kernel) + bias), with a kernel whose shape follows: `EinsumDense<"abc,cd->abd", Shape<0, 64>,
/// BiasAxes<"d">>`. Output has the extents of the result's letters behind the first or, where it begins with "...", of all; 0 is
/// what the input has. Options: an activation, `BiasAxes<"...">` (none), `Kernel<...>` (Glorot uniform), `Bias<...>` (zeros),
/// `Dtype<T>`.
template <FixedString P, class Output, class... Options>
struct EinsumDense {
  static constexpr char name[] = "EinsumDense";
  using option_list = LayerOptions<EinsumDense, ActivationOption, Main<Kernel<>>, Bias<>, BiasAxesOption, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts = check_options<option_list, Options...>() && detail::einsum_shapes<P, In, Output, Options...>.ok;
  template <class In>
  using build = EinsumDenseLayer<P, shape_from<detail::einsum_shapes<P, In, Output, Options...>.kernel>,
                                 shape_from<detail::einsum_shapes<P, In, Output, Options...>.bias>, Options...>;
};

}  // namespace nn
}  // namespace tenon
