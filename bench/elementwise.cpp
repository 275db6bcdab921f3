// SPDX-License-Identifier: MIT
#include "hand_loops.hpp"
#include "harness.hpp"
#include "peer_loops.hpp"

#include <tenon/core.hpp>
#include <tenon/trace/run.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#endif

namespace tn = tenon;

namespace {

constexpr float a = 1.25f, b = -0.375f, c = 0.8f;

template <std::size_t N>
struct Vectors {
  tn::Tensor<float, N> x, y, out;
  tn::Tensor<float> mean;
  float hand_mean = 0, eigen_mean = 0, peer_mean = 0;
  float factor = a, shift = b, scale = c;  // read at run time by every contestant

  Vectors() {
    bench::Noise noise(N);
    noise.fill(x.data(), N, 6);
    noise.fill(y.data(), N, 6);
  }
#if defined(TENON_BENCH_EIGEN)
  using Array = Eigen::Map<Eigen::Array<float, int(N), 1>, Eigen::Aligned64>;
  static auto array(tn::Tensor<float, N>& t) { return Array(t.data()); }
#endif
  template <class F>
  bench::Values each(F f) const {
    bench::Values r;
    for (std::size_t i = 0; i < N; ++i) r.push_back(f(double(x.data()[i]), double(y.data()[i])));
    return r;
  }
};

template <std::size_t N>
bench::LoopJob job_of(bench::Loop loop, std::shared_ptr<Vectors<N>> const& v) {
  bench::LoopJob job{loop, v->x.data(), v->out.data(), 1, N, v};
  job.y = v->y.data();
  job.a = v->factor, job.b = v->shift, job.c = v->scale;
  return job;
}

/// All contestants write the same tensor, each before it is checked.
template <std::size_t N, class Job>
bench::Contestant elementwise(std::string name, std::shared_ptr<Vectors<N>> v, Job job) {
  return bench::contestant(
      std::move(name), [v, job] { job(*v); },
      [v, job] {
        v->out.fill(0);
        job(*v);
        return bench::to_values(v->out);
      });
}

template <std::size_t N, class Job, class Mean>
bench::Contestant reduction(std::string name, std::shared_ptr<Vectors<N>> v, Job job, Mean mean) {
  return bench::contestant(
      std::move(name), [v, job] { job(*v); },
      [v, job, mean] {
        job(*v);
        return bench::Values{mean(*v)};
      });
}

template <std::size_t N>
bench::Row linear() {
  auto const v = std::make_shared<Vectors<N>>();
  bench::Row row;
  row.ours = elementwise("tenon", v, [](auto& d) { d.out = d.factor * d.x + d.shift; });
#if TENON_BENCH_HAND
  constexpr auto by_hand = N < (1 << 22) ? hand::linear : hand::linear_streaming;
  row.peers.push_back(elementwise("intrinsics", v, [](auto& d) { by_hand(d.x.data(), d.out.data(), N, d.factor, d.shift); }));
#endif
  row.bytes = 2 * sizeof(float) * N;
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(elementwise("eigen", v, [](auto& d) { d.array(d.out) = d.factor * d.array(d.x) + d.shift; }));
#endif
  bench::add_loop_peers(row, job_of(bench::Loop::linear, v));
  row.expected = v->each([](double x, double) { return a * x + b; });
  row.tolerance = 2e-7;
  return row;
}

template <std::size_t N>
bench::Row squashed() {
  auto const v = std::make_shared<Vectors<N>>();
  bench::Row row;
  row.ours = elementwise("tenon", v, [](auto& d) { d.out = tn::tanh(d.factor * d.x + d.shift) * d.scale; });
#if TENON_BENCH_HAND
  row.peers.push_back(
      elementwise("intrinsics", v, [](auto& d) { hand::squashed(d.x.data(), d.out.data(), N, d.factor, d.shift, d.scale); }));
  row.limit.name = "intrinsics";
#endif
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(
      elementwise("eigen", v, [](auto& d) { d.array(d.out) = (d.factor * d.array(d.x) + d.shift).tanh() * d.scale; }));
#endif
  bench::add_loop_peers(row, job_of(bench::Loop::squashed, v));
  row.expected = v->each([](double x, double) { return std::tanh(a * x + b) * c; });
  row.tolerance = 1e-6;
  return row;
}

// A traced function: an expression would read y and x wherever e stands.
constexpr auto mean_huber = tn::function([](auto const& y, auto const& x, auto const& d) {
  auto const e = tn::abs(y - x);
  auto const m = tn::minimum(e, d);
  return tn::mean(m * (e - 0.5f * m));
});

template <std::size_t N>
bench::Row huber() {
  auto const v = std::make_shared<Vectors<N>>();
  bench::Row row;
  row.ours =
      reduction("tenon", v, [](auto& d) { d.mean = mean_huber(d.y, d.x, d.factor); }, [](auto& d) { return d.mean.item(); });
#if TENON_BENCH_HAND
  row.peers.push_back(reduction(
      "intrinsics", v, [](auto& d) { d.hand_mean = hand::huber(d.y.data(), d.x.data(), N, d.factor); },
      [](auto& d) { return d.hand_mean; }));
  row.limit.name = "intrinsics";
#endif
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(reduction(
      "eigen", v,
      [](auto& d) {
        auto const e = (d.array(d.y) - d.array(d.x)).abs();
        auto const m = e.min(d.factor);
        d.eigen_mean = (m * (e - 0.5f * m)).mean();
      },
      [](auto& d) { return d.eigen_mean; }));
#endif
  auto job = job_of(bench::Loop::huber, v);
  job.out = &v->peer_mean;
  bench::add_loop_peers(row, job);
  double sum = 0;
  for (double h : v->each([](double x, double y) {
         double const e = std::abs(y - x);
         return e < a ? e * e / 2 : a * (e - a / 2);
       }))
    sum += h;
  row.expected = {sum / N};
  row.tolerance = 1e-6;
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("linear_1000", linear<1000>);
  bench::add("linear_100000", linear<100000>);
  bench::add("linear_10000000", linear<10000000>);
  bench::add("tanh_1000", squashed<1000>);
  bench::add("tanh_100000", squashed<100000>);
  bench::add("huber_mean_1000", huber<1000>);
  return bench::add("huber_mean_100000", huber<100000>);
}();

}  // namespace
