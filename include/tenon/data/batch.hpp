// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/tensor/memory.hpp>

namespace tenon::data {

/// Rows first ... first + B - 1 as an operand, which reads them where they lie: a batch for a training loop of one's own,
/// `step(training, batch<32>(x, row), batch<32>(y, row))`. There must be so many.   rows x [D...] -> [B, D...]
template <std::size_t B, class T, std::size_t... D>
auto batch(RowsView<T, D...> rows, std::size_t first) {
  if (first > rows.rows() || rows.rows() - first < B)
    detail::fail("batch: it ends behind the last row", {"end", first + B}, {"rows", rows.rows()});
  return tenon::view<Shape<B, D...>>(rows.data() + first * RowsView<T, D...>::row_size);
}
template <std::size_t B, class T, std::size_t... D>
auto batch(Rows<T, D...> const& rows, std::size_t first) {
  return batch<B>(RowsView<T, D...>(rows), first);
}
template <std::size_t B, class T, std::size_t... D>
auto batch(Rows<T, D...>&& rows, std::size_t first) = delete;  // the rows would be gone when they are read

}  // namespace tenon::data
