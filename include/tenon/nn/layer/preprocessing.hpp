// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/hash.hpp>
#include <tenon/nn/layer/look_up.hpp>
#include <tenon/nn/layer/normalization_options.hpp>
#include <tenon/op/bits.hpp>
#include <tenon/op/division.hpp>
#include <tenon/op/histogram.hpp>
#include <tenon/op/segment.hpp>
#include <tenon/op/sorting.hpp>
#include <tenon/tensor/param.hpp>

/// Layers that prepare data: `adapt(rows)` learns from rows (any object with `rows()` and `row(i)`, as data::Rows) before a model
/// is trained or used. What they learn is saved with the model.
namespace tenon::nn {

/// The inverse of what a layer does.
struct Invert {};

/// Built, with statistics of shape S: the extents of its axes.
template <class In, class S, class... Options>
struct NormalizationLayer {
  BasicInitVariable<float, S, Zeros> mean;
  BasicInitVariable<float, S, Ones> variance;
  TENON_MODULE(NormalizationLayer, mean, variance);
  static constexpr char name[] = "Normalization";

  template <Operand X>
  constexpr auto call(X const& x) const {
    constexpr std::uint32_t mask = detail::axis_option<Options...>::mask(X::shape_type::rank);
    auto const m = detail::along<mask>(x, mean);
    auto const deviation = maximum(sqrt(detail::along<mask>(x, variance)), least);
    if constexpr (has_option<Invert, Options...>)
      return m + x * deviation;
    else
      return (x - m) / deviation;
  }
  /// Mean and variance of rows, in double: twice over the data.
  template <class Rows, class T = double>  // a parameter, so that nothing is compiled before it is called
  void adapt(Rows const& rows) {
    static_assert(std::remove_cvref_t<Rows>::row_size == In::size, "adapt: the rows are of another size than the layer's inputs");
    tenon::detail::List<T> sum(static_cast<int>(S::size)), square(static_cast<int>(S::size));
    double const count = static_cast<double>(rows.rows() * In::size / S::size);
    auto each = [&rows](auto const& f) {
      for (std::size_t i = 0; i < rows.rows(); ++i)
        for (std::size_t k = 0; k < In::size; ++k) f(static_cast<double>(rows.row(i)[k]), place(k));
    };
    each([&](T x, std::size_t at) { sum.items[at] += x / count; });
    each([&](T x, std::size_t at) { square.items[at] += (x - sum.items[at]) * (x - sum.items[at]) / count; });
    for (std::size_t at = 0; at < S::size; ++at) {
      mean.data()[at] = static_cast<float>(sum.items[at]);
      variance.data()[at] = static_cast<float>(square.items[at]);
    }
  }

 private:
  static constexpr float least = 1e-7F;
  /// The statistic that element k of a row belongs to.
  static constexpr std::size_t place(std::size_t k) {
    constexpr std::uint32_t mask = detail::axis_option<Options...>::mask(int(In::rank) + 1);
    std::size_t at = 0, stride = 1;
    for (int i = int(In::rank) - 1; i >= 0; --i) {
      std::size_t const extent = static_cast<std::size_t>(dims_of<In>[i]);
      if ((mask >> (i + 1) & 1u) != 0) {
        at += k % extent * stride;
        stride *= extent;
      }
      k /= extent;
    }
    return at;
  }
};

/// (x - mean) / deviation along axes (the last), of data that `adapt(rows)` was shown; `Invert` gives it back. Before that the
/// input, once the model is initialised.   [batch, S...] -> [batch, S...]
template <class... Options>
struct Normalization {
  static constexpr char name[] = "Normalization";
  using option_list = LayerOptions<Normalization, AxisOption, Invert>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr bool accepts =
      check_options<option_list, Options...>() && In::rank >= 1 && detail::axis_option<Options...>::exist(int(In::rank));
  template <class In>
  using build = NormalizationLayer<In, detail::AxesShape<In, Options...>, Options...>;
};

/// How categories are given: their number, a vector with 1 at its place, one with 1 for each that is there, or counts.
struct EncodingOption {};
struct AsInteger : EncodingOption {};
struct OneHot : EncodingOption {};
struct MultiHot : EncodingOption {};
struct Count : EncodingOption {};

namespace detail {
/// Integers below N: [batch, S..., n] -> [batch, S..., n, N] (n = 1: [batch, S..., N]), or [batch, S..., N].
template <class Encoding, std::size_t N, class X>
constexpr auto encoded(X const& categories) {
  if constexpr (std::is_same_v<Encoding, AsInteger>)
    return categories;
  else {
    auto const y = with_rows_of(categories, one_hot<N>(categories));
    constexpr int last = dims_of<typename X::shape_type>[int(X::shape_type::rank) - 1];
    if constexpr (std::is_same_v<Encoding, OneHot> && (last != 1 || X::shape_type::rank < 2))
      return y;
    else if constexpr (std::is_same_v<Encoding, OneHot>)
      return squeeze<-2>(y);
    else if constexpr (std::is_same_v<Encoding, Count>)
      return sum<-2>(y);
    else
      return max<-2>(y);
  }
}
}  // namespace detail

/// Integers below N as `MultiHot` (without another), `OneHot` or `Count`; numbers out of range are left out. With `Count`,
/// `call(x, weights)` adds up weights.   [batch, n] -> [batch, N], with OneHot [batch, n, N]
template <std::size_t N, class Encoding = MultiHot>
struct CategoryEncoding {
  static_assert(N > 0 && std::is_base_of_v<EncodingOption, Encoding> && !std::is_same_v<Encoding, AsInteger>,
                "CategoryEncoding: one category at least, as MultiHot, OneHot or Count");
  TENON_MODULE(CategoryEncoding);
  static constexpr char name[] = "CategoryEncoding";
  template <class S>
  static constexpr bool accepts = S::rank >= 1;
  constexpr auto call(Operand auto const& x) const { return detail::encoded<Encoding, N>(detail::as_integers(x)); }
  constexpr auto call(Operand auto const& x, Operand auto const& weights) const {
    static_assert(std::is_same_v<Encoding, Count>, "CategoryEncoding: weights are for Count");
    auto const categories = detail::as_integers(x);
    return sum<-2>(detail::with_rows_of(x, one_hot<N>(categories)) * expand<-1>(weights));
  }
};

/// Which of N bins numbers lie in: bin i from boundary i - 1 on, up to boundary i. `adapt(rows)` makes bins of equal numbers of
/// elements. As integers without another encoding.   [batch, S...] -> int64 [batch, S...]
template <std::size_t N, class Encoding = AsInteger>
struct Discretization {
  static_assert(N > 1 && std::is_base_of_v<EncodingOption, Encoding>, "Discretization: two bins at least");
  Tensor<float, N - 1> bin_boundaries;
  TENON_MODULE(Discretization, bin_boundaries);
  static constexpr char name[] = "Discretization";
  constexpr auto call(Operand auto const& x) const {
    return detail::encoded<Encoding, N>(detail::with_rows_of(x, digitize(x, bin_boundaries)));
  }
  /// The quantiles i / N of all elements that are numbers, with straight lines between neighbours.
  template <class Rows, class T = float>  // a parameter, so that nothing is compiled before it is called
  void adapt(Rows const& rows) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i)
      for ([[maybe_unused]] auto const x : rows.row(i)) ++size;
    Elements<T> const all{new T[size]};
    T* next = all.items;
    for (std::size_t i = 0; i < rows.rows(); ++i)
      for (auto const x : rows.row(i)) *next++ = static_cast<T>(x);
    op::sorting::Walk<T> const walk{all.items, 1};
    std::ptrdiff_t const numbers = op::sorting::numbers_first(walk, static_cast<std::ptrdiff_t>(size));
    if (numbers == 0) return;
    op::sorting::sort(walk, numbers, [](T a, T b) { return a < b; });
    for (std::size_t i = 1; i < N; ++i) {
      double const at = static_cast<double>(i) / static_cast<double>(N) * static_cast<double>(numbers - 1);
      auto const low = static_cast<std::ptrdiff_t>(at);
      double const part = at - static_cast<double>(low), a = static_cast<double>(walk[low]);
      double const b = static_cast<double>(walk[low + 1 < numbers ? low + 1 : low]);
      bin_boundaries.data()[i - 1] = static_cast<float>(a + part * (b - a));
    }
  }

 private:
  template <class T>
  struct Elements {
    T* items;
    ~Elements() { delete[] items; }
  };
};

/// Integers spread over N bins, the same on every machine: the finaliser of SplitMix64 (Steele et al., 2014), of x and a salt.
/// Strings by their `strings::fingerprint`. [batch, S...] -> int32 [batch, S...], or encoded
template <std::size_t N, std::uint64_t Salt = 0, class Encoding = AsInteger>
struct Hashing {
  static_assert(N > 0 && N <= 0x7fffffff && std::is_base_of_v<EncodingOption, Encoding>, "Hashing: one bin at least");
  TENON_MODULE(Hashing);
  static constexpr char name[] = "Hashing";
  constexpr auto call(Operand auto const& x) const {
    auto const spread = data::detail::spread_bits(cast<std::uint64_t>(cast<std::int64_t>(x)), Salt);
    return detail::encoded<Encoding, N>(cast<std::int32_t>(remainder(spread, std::uint64_t(N))));
  }
};

}  // namespace tenon::nn
