// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/dense.hpp>

namespace tenon::nn {

/// A block of a kernel: so many inputs of so many units.
template <std::size_t Inputs, std::size_t Units>
struct BlockOf {
  static constexpr std::size_t inputs = Inputs, units = Units;
};

namespace detail {

/// The blocks that a mask leaves, block column after block column.
template <std::size_t In, std::size_t Units, class Block, auto Mask>
struct BlockPattern {
  static constexpr std::size_t rows = In / Block::inputs, columns = Units / Block::units;
  static constexpr bool divides = In % Block::inputs == 0 && Units % Block::units == 0;
  static constexpr std::size_t count(std::size_t column) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < rows; ++i) n += Mask(i, column) ? 1 : 0;
    return n;
  }
  /// Blocks in front of a column.
  static constexpr std::size_t begin(std::size_t column) {
    std::size_t n = 0;
    for (std::size_t j = 0; j < column; ++j) n += count(j);
    return n;
  }
  static constexpr std::size_t total = begin(columns);
  /// The row of the nth block of a column.
  static constexpr std::size_t row(std::size_t column, std::size_t nth) {
    for (std::size_t i = 0; i < rows; ++i)
      if (Mask(i, column) && nth-- == 0) return i;
    return rows;
  }
  static constexpr bool every_unit_has_inputs = [] {
    for (std::size_t j = 0; j < columns; ++j)
      if (count(j) == 0) return false;
    return true;
  }();
  /// Weights that a unit has, and that an input has, on the average.
  static constexpr Fans of(Dims const&) {
    double const weights = static_cast<double>(total * Block::inputs * Block::units);
    return {weights / static_cast<double>(Units), weights / static_cast<double>(In)};
  }
};

}  // namespace detail

/// A built BlockSparseDense: the kernel has the blocks that are there one below the other, block column after block column.
/// [..., In] -> [..., Units]
template <std::size_t In, std::size_t Units, class Block, auto Mask, class... Options>
struct BlockSparseDenseLayer {
  using T = dtype_option<float, Options...>;
  using Pattern = detail::BlockPattern<In, Units, Block, Mask>;
  using Glorot = VarianceScaling<1, FanMode::average, Distribution::uniform, Pattern>;
  MainParam<Kernel<Glorot>, T, Shape<Pattern::total * Block::inputs, Block::units>, Options...> kernel;
  OptionalParam<has_bias<Options...>, Bias<Zeros>, T, Shape<Units>, Options...> bias;
  TENON_MODULE(BlockSparseDenseLayer, kernel, bias);
  static constexpr char name[] = "BlockSparseDense";
  static constexpr bool supports_masking = true;
  template <class S>
  static constexpr bool accepts = S::rank >= 1 && dims_of<S>[S::rank == 0 ? 0 : int(S::rank) - 1] == int(In);

  /// Takes the blocks that are there out of a dense kernel [In, Units].
  constexpr void take(Tensor<T, In, Units> const& dense) {
    for_each_weight([&](std::size_t at, std::size_t in_dense) { kernel.data()[at] = dense.data()[in_dense]; });
  }
  /// The dense kernel that this one stands for.   [In, Units]
  constexpr Tensor<T, In, Units> dense_kernel() const {
    Tensor<T, In, Units> r;
    for_each_weight([&](std::size_t at, std::size_t in_dense) { r.data()[in_dense] = kernel.data()[at]; });
    return r;
  }

  constexpr auto call(auto const& x) const {
    using Activation = activation_option<Linear, Options...>;
    auto const product = [&]<std::size_t... J>(std::index_sequence<J...>) {
      return concat<-1>(column<J>(x)...);
    }(std::make_index_sequence<Pattern::columns>{});
    if constexpr (has_bias<Options...>)
      return Activation{}(product + bias);
    else
      return Activation{}(product);
  }

 private:
  /// The units of a block column: the inputs that they have, times their part of the kernel.
  template <std::size_t J>
  constexpr auto column(auto const& x) const {
    constexpr auto first = static_cast<std::ptrdiff_t>(Pattern::begin(J) * Block::inputs),
                   last = static_cast<std::ptrdiff_t>(Pattern::begin(J + 1) * Block::inputs);
    auto const inputs = [&]<std::size_t... N>(std::index_sequence<N...>) {
      constexpr auto size = static_cast<std::ptrdiff_t>(Block::inputs);
      return concat<-1>(x(ellipsis, range<static_cast<std::ptrdiff_t>(Pattern::row(J, N)) * size,
                                          static_cast<std::ptrdiff_t>(Pattern::row(J, N) + 1) * size>)...);
    }(std::make_index_sequence<Pattern::count(J)>{});
    return matmul(inputs, kernel(range<first, last>));
  }
  template <class F>
  static constexpr void for_each_weight(F const& f) {
    std::size_t at = 0;
    for (std::size_t j = 0; j < Pattern::columns; ++j)
      for (std::size_t n = 0; n < Pattern::count(j); ++n)
        for (std::size_t i = 0; i < Block::inputs; ++i)
          for (std::size_t u = 0; u < Block::units; ++u)
            f(at++, (Pattern::row(j, n) * Block::inputs + i) * Units + j * Block::units + u);
  }
};

/// A dense layer whose kernel has only the blocks for which `Mask(block of inputs, block of units)` is true: a captureless
/// function, part of the type. What is not there takes no memory and no time. Each block of units has a block of inputs at least.
/// Options are those of `Dense`.   [..., In] -> [..., Units]
/// Example: BlockSparseDense<64, BlockOf<16, 16>, [](std::size_t i, std::size_t j) { return i == j || i == 0; }, Relu>
template <std::size_t Units, class Block, auto Mask, class... Options>
struct BlockSparseDense {
  static_assert(Units > 0, "BlockSparseDense: at least one unit");
  static constexpr char name[] = "BlockSparseDense";
  using option_list = LayerOptions<BlockSparseDense, ActivationOption, Main<Kernel<>>, Bias<>, NoBias, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  /// Inputs that whole blocks cover, if there are some for every block of units.
  template <class In>
  static constexpr bool accepts = [] {
    if constexpr (check_options<option_list, Options...>() && In::rank >= 1) {
      using P = detail::BlockPattern<static_cast<std::size_t>(dims_of<In>[int(In::rank) - 1]), Units, Block, Mask>;
      return P::divides && P::every_unit_has_inputs;
    } else
      return false;
  }();
  template <class In>
  using build = BlockSparseDenseLayer<static_cast<std::size_t>(dims_of<In>[int(In::rank) - 1]), Units, Block, Mask, Options...>;
};

}  // namespace tenon::nn
