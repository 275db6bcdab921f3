// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/look_up.hpp>
#include <tenon/nn/options.hpp>
#include <tenon/op/indexing.hpp>

namespace tenon::nn {

/// Uniform in +-0.05, what embeddings start as.
struct EmbeddingUniform {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans) {
    return (2 * static_cast<double>(random.uniform(i, stream)) - 1) * 0.05;
  }
};

/// Of an Embedding: recurrent and attention layers behind leave out the steps at which x is 0.
struct MaskZero {};

/// A vector of `Width` trained numbers for each of the integers 0, ..., Count - 1. One that is out of range ends the program with
/// a message. Floating inputs are whole numbers. `compute_mask(x)` is false where x is 0, for layers that are given a mask.
/// Options: `Embeddings<...>` (uniform in +-0.05), `MaskZero`, `Dtype<T>`.
/// [batch, S...] -> [batch, S..., Width]
template <std::size_t Count, std::size_t Width, class... Options>
struct Embedding {
  static_assert(Count > 0 && Width > 0, "Embedding: one vector of one number at least");
  using T = dtype_option<float, Options...>;
  MainParam<Embeddings<EmbeddingUniform>, T, Shape<Count, Width>, Options...> embeddings;
  TENON_MODULE(Embedding, embeddings);
  static constexpr char name[] = "Embedding";
  using option_list = LayerOptions<Embedding, Main<Embeddings<>>, MaskZero, Dtype<>>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class S>
  static constexpr bool accepts = check_options<option_list, Options...>();

  constexpr auto call(Operand auto const& x) const {
    return detail::with_rows_of(x, take<0>(embeddings, detail::as_integers(x)));
  }
  constexpr auto call(Operand auto const& x, auto& context) const
    requires has_option<MaskZero, Options...>
  {
    context.set_mask(compute_mask(x));
    return call(x);
  }
  /// [batch, S...] -> bool [batch, S...]
  constexpr auto compute_mask(Operand auto const& x) const { return x != 0; }
};

}  // namespace tenon::nn
