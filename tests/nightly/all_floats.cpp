// SPDX-License-Identifier: MIT
// Every float there is through the elementary functions of one argument, a register at a time, against the C library in
// double. Prints the table and fails where a function exceeds its bound.
//
//   all_floats [--stride N] [--threads N] [NAME...]      every Nth number only; all functions without names
#include "support/math_functions.hpp"

#include <tenon/kernel/simd.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace tenon_test;

struct Worst {
  double error = 0;
  float where = 0;
  std::uint64_t beyond_half = 0;  // not the nearest float, or not surely
  void join(Worst const& o) {
    if (o.error > error) error = o.error, where = o.where;
    beyond_half += o.beyond_half;
  }
};

// What is neither finite nor normal takes the careful way; for the rest the exponent's bits say what the last place is.
template <class F>
double error_of(float got, double exact, float x) {
  if constexpr (std::is_same_v<typename F::Measure, InUlp>) {
    double const magnitude = std::fabs(exact);
    if (magnitude >= 0x1p-126 && magnitude < 0x1.fffffep127 && std::fabs(got) < HUGE_VALF) {
      auto const exponent = __builtin_bit_cast(std::uint64_t, exact) >> 52 & 2047;
      return std::fabs(static_cast<double>(got) - exact) * __builtin_bit_cast(double, (2046 + 23 - exponent) << 52);
    }
  }
  return F::Measure::error(got, exact, x);
}

template <class F>
Worst sweep(std::uint64_t first, std::uint64_t end, std::uint64_t stride) {
  constexpr int lanes = tenon::simd::native_lanes<float>;
  using L = tenon::simd::lane<float, lanes>;
  Worst worst;
  float in[lanes], out[lanes];
  for (std::uint64_t bits = first; bits < end; bits += lanes * stride) {
    for (int i = 0; i < lanes; ++i) in[i] = from_bits<float>(bits + static_cast<std::uint64_t>(i) * stride);
    F::apply(L::load(in)).store(out);
    for (int i = 0; i < lanes; ++i) {
      double const error = error_of<F>(out[i], F::exact(static_cast<double>(in[i])), in[i]);
      worst.beyond_half += error > 0.5 ? 1 : 0;
      if (error > worst.error) worst.error = error, worst.where = in[i];
    }
  }
  return worst;
}

struct Options {
  std::uint64_t stride = 1;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::string> names;
};

template <class F>
bool run(Options const& o) {
  if (!o.names.empty() && std::find(o.names.begin(), o.names.end(), F::name) == o.names.end()) return true;
  constexpr std::uint64_t all = std::uint64_t(1) << 32;
  std::vector<Worst> parts(o.threads);
  std::vector<std::thread> threads;
  // Interleaved in blocks: some exponents take longer than others.
  constexpr std::uint64_t block = std::uint64_t(1) << 24;
  for (unsigned t = 0; t < o.threads; ++t)
    threads.emplace_back([&, t] {
      for (std::uint64_t b = t * block; b < all; b += o.threads * block) parts[t].join(sweep<F>(b, b + block, o.stride));
    });
  for (auto& t : threads) t.join();
  Worst worst;
  for (Worst const& p : parts) worst.join(p);
  bool const ok = worst.error <= F::bounds[0];
  std::printf("%-9s %6.3f ulp at %-16.9g bound %-5g not nearest %5.2f %%  %s\n", F::name, worst.error,
              static_cast<double>(worst.where), F::bounds[0],
              100 * static_cast<double>(worst.beyond_half) * static_cast<double>(o.stride) / static_cast<double>(all),
              ok ? "" : "EXCEEDED");
  std::fflush(stdout);
  return ok;
}

template <class... F>
bool run_all(Options const& o, std::tuple<F...>*) {
  return (static_cast<int>(run<F>(o)) & ... & 1) != 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    std::string const word = argv[i];
    if (word == "--stride" && i + 1 < argc)
      o.stride = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--threads" && i + 1 < argc)
      o.threads = static_cast<unsigned>(std::strtoul(argv[++i], nullptr, 10));
    else if (word[0] != '-')
      o.names.push_back(word);
    else {
      std::fprintf(stderr, "usage: all_floats [--stride N] [--threads N] [NAME...]\n");
      return 2;
    }
  }
  if (o.stride == 0 || o.threads == 0) return 2;
  return run_all(o, static_cast<functions::Unary*>(nullptr)) ? 0 : 1;
}
