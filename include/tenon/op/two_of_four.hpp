// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/bilinear.hpp>
#include <tenon/op/indexing.hpp>

/// Products with matrices of which two of four rows are stored in each column: 2:4 structured sparsity. Rows 2 g and 2 g + 1 of
/// `values` [k / 2, n] are what is left of rows 4 g ... 4 g + 3 of the matrix [k, n]; which rows they were stands in two bits
/// each, those of eight groups in a word of `places` [(k / 4 + 7) / 8, n], the first in the lowest bits.
namespace tenon {

namespace two_of_four {
/// The words that the places of k rows take.
constexpr std::size_t words(std::size_t k) { return (k / 4 + 7) / 8; }
/// Where value `which` (0, 1) of group g of a column is among its four rows.
constexpr int place(std::int32_t word, std::ptrdiff_t g, int which) {
  return static_cast<int>(static_cast<std::uint32_t>(word) >> (4 * (g % 8) + 2 * which) & 3u);
}

/// Of a matrix [k, n] in memory: the two of each four that are largest in size (of equal ones the first), and their places.
template <class T>
constexpr void prune(T const* matrix, std::size_t k, std::size_t n, T* values, std::int32_t* places) {
  for (std::size_t i = 0; i < words(k) * n; ++i) places[i] = 0;
  for (std::size_t g = 0; g < k / 4; ++g)
    for (std::size_t u = 0; u < n; ++u) {
      auto size = [&](std::size_t i) {
        T const x = matrix[(4 * g + i) * n + u];
        return x < T(0) ? -x : x;
      };
      std::size_t best = 0, second = 1;
      for (std::size_t i = 1; i < 4; ++i)
        if (size(i) > size(best)) best = i;
      second = best == 0 ? 1 : 0;
      for (std::size_t i = 0; i < 4; ++i)
        if (i != best && size(i) > size(second)) second = i;
      std::size_t const first = best < second ? best : second, last = best < second ? second : best;
      values[2 * g * n + u] = matrix[(4 * g + first) * n + u];
      values[(2 * g + 1) * n + u] = matrix[(4 * g + last) * n + u];
      std::int32_t& word = places[g / 8 * n + u];
      word = static_cast<std::int32_t>(static_cast<std::uint32_t>(word) | static_cast<std::uint32_t>(first | last << 2)
                                                                              << (4 * (g % 8)));
    }
}
}  // namespace two_of_four

namespace op {

/// One of values w [k / 2, n], x [r, k] and y = x w [r, n] of the others and the places: Which 0 is y of (w, x), 1 w of (y, x),
/// 2 x of (w, y).
template <int Which>
struct TwoOfFour {
  static constexpr char const* name = Which == 0 ? "two_of_four" : Which == 1 ? "two_of_four_weights" : "two_of_four_inputs";
  static constexpr int arity = 3, flops = 2;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::index}, result = Typed::data;
  /// [rows, k, n].
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{3, {in[1][0], Which == 2 ? n.dims[1] : in[1][1], in[2][1]}};
  }
  /// Rows of x are rows of y; in w they are added up.
  static constexpr BatchPlace batch(Node const&, Dims const*, BatchPlace const* at) {
    for (int i = 0; i < 2; ++i)
      if (at[i].kind == BatchPlace::mixed || (at[i].kind == BatchPlace::here && at[i].axis != 0)) return {BatchPlace::mixed};
    return Which == 1 ? BatchPlace{} : at[1];
  }
  template <class T>
  static constexpr void run(Dims const& form, T const* a, T const* b, Index const* places, T* result) {
    std::ptrdiff_t const rows = form[0], k = form[1], n = form[2];
    for (std::ptrdiff_t i = 0; i < (Which == 0 ? rows * n : Which == 1 ? k / 2 * n : rows * k); ++i) result[i] = T(0);
    for (std::ptrdiff_t r = 0; r < rows; ++r)
      for (std::ptrdiff_t g = 0; g < k / 4; ++g) {
        Index const* const words = places + g / 8 * n;
        std::ptrdiff_t const w = 2 * g * n, x = r * k + 4 * g, y = r * n;
        for (std::ptrdiff_t u = 0; u < n; ++u) {
          int const i = two_of_four::place(words[u], g, 0), j = two_of_four::place(words[u], g, 1);
          if constexpr (Which == 0)
            result[y + u] += a[w + u] * b[x + i] + a[w + n + u] * b[x + j];
          else if constexpr (Which == 1)
            result[w + u] += a[y + u] * b[x + i], result[w + n + u] += a[y + u] * b[x + j];
          else
            result[x + i] += a[w + u] * b[y + u], result[x + j] += a[w + n + u] * b[y + u];
        }
      }
  }
  template <class D>
  static constexpr void derive(D& d) {
    detail::derive_bilinear<tenon::op::TwoOfFour, Which>(d);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("two_of_four")> : std::type_identity<op::TwoOfFour<0>> {};
template <> struct OpOf<hash_name("two_of_four_weights")> : std::type_identity<op::TwoOfFour<1>> {};
template <> struct OpOf<hash_name("two_of_four_inputs")> : std::type_identity<op::TwoOfFour<2>> {};
// clang-format on

namespace two_of_four {

/// The front-end form: values [k / 2, n], x [r, k], places.
struct Product {
  template <class W, class X, class P>
  static constexpr bool ok = true;
  template <class W, class X, class P>
  struct Result {
    using value_type = typename W::value_type;
    using shape_type = shape_from<Dims{2, {dims_of<typename X::shape_type>[0], dims_of<typename W::shape_type>[1]}}>;
    template <int K>
    using operand_type = std::conditional_t<K == 2, typename P::value_type, typename W::value_type>;
  };
  template <class V>
  static constexpr V record(V w, V x, V places) {
    Builder& b = *w.builder;
    return routine<op::TwoOfFour<0>>(b[w.id].dtype, Dims{2, {b[x.id].dims[0], b[w.id].dims[1]}}, 0, w, x, places);
  }
};

}  // namespace two_of_four
}  // namespace tenon
