// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/fail.hpp>
#include <tenon/data/rows.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

namespace tenon::data {

/// What came of fitting a scaler; true when it worked, else the cell that stood in the way.
struct [[nodiscard]] FitStatus {
  char const* problem = nullptr;  ///< in words, null when there is none
  std::size_t row = 0;
  std::size_t column = 0;

  explicit operator bool() const noexcept { return problem == nullptr; }
};

/// Shifts and scales each column to mean 0 and (population) standard deviation 1; a constant column is
/// only shifted.   rows x [Cols] -> rows x [Cols]
/// Fit it on the training rows alone. Statistics and arithmetic are in double, whatever T is.
template <class T, std::size_t Cols>
class StandardScaler {
  static_assert(std::is_floating_point_v<T>, "StandardScaler: the element type must be floating");

 public:
  using Statistics = std::array<double, Cols>;

  StandardScaler() noexcept = default;

  /// A scaler whose statistics are known (finite, std >= 0), for instance stored with a model.
  StandardScaler(Statistics const& mean, Statistics const& std) noexcept {
    for (std::size_t c = 0; c < Cols; ++c)
      if (!is_finite(mean[c]) || !is_finite(std[c]) || std[c] < 0)
        detail::fail("StandardScaler: mean and std must be finite, std not negative", {"column", c});
    set(mean, std);
  }

  /// Learns mean and std of each column. At no rows, at a value that is NaN or infinite, or when a
  /// column's spread overflows, the status tells which and the scaler stays as it was.
  FitStatus try_fit(RowsView<T, Cols> x) noexcept {
    if (x.empty()) return {"StandardScaler::fit: there are no rows", 0, 0};
    Statistics mean{};
    Statistics squares{};
    for (std::size_t r = 0; r < x.rows(); ++r) {
      auto const row = x.row(r);
      auto const weight = 1.0 / static_cast<double>(r + 1);
      for (std::size_t c = 0; c < Cols; ++c) {
        auto const value = static_cast<double>(row[c]);
        if (!is_finite(value)) return {"StandardScaler::fit: a value is NaN or infinite", r, c};
        // The running form is exact for constant columns: their std is 0, not almost 0.
        auto const difference = value - mean[c];
        mean[c] += difference * weight;
        squares[c] += difference * (value - mean[c]);
      }
    }
    Statistics std{};
    for (std::size_t c = 0; c < Cols; ++c) {
      std[c] = __builtin_sqrt(squares[c] / static_cast<double>(x.rows()));
      if (!is_finite(mean[c]) || !is_finite(std[c])) return {"StandardScaler::fit: the spread of a column overflows", 0, c};
    }
    set(mean, std);
    return {};
  }

  /// As try_fit, for data known to be good: a problem is printed and ends the program.
  StandardScaler& fit(RowsView<T, Cols> x) noexcept {
    if (auto const status = try_fit(x); !status) detail::fail(status.problem, {"row", status.row}, {"column", status.column});
    return *this;
  }

  /// One row in place, for instance a new sample before predict; does not allocate.
  void transform_row(std::span<T, Cols> row) const noexcept {
    require_fitted();
    for (std::size_t c = 0; c < Cols; ++c) row[c] = static_cast<T>((static_cast<double>(row[c]) - mean_[c]) / scale_[c]);
  }
  void inverse_transform_row(std::span<T, Cols> row) const noexcept {
    require_fitted();
    for (std::size_t c = 0; c < Cols; ++c) row[c] = static_cast<T>(static_cast<double>(row[c]) * scale_[c] + mean_[c]);
  }

  void transform_in_place(Rows<T, Cols>& x) const noexcept {
    require_fitted();
    for (std::size_t r = 0; r < x.rows(); ++r) transform_row(x.row(r));
  }
  void inverse_transform_in_place(Rows<T, Cols>& x) const noexcept {
    require_fitted();
    for (std::size_t r = 0; r < x.rows(); ++r) inverse_transform_row(x.row(r));
  }

  [[nodiscard]] Rows<T, Cols> transform(RowsView<T, Cols> x) const {
    Rows<T, Cols> scaled(x);
    transform_in_place(scaled);
    return scaled;
  }
  [[nodiscard]] Rows<T, Cols> inverse_transform(RowsView<T, Cols> x) const {
    Rows<T, Cols> original(x);
    inverse_transform_in_place(original);
    return original;
  }

  [[nodiscard]] bool fitted() const noexcept { return fitted_; }
  [[nodiscard]] Statistics const& mean() const noexcept { return mean_; }
  /// Population standard deviation: 0 for a constant column.
  [[nodiscard]] Statistics const& std() const noexcept { return std_; }
  /// What transform divides by: std(), but 1 for a constant column.
  [[nodiscard]] Statistics const& scale() const noexcept { return scale_; }

 private:
  static bool is_finite(double x) noexcept {
    return x >= std::numeric_limits<double>::lowest() && x <= std::numeric_limits<double>::max();
  }

  void require_fitted() const noexcept {
    if (!fitted_) detail::fail("StandardScaler: transform before fit");
  }

  void set(Statistics const& mean, Statistics const& std) noexcept {
    mean_ = mean;
    std_ = std;
    for (std::size_t c = 0; c < Cols; ++c) scale_[c] = std[c] > 0 ? std[c] : 1.0;
    fitted_ = true;
  }

  Statistics mean_{};
  Statistics std_{};
  Statistics scale_{};
  bool fitted_ = false;
};

}  // namespace tenon::data
