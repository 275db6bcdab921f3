// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/dense.hpp>
#include <tenon/op/shape_ops.hpp>
#include <tenon/op/two_of_four.hpp>

namespace tenon::nn {

/// Which two of four inputs a unit has before a dense layer is pruned: one of the six pairs, each group and unit its own.
struct TwoOfFourPlaces {
  template <class T>
  static constexpr void fill(Philox const&, std::uint64_t, Dims const& dims, T* to) {
    constexpr std::uint32_t pairs[6] = {0x4, 0xd, 0x8, 0xe, 0xc, 0x9};
    for (std::int64_t i = 0; i < dims.size(); ++i) {
      std::uint32_t word = 0;
      for (std::uint32_t g = 0; g < 8; ++g)
        word |= pairs[(static_cast<std::uint64_t>(i / dims[1]) * 8 + g + static_cast<std::uint64_t>(i % dims[1])) % 6] << (4 * g);
      to[i] = static_cast<T>(word);
    }
  }
};

/// A built TwoOfFourDense.   [..., In] -> [..., Units]
template <std::size_t In, std::size_t Units, class... Options>
struct TwoOfFourDenseLayer {
  using T = dtype_option<float, Options...>;
  using Places = Shape<two_of_four::words(In), Units>;
  MainParam<Kernel<GlorotUniform>, T, Shape<In / 2, Units>, Options...> kernel;
  BasicParam<std::int32_t, Places, TwoOfFourPlaces, typename tenon::detail::DefaultStorage<std::int32_t, Places>::type,
             Unconstrained, Unregularized, false>
      places;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Units>, Options...> bias;
  TENON_MODULE(TwoOfFourDenseLayer, kernel, places, bias);
  static constexpr char name[] = "TwoOfFourDense";
  static constexpr bool supports_masking = true;
  template <class S>
  static constexpr bool accepts = S::rank >= 1 && dims_of<S>[S::rank == 0 ? 0 : int(S::rank) - 1] == int(In);

  /// Of a dense kernel [In, Units]: of each four inputs of a unit the two whose weights are largest in size.
  constexpr void prune(Tensor<T, In, Units> const& dense) {
    two_of_four::prune(dense.data(), In, Units, kernel.data(), places.data());
  }
  /// The dense kernel that this one stands for.   [In, Units]
  constexpr Tensor<T, In, Units> dense_kernel() const {
    Tensor<T, In, Units> r;
    for (std::size_t h = 0; h < In / 2; ++h)
      for (std::size_t u = 0; u < Units; ++u) {
        int const at = two_of_four::place(places.data()[h / 16 * Units + u], static_cast<std::ptrdiff_t>(h / 2), int(h % 2));
        r.data()[(h / 2 * 4 + static_cast<std::size_t>(at)) * Units + u] += kernel.data()[h * Units + u];
      }
    return r;
  }

  constexpr auto call(auto const& x) const {
    using Activation = activation_option<Linear, Options...>;
    if constexpr (has_bias<Options...>)
      return Activation{}(product(x) + bias);
    else
      return Activation{}(product(x));
  }

 private:
  constexpr auto product(auto const& x) const {
    using S = typename std::remove_cvref_t<decltype(x)>::shape_type;
    if constexpr (S::rank == 2)
      return apply<two_of_four::Product>(kernel, x, places);
    else {
      constexpr Dims result = [] {
        Dims d = dims_of<S>;
        d[d.rank - 1] = static_cast<std::int32_t>(Units);
        return d;
      }();
      return reshape_to_shape<shape_from<result>>(
          apply<two_of_four::Product>(kernel, reshape_to_shape<Shape<S::size / In, In>>(x), places));
    }
  }
};

/// A dense layer of which each unit has two of every four inputs (2:4 structured sparsity): half of the weights, with two bits
/// each for their places. `prune(kernel)` takes them out of a trained dense kernel, and their values are trained on; the places
/// stay. It saves memory; a dense layer is faster. Options are those of `Dense`; the inputs are a multiple of four.
/// [..., In] -> [..., Units]
template <std::size_t Units, class... Options>
struct TwoOfFourDense {
  static_assert(Units > 0, "TwoOfFourDense: at least one unit");
  static constexpr char name[] = "TwoOfFourDense";
  using option_list = LayerOptions<TwoOfFourDense, ActivationOption, Main<Kernel<>>, Bias<>, NoBias, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  /// Any input whose feature axis is a multiple of four.
  template <class In>
  static constexpr bool accepts =
      check_options<option_list, Options...>() && In::rank >= 1 && dims_of<In>[In::rank == 0 ? 0 : int(In::rank) - 1] % 4 == 0;
  template <class In>
  using build = TwoOfFourDenseLayer<static_cast<std::size_t>(dims_of<In>[int(In::rank) - 1]), Units, Options...>;
};

}  // namespace tenon::nn
