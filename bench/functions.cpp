// SPDX-License-Identifier: MIT
// Elementary functions over 1,000 floats: the exact form and the fast one, beside other libraries and a loop of the C library's.
#include "harness.hpp"
#include "peer_loops.hpp"

#include <tenon/core.hpp>

#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>
#endif
#if !defined(TENON_FORCE_SCALAR) && __has_include(<xsimd/xsimd.hpp>)
#include <xsimd/xsimd.hpp>
#define TENON_BENCH_XSIMD 1
#else
#define TENON_BENCH_XSIMD 0
#endif

namespace tn = tenon;

namespace {

constexpr std::size_t count = 1000;

struct Vectors {
  tn::Tensor<float, count> x, out;
  explicit Vectors(double scale) {
    bench::Noise noise(count);
    noise.fill(x.data(), count, scale);
  }
#if defined(TENON_BENCH_EIGEN)
  using Array = Eigen::Map<Eigen::Array<float, int(count), 1>, Eigen::Aligned64>;
  Array in_array() { return Array(x.data()); }
  Array out_array() { return Array(out.data()); }
#endif
};

template <class Job>
bench::Contestant function(std::string name, std::shared_ptr<Vectors> v, Job job) {
  return bench::contestant(
      std::move(name), [v, job] { job(*v); },
      [v, job] {
        v->out.fill(0);
        job(*v);
        return bench::to_values(v->out);
      });
}

#if TENON_BENCH_XSIMD
template <class F>
void each_batch(Vectors& v, F f) {
  using B = xsimd::batch<float>;
  static_assert(count >= B::size);
  auto const at = [&](std::size_t i) { f(B::load_unaligned(v.x.data() + i)).store_unaligned(v.out.data() + i); };
  for (std::size_t i = 0; i + B::size <= count; i += B::size) at(i);
  if constexpr (count % B::size != 0) at(count - B::size);
}
#endif

struct Tanh {
  static constexpr auto loop = bench::Loop::tanh;
  static constexpr double scale = 6;
  static constexpr auto exact = [](auto& v) { v.out = tn::tanh(v.x); };
  static constexpr auto fast = [](auto& v) { v.out = tn::tanh<tn::fast>(v.x); };
  static float reference(float x) { return std::tanh(x); }
#if defined(TENON_BENCH_EIGEN)
  static constexpr auto eigen = [](auto& v) { v.out_array() = v.in_array().tanh(); };
#endif
#if TENON_BENCH_XSIMD
  static constexpr auto xsimd = [](auto& v) { each_batch(v, [](auto x) { return ::xsimd::tanh(x); }); };
#endif
};
struct Exp {
  static constexpr auto loop = bench::Loop::exp;
  static constexpr double scale = 20;
  static constexpr auto exact = [](auto& v) { v.out = tn::exp(v.x); };
  static constexpr auto fast = [](auto& v) { v.out = tn::exp<tn::fast>(v.x); };
  static float reference(float x) { return std::exp(x); }
#if defined(TENON_BENCH_EIGEN)
  static constexpr auto eigen = [](auto& v) { v.out_array() = v.in_array().exp(); };
#endif
#if TENON_BENCH_XSIMD
  static constexpr auto xsimd = [](auto& v) { each_batch(v, [](auto x) { return ::xsimd::exp(x); }); };
#endif
};
struct Sigmoid {
  static constexpr auto loop = bench::Loop::sigmoid;
  static constexpr double scale = 9;
  static constexpr auto exact = [](auto& v) { v.out = tn::sigmoid(v.x); };
  static constexpr auto fast = [](auto& v) { v.out = tn::sigmoid<tn::fast>(v.x); };
  static float reference(float x) { return 1 / (1 + std::exp(-x)); }
#if defined(TENON_BENCH_EIGEN)
  static constexpr auto eigen = [](auto& v) { v.out_array() = v.in_array().logistic(); };
#endif
#if TENON_BENCH_XSIMD
  static constexpr auto xsimd = [](auto& v) {
    each_batch(v, [](auto x) { return decltype(x)(1.f) / (decltype(x)(1.f) + ::xsimd::exp(-x)); });
  };
#endif
};
struct Erf {
  static constexpr auto loop = bench::Loop::erf;
  static constexpr double scale = 3;
  static constexpr auto exact = [](auto& v) { v.out = tn::erf(v.x); };
  static constexpr auto fast = [](auto& v) { v.out = tn::erf<tn::fast>(v.x); };
  static float reference(float x) { return std::erf(x); }
#if defined(TENON_BENCH_EIGEN)
  static constexpr auto eigen = [](auto& v) { v.out_array() = v.in_array().erf(); };
#endif
#if TENON_BENCH_XSIMD
  static constexpr auto xsimd = [](auto& v) { each_batch(v, [](auto x) { return ::xsimd::erf(x); }); };
#endif
};
struct Gelu {
  static constexpr auto loop = bench::Loop::gelu;
  static constexpr double scale = 4;
  static constexpr auto exact = [](auto& v) { v.out = tn::gelu(v.x); };
  static constexpr auto fast = [](auto& v) { v.out = tn::gelu<tn::fast>(v.x); };
  static double reference(double x) { return 0.5 * x * std::erfc(x * -0.7071067811865476); }
#if defined(TENON_BENCH_EIGEN)
  static constexpr auto eigen = [](auto& v) {
    v.out_array() = v.in_array() * (0.5f * ((0.70710678f * v.in_array()).erf() + 1.f));
  };
#endif
#if TENON_BENCH_XSIMD
  static constexpr auto xsimd = [](auto& v) {
    each_batch(v, [](auto x) { return x * (0.5f * (::xsimd::erf(0.70710678f * x) + 1.f)); });
  };
#endif
};

struct GeluTanh {
  static constexpr auto loop = bench::Loop::gelu_tanh;
  static constexpr double scale = 4;
  static constexpr auto exact = [](auto& v) { v.out = tn::gelu(v.x, tn::approximate); };
  static double reference(double x) { return 0.5 * x * (1 + std::tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))); }
#if defined(TENON_BENCH_EIGEN)
  static constexpr auto eigen = [](auto& v) {
    auto const x = v.in_array();
    v.out_array() = x * (0.5f * ((0.79788456f * (x + 0.044715f * x * x * x)).tanh() + 1.f));
  };
#endif
#if TENON_BENCH_XSIMD
  static constexpr auto xsimd = [](auto& v) {
    each_batch(v, [](auto x) { return x * (0.5f * (::xsimd::tanh(0.79788456f * (x + 0.044715f * x * x * x)) + 1.f)); });
  };
#endif
};

template <class F, class Job>
bench::Row row(Job ours) {
  auto const v = std::make_shared<Vectors>(F::scale);
  bench::Row row;
  row.ours = function("tenon", v, ours);
#if defined(TENON_BENCH_EIGEN)
  row.peers.push_back(function("eigen", v, F::eigen));
#endif
#if TENON_BENCH_XSIMD
  row.peers.push_back(function("xsimd", v, F::xsimd));
#endif
  row.peers.push_back(function("std", v, [](auto& d) {
    for (std::size_t i = 0; i < count; ++i) d.out.data()[i] = static_cast<float>(F::reference(d.x.data()[i]));
  }));
  bench::add_loop_peers(row, {F::loop, v->x.data(), v->out.data(), 1, count, v});
  for (float const x : v->x) row.expected.push_back(F::reference(x));
  row.tolerance = 2e-6;
  return row;
}

template <class F>
void add(std::string const& name) {
  bench::add(name, [] { return row<F>(F::exact); });
  if constexpr (requires { F::fast; }) bench::add(name + "_fast", [] { return row<F>(F::fast); });
}

[[maybe_unused]] bool const added = [] {
#if TENON_BENCH_XSIMD
  bench::library("xsimd", bench::version(XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH));
#endif
  add<Tanh>("function_tanh");
  add<Exp>("function_exp");
  add<Sigmoid>("function_sigmoid");
  add<Erf>("function_erf");
  add<GeluTanh>("function_gelu_tanh");
  add<Gelu>("function_gelu_erf");
  return true;
}();

}  // namespace
