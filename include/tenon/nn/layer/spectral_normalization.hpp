// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/build.hpp>
#include <tenon/nn/context.hpp>
#include <tenon/nn/initializer.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/matmul.hpp>
#include <tenon/op/power.hpp>

namespace tenon::nn {

/// A truncated normal of deviation 0.02, what the vector of SpectralNormalization starts as.
struct SpectralStart {
  static constexpr double value(Philox const& random, std::uint64_t i, std::uint64_t stream, Fans) {
    return 0.02 * detail::truncated_normal(static_cast<double>(random.uniform(i, stream)));
  }
};

namespace detail {
/// The parameter that is normalised.
template <class L>
constexpr auto& spectral_kernel(L& layer) {
  if constexpr (requires { layer.kernel; })
    return layer.kernel;
  else
    return layer.embeddings;
}
}  // namespace detail

/// Built: a layer whose kernel is divided by its largest singular value in training.
template <class L, int Iterations>
struct SpectralNormalizationLayer {
  using kernel_type = std::remove_cvref_t<decltype(detail::spectral_kernel(std::declval<L&>()))>;
  static constexpr std::int64_t width = dims_of<typename kernel_type::shape_type>[int(kernel_type::shape_type::rank) - 1];
  using T = typename kernel_type::value_type;
  L layer;
  InitVariable<SpectralStart, T, 1, std::size_t(width)> vector_u;
  TENON_MODULE(SpectralNormalizationLayer, layer, vector_u);
  static constexpr char name[] = "SpectralNormalization";

  template <Operand X>
  constexpr auto call(X const& x, auto& context) const {
    if constexpr (is_training<decltype(context)>) {
      // Power iteration on the kernel as a matrix: derivatives pass through the kernel alone.
      auto const& parameter = detail::spectral_kernel(layer);
      Builder& b = *x.builder();
      Traced<T, typename kernel_type::shape_type> const kernel(&b, tenon::detail::lift(b, parameter).id);
      Traced<T, Shape<1, std::size_t(width)>> const before(&b, tenon::detail::lift(b, vector_u).id);
      auto const weights = reshape<-1, width>(kernel);
      auto const [u, v] = iterate<Iterations>(weights, before);
      auto const sigma = sum(matmul(v, weights) * u);
      // A kernel of zeros has no direction: it stays.
      auto const zero = sum(abs(weights)) == 0;
      context.assign(vector_u, where(zero, before, u));
      // From here on the parameter is its quotient, for the layer and for the optimizer.
      context.set(parameter.mark().leaf, make_alias(b, (kernel / where(zero, 1, sigma)).id()));
    }
    return detail::call_layer(layer, x, context);
  }

 private:
  template <class V>
  static constexpr auto normalized(V const& v) {
    return v * rsqrt(maximum(sum(square(v)), 1e-24F));
  }
  template <int N, class W, class U>
  static constexpr auto iterate(W const& weights, U const& u) {
    auto const v = normalized(matmul(u, transpose(weights)));
    auto const next = normalized(matmul(v, weights));
    if constexpr (N > 1)
      return iterate<N - 1>(weights, next);
    else
      return std::tuple{stop_gradient(next), stop_gradient(v)};
  }
};

/// A layer whose kernel is kept at spectral norm 1: in every training step it is divided by an estimate of its largest singular
/// value, of `Iterations` power iterations: Miyato et al. (2018). For layers with a kernel or embeddings.
template <class Spec, int Iterations = 1>
struct SpectralNormalization {
  static_assert(Iterations > 0, "SpectralNormalization: one iteration at least");
  static constexpr char name[] = "SpectralNormalization";
  template <class In>
  static constexpr bool accepts = detail::accepts_input<Spec, In>();
  template <class In>
  using build = SpectralNormalizationLayer<typename detail::BuiltLayer<Spec, In>::type, Iterations>;
};

}  // namespace tenon::nn
