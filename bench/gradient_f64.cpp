// SPDX-License-Identifier: MIT
// Values and gradients of losses of 1,000 numbers in double, beside ADOL-C, which replays a tape that is made beforehand.
#include "harness.hpp"

#include <tenon/embedded.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

#if defined(TENON_BENCH_ADOLC)
#include <adolc/adolc.h>
#endif

namespace tn = tenon;

namespace {

constexpr std::size_t n = 1000;
using V = tn::Tensor<double, n>;

/// A loss of x and y: `traced` as Tenon has it, `plain(x, y)` element by element for numbers of any kind.
struct Huber {
  static constexpr short tape = 1;
  static constexpr auto traced = [](auto const& x, auto const& y) {
    auto const e = tn::abs(y - x), m = tn::minimum(e, 1.0);
    return tn::mean(m * (e - m * 0.5));
  };
  template <class T>
  static T plain(T const* x, double const* y) {
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      T const e = fabs(y[i] - x[i]), m = fmin(e, 1.0);
      sum += m * (e - m * 0.5);
    }
    return sum / double(n);
  }
  static double exact(double const* x, double const* y, std::size_t i) { return -std::clamp(y[i] - x[i], -1.0, 1.0) / double(n); }
};
struct Likelihood {
  static constexpr short tape = 2;
  static constexpr auto traced = [](auto const& x, auto const& y) { return tn::sum(tn::square((y - x) * 0.75)) * 0.5 + 300.0; };
  template <class T>
  static T plain(T const* x, double const* y) {
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      T const z = (y[i] - x[i]) * 0.75;
      sum += z * z;
    }
    return sum * 0.5 + 300.0;
  }
  static double exact(double const* x, double const* y, std::size_t i) { return -(y[i] - x[i]) * 0.75 * 0.75; }
};
struct Squares {
  static constexpr short tape = 4;
  static constexpr auto traced = [](auto const& x, auto const&) { return tn::sum(tn::square(x)); };
  template <class T>
  static T plain(T const* x, double const*) {
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += x[i] * x[i];
    return sum;
  }
  static double exact(double const* x, double const*, std::size_t i) { return 2 * x[i]; }
};
struct LogSumExp {
  static constexpr short tape = 3;
  static constexpr auto traced = [](auto const& x, auto const& y) { return tn::logsumexp(x + y); };
  template <class T>
  static T plain(T const* x, double const* y) {  // without a shift: the numbers are small
    T sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += exp(x[i] + y[i]);
    return log(sum);
  }
  static double exact(double const* x, double const* y, std::size_t i) {
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) sum += std::exp(x[k] + y[k]);
    return std::exp(x[i] + y[i]) / sum;
  }
};

struct Data {
  V x, y;
  std::tuple<tn::Tensor<double>, V> ours;
  tn::Tensor<double> value;
  double theirs[n] = {};

  Data() {
    bench::Noise noise(3);
    noise.fill(x.data(), n, 3);
    noise.fill(y.data(), n, 3);
  }
};

template <class Loss>
bench::Row row_of() {
  auto const d = std::make_shared<Data>();
  bench::Row row;
  row.tolerance = 1e-12;
  for (std::size_t i = 0; i < n; ++i) row.expected.push_back(Loss::exact(d->x.data(), d->y.data(), i));
  row.ours = bench::contestant(
      "gradient", [d] { tn::run_into(d->ours, tn::value_and_grad<0>(Loss::traced), d->x, d->y); },
      [d] { return bench::to_values(std::get<1>(d->ours)); });
#if defined(TENON_BENCH_ADOLC)
  {
    std::vector<adouble> x(n);
    double value;
    trace_on(Loss::tape);
    for (std::size_t i = 0; i < n; ++i) x[i] <<= d->x.data()[i];
    adouble loss = Loss::template plain<adouble>(x.data(), d->y.data());
    loss >>= value;
    trace_off();
  }
  row.peers.push_back(bench::contestant(
      "ADOL-C", [d] { ::gradient(Loss::tape, int(n), d->x.data(), d->theirs); },
      [d] { return bench::Values(d->theirs, d->theirs + n); }));
#endif
  row.limit = bench::contestant("value", [d] { tn::run_into(d->value, Loss::traced, d->x, d->y); }, nullptr);
  return row;
}

#if defined(TENON_BENCH_ADOLC)
[[maybe_unused]] bool const named = bench::library("ADOL-C", "");  // its headers do not say which it is
#endif
[[maybe_unused]] bool const added = [] {
  bench::add("gradient_squares_1000_f64", row_of<Squares>);
  bench::add("gradient_huber_1000_f64", row_of<Huber>);
  bench::add("gradient_likelihood_1000_f64", row_of<Likelihood>);
  return bench::add("gradient_log_sum_exp_1000_f64", row_of<LogSumExp>);
}();

}  // namespace
