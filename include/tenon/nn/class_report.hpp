// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/rows.hpp>
#include <tenon/nn/text.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

/// How a classifier errs: which classes it takes for which, and what that makes of each.
namespace tenon::nn {

/// How often rows of class `i` were taken for class `j`, `count[i][j]`. Quotients of nothing are 0, as in scikit-learn.
template <std::size_t Classes>
struct ConfusionMatrix {
  std::array<std::array<std::size_t, Classes>, Classes> count{};

  /// Rows of class c.
  std::size_t support(std::size_t c) const {
    std::size_t sum = 0;
    for (std::size_t const n : count[c]) sum += n;
    return sum;
  }
  /// Rows that were taken for class c.
  std::size_t predicted(std::size_t c) const {
    std::size_t sum = 0;
    for (auto const& row : count) sum += row[c];
    return sum;
  }
  std::size_t rows() const {
    std::size_t sum = 0;
    for (std::size_t c = 0; c < Classes; ++c) sum += support(c);
    return sum;
  }
  /// Of what was taken for class c, the part that is.
  double precision(std::size_t c) const { return part(count[c][c], predicted(c)); }
  /// Of what is of class c, the part that was found.
  double recall(std::size_t c) const { return part(count[c][c], support(c)); }
  /// Their harmonic mean.
  double f1(std::size_t c) const { return part(2 * count[c][c], predicted(c) + support(c)); }
  double accuracy() const {
    std::size_t right = 0;
    for (std::size_t c = 0; c < Classes; ++c) right += count[c][c];
    return part(right, rows());
  }

 private:
  static double part(std::size_t some, std::size_t all) {
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
  }
};

namespace detail {
/// The class of a row: the largest of several numbers, else the number itself, which must be below `classes`.
template <class R>
std::size_t class_at(R const& rows, std::size_t i, std::size_t classes) {
  auto const row = rows.row(i);
  std::size_t c = 0;
  if constexpr (R::row_size > 1) {
    for (std::size_t k = 1; k < R::row_size; ++k)
      if (row[c] < row[k]) c = k;
  } else {
    static_assert(std::is_integral_v<typename R::value_type>, "confusion_matrix: rows of one number must be classes: integers");
    c = static_cast<std::size_t>(row[0]);
  }
  if (c >= classes) data::detail::fail("confusion_matrix: no such class", {"class", c}, {"row", i});
  return c;
}
}  // namespace detail

/// Counts what a classifier does: `confusion_matrix<10>(labels, trainer.predict(images))`. Either are rows of classes in integers
/// or rows of `Classes` numbers, of which the largest counts.   rows, rows -> [Classes, Classes]
template <std::size_t Classes, class Labels, class Predictions>
ConfusionMatrix<Classes> confusion_matrix(Labels const& y_true, Predictions const& y_pred) {
  static_assert((Labels::row_size == 1 || Labels::row_size == Classes) &&
                    (Predictions::row_size == 1 || Predictions::row_size == Classes),
                "confusion_matrix: rows of one number, or of one for each class");
  if (y_true.rows() != y_pred.rows())
    data::detail::fail("confusion_matrix: as many labels as predictions", {"labels", y_true.rows()},
                       {"predictions", y_pred.rows()});
  ConfusionMatrix<Classes> m;
  for (std::size_t i = 0; i < y_true.rows(); ++i)
    ++m.count[detail::class_at(y_true, i, Classes)][detail::class_at(y_pred, i, Classes)];
  return m;
}

/// Precision, recall, F1 and rows of each class as a table, their means, and the accuracy. Classes without a name are numbers.
template <std::size_t Classes>
[[gnu::cold]] std::string class_report(ConfusionMatrix<Classes> const& m, std::span<std::string_view const> names = {}) {
  std::string out = "               precision     recall         f1       rows\n";
  double mean[3] = {}, weighted[3] = {};
  double const rows = m.rows() == 0 ? 1 : static_cast<double>(m.rows());
  auto line = [&out](std::string const& name, double const* x, std::size_t of) {
    detail::append(out, "%12s   %9.4f  %9.4f  %9.4f  %9zu\n", name.c_str(), x[0], x[1], x[2], of);
  };
  for (std::size_t c = 0; c < Classes; ++c) {
    double const x[3] = {m.precision(c), m.recall(c), m.f1(c)};
    for (std::size_t k = 0; k < 3; ++k) {
      mean[k] += x[k] / static_cast<double>(Classes);
      weighted[k] += x[k] * static_cast<double>(m.support(c)) / rows;
    }
    line(c < names.size() ? std::string(names[c]) : std::to_string(c), x, m.support(c));
  }
  line("mean", mean, m.rows());
  line("by rows", weighted, m.rows());
  detail::append(out, "%12s   %31.4f  %9zu\n", "accuracy", m.accuracy(), m.rows());
  return out;
}

}  // namespace tenon::nn
