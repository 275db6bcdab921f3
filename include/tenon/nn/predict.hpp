// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/row_source.hpp>

#include <cstdint>
#include <vector>

/// Predictions for any number of rows, a batch at a time.
namespace tenon::nn {

namespace detail {

/// The numbers of rows in the order in which they are read; empty where they are read as they lie.
using RowOrder = std::vector<std::uint32_t>;

/// Rows first to last, in the order wanted, where a program of B rows can read them: whole batches that lie in memory as they are
/// wanted stay there, all others are gathered. Rows that only fill the last batch are copies of a real one.
template <std::size_t B, class Source, class Buffer>
auto gather(Source const& from, Buffer& buffer, RowOrder const& order, std::size_t first, std::size_t last) {
  if (order.empty() && (last - first) % B == 0 && is_direct(from)) return direct_rows(from, first);
  std::size_t const real = last - first, padded = (real + B - 1) / B * B;
  for_each_source(
      [&]<class S>(S const& source, auto& to) {
        for (std::size_t i = 0; i < padded; ++i) {
          std::size_t const place = first + (i < real ? i : 0);
          source.copy(order.empty() ? place : order[place], to.data() + i * S::row_size);
        }
      },
      from, buffer);
  return read(buffer);
}

/// What is predicted from and for: rows, or tuples of such.
template <class Net>
using InputRow = RowOf<typename Net::input_shape>;
template <class Net>
using Inputs = typename SourceOf<InputRow<Net>, false>::type;
template <class Net>
using Predictions = typename OwnedRows<OutputRow<Net>>::type;

/// Predictions with the memory that a trainer already has.
template <std::size_t B, class Net, class InputBuffer, class OutputBuffer>
Predictions<Net> predict_rows(Net const& net, PredictStep<Net, Batch<B>>& step, Inputs<Net> const& x, InputBuffer& in,
                              OutputBuffer& out) {
  std::size_t const rows = rows_of(x), whole = rows / B * B;
  Predictions<Net> prediction;
  for_each_source([rows]<class R>(R& r) { r = R(rows); }, prediction);
  for (std::size_t row = 0; row < whole; row += B)
    step(net, gather<B>(x, in, {}, row, row + B), moved<OutputRow<Net>>(written(prediction), row));
  if (whole < rows) {
    step(net, gather<B>(x, in, {}, whole, rows), written(out), rows - whole);
    copy_rows<OutputRow<Net>>(prediction, whole, out, rows - whole);
  }
  return prediction;
}

}  // namespace detail

/// A model's output for each row, B rows at a time: `nn::predict<32>(net, x)` of a model that is not trained here, such as one
/// from a file. One program serves any number of rows; no rows give no rows. Several inputs are `{wide, deep}`, several outputs a
/// tuple. rows x [In...] -> rows x [Out...]
template <std::size_t B, class Net>
detail::Predictions<Net> predict(Net const& net, detail::Inputs<Net> const& x) {
  PredictStep<Net, Batch<B>> step;
  typename detail::RowBuffer<detail::InputRow<Net>, B>::type in;
  typename detail::RowBuffer<detail::OutputRow<Net>, B>::type out;
  return detail::predict_rows<B>(net, step, x, in, out);
}

}  // namespace tenon::nn
