// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/dense.hpp>

namespace tenon {

namespace detail {

/// Dense tensors whose first two axes are rows and values: what they hold, and the ragged tensor that has room for it.
template <class X>
struct DenseRagged {
  static constexpr bool fits = false;
};
template <class T, std::size_t N, std::size_t W, std::size_t... D, class Storage>
struct DenseRagged<BasicTensor<T, Shape<N, W, D...>, Storage>> {
  static constexpr bool fits = true;
  static constexpr std::size_t width = W;
  using value_type = T;
  using type = RaggedTensor<T, 1, Shape<D...>, N, N * W>;
  static constexpr std::size_t rows(auto const&) { return N; }
};
template <class T, std::size_t W, std::size_t... D>
struct DenseRagged<data::Rows<T, W, D...>> {
  static constexpr bool fits = true;
  static constexpr std::size_t width = W;
  using value_type = T;
  using type = RaggedTensor<T, 1, Shape<D...>>;
  static std::size_t rows(auto const& x) { return x.rows(); }
};
template <class T, std::size_t W, std::size_t... D>
struct DenseRagged<data::RowsView<T, W, D...>> : DenseRagged<data::Rows<T, W, D...>> {};

/// The ragged tensor of the first keep(row) values of each row.
template <class X, class Keep>
constexpr auto cut_rows(X const& x, Keep const& keep) {
  using Facts = DenseRagged<X>;
  using Out = typename Facts::type;
  constexpr std::size_t inner = Out::inner_shape::size;
  return Out::build([&](auto& b) {
    for (std::size_t i = 0; i < Facts::rows(x); ++i) {
      b.append(x.data() + i * Facts::width * inner, keep(i));
      b.end_row(0);
    }
  });
}
template <class X, class Lengths>
constexpr auto cut_by_lengths(X const& x, Lengths const& lengths) -> data::Result<typename DenseRagged<X>::type> {
  using Facts = DenseRagged<X>;
  if (lengths.size() != Facts::rows(x))
    return data::Outcome::failure(lengths.size(), " lengths were given for ", Facts::rows(x), " rows");
  for (std::size_t i = 0; i < lengths.size(); ++i)
    if (auto const n = static_cast<std::int64_t>(lengths[i]); n < 0 || n > static_cast<std::int64_t>(Facts::width))
      return data::Outcome::failure("lengths[", i, "] = ", n, " of a row of ", Facts::width, " values");
  return cut_rows(x, [&](std::size_t row) { return static_cast<std::size_t>(lengths[row]); });
}
template <class X>
concept DenseRows = DenseRagged<X>::fits;

}  // namespace detail

namespace ragged {

/// The rows of a dense tensor or of `data::Rows`, whole.   [rows, Width, D...] -> [rows, (n), D...]
/// Of a tensor the result has room for all of its values inside itself, of Rows it is on the heap.
template <detail::DenseRows X>
constexpr auto from_tensor(X const& x) {
  return detail::cut_rows(x, [](std::size_t) { return detail::DenseRagged<X>::width; }).or_stop("ragged::from_tensor");
}
/// The first lengths[i] values of each row: whole numbers, one a row.
template <detail::DenseRows X, detail::WholeNumbers Lengths>
constexpr auto try_from_tensor(X const& x, Lengths const& lengths) {
  return detail::cut_by_lengths(x, detail::flat_span(lengths));
}
template <detail::DenseRows X, detail::WholeNumbers Lengths>
constexpr auto from_tensor(X const& x, Lengths const& lengths) {
  return try_from_tensor(x, lengths).or_stop("ragged::from_tensor");
}
template <detail::DenseRows X>
constexpr auto from_tensor(X const& x, std::initializer_list<std::int64_t> lengths) {
  return try_from_tensor(x, lengths).or_stop("ragged::from_tensor");
}
/// Without what fills rows up at their ends; inside a row it stays. A value with axes is padding where all of it is.
template <detail::DenseRows X, class T>
constexpr auto from_tensor(X const& x, Padding<T> padding) {
  static_assert(std::is_same_v<T, typename detail::DenseRagged<X>::value_type>,
                "ragged::from_tensor: the padding must be of the dtype of the values");
  constexpr std::size_t inner = detail::DenseRagged<X>::type::inner_shape::size, width = detail::DenseRagged<X>::width;
  return detail::cut_rows(x,
                          [&](std::size_t row) {
                            auto const* const from = x.data() + row * width * inner;
                            std::size_t end = width * inner;
                            while (end > 0 && from[end - 1] == padding.value) --end;
                            return (end + inner - 1) / inner;
                          })
      .or_stop("ragged::from_tensor");
}
/// The values where a mask of rows and values holds.
template <detail::DenseRows X, detail::DenseRows Mask>
  requires std::is_same_v<typename detail::DenseRagged<Mask>::value_type, bool>
constexpr auto boolean_mask(X const& x, Mask const& mask) {
  using Facts = detail::DenseRagged<X>;
  static_assert(Facts::width == detail::DenseRagged<Mask>::width && detail::DenseRagged<Mask>::type::inner_shape::rank == 0,
                "ragged::boolean_mask: the mask must have one bool for each value of a row");
  if (Facts::rows(x) != detail::DenseRagged<Mask>::rows(mask))
    data::Outcome::failure("the mask has ", detail::DenseRagged<Mask>::rows(mask), " rows, the tensor ", Facts::rows(x))
        .or_stop("ragged::boolean_mask");
  constexpr std::size_t inner = Facts::type::inner_shape::size, width = Facts::width;
  return Facts::type::build([&](auto& b) {
           for (std::size_t i = 0; i < Facts::rows(x); ++i) {
             for (std::size_t k = 0; k < width; ++k)
               if (mask.data()[i * width + k]) b.append(x.data() + (i * width + k) * inner, 1);
             b.end_row(0);
           }
         })
      .or_stop("ragged::boolean_mask");
}

}  // namespace ragged
}  // namespace tenon
