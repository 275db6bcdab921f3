// SPDX-License-Identifier: MIT
// Elementary functions over 10,000 floats: the exact form and the fast one, each against another library and against the C
// library's scalar loop.
#include "harness.hpp"

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

constexpr std::size_t count = 10000;

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
  static_assert(count % B::size == 0);
  for (std::size_t i = 0; i < count; i += B::size) f(B::load_unaligned(v.x.data() + i)).store_unaligned(v.out.data() + i);
}
#endif

struct Tanh {
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
  static constexpr double scale = 4;
  static constexpr auto exact = [](auto& v) { v.out = tn::gelu(v.x); };
  static constexpr auto fast = [](auto& v) { v.out = tn::gelu<tn::fast>(v.x); };
  static float reference(float x) { return 0.5f * x * std::erfc(x * -0.70710678f); }
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

enum class Peer { eigen, xsimd, std };

template <class F, bool Fast, Peer P>
bench::Row row() {
  auto const v = std::make_shared<Vectors>(F::scale);
  bench::Row row;
  if constexpr (Fast)
    row.ours = function("tenon", v, F::fast);
  else
    row.ours = function("tenon", v, F::exact);
#if defined(TENON_BENCH_EIGEN)
  if constexpr (P == Peer::eigen) row.peers.push_back(function("eigen", v, F::eigen));
#endif
#if TENON_BENCH_XSIMD
  if constexpr (P == Peer::xsimd) row.peers.push_back(function("xsimd", v, F::xsimd));
#endif
  if constexpr (P == Peer::std)
    row.peers.push_back(function("std", v, [](auto& d) {
      for (std::size_t i = 0; i < count; ++i) d.out.data()[i] = F::reference(d.x.data()[i]);
    }));
  for (float const x : v->x) row.expected.push_back(F::reference(x));
  row.tolerance = 2e-6;
  return row;
}

template <class F>
void add(std::string const& name) {
  bench::add(name + "_vs_eigen", row<F, false, Peer::eigen>);
  bench::add(name + "_vs_xsimd", row<F, false, Peer::xsimd>);
  bench::add(name + "_vs_std", row<F, false, Peer::std>);
  bench::add(name + "_fast_vs_eigen", row<F, true, Peer::eigen>);
  bench::add(name + "_fast_vs_xsimd", row<F, true, Peer::xsimd>);
}

[[maybe_unused]] bool const added = [] {
  add<Tanh>("function_tanh");
  add<Exp>("function_exp");
  add<Sigmoid>("function_sigmoid");
  add<Erf>("function_erf");
  add<Gelu>("function_gelu");
  return true;
}();

}  // namespace
